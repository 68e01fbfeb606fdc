import { exportText } from "./export-text.ts";
import type { IniSections } from "./inventory.ts";

const SECTIONS_MOST = 1_000;
const KEYS_MOST = 100_000;

/**
 * An .ini file as xrdp reads it (xrdp.ini(5), sesman.ini(5)): names of sections and keys in lower case, comments after "#" or
 * ";" at the beginning of a line, the last of two equal keys counts, text outside a section is passed over. Never fails.
 */
export function decodeIni(bytes: Uint8Array): IniSections {
  const sections = new Map<string, Map<string, string>>();
  let keys = 0;
  let current: Map<string, string> | undefined;
  for (const raw of exportText(bytes).split(/\r\n|\n|\r/)) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#") || line.startsWith(";")) continue;
    if (line.startsWith("[")) {
      const end = line.indexOf("]");
      const name = line
        .slice(1, end < 0 ? line.length : end)
        .trim()
        .toLowerCase();
      current = sections.get(name);
      if (current === undefined && sections.size < SECTIONS_MOST) {
        current = new Map();
        sections.set(name, current);
      }
      continue;
    }
    const equals = line.indexOf("=");
    if (equals <= 0 || current === undefined || keys >= KEYS_MOST) continue;
    keys += 1;
    current.set(line.slice(0, equals).trim().toLowerCase(), line.slice(equals + 1).trim());
  }
  return Object.fromEntries([...sections].map(([name, values]) => [name, Object.fromEntries(values)]));
}
