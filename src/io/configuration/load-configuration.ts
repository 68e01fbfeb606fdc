import { open } from "node:fs/promises";
import {
  checkConfiguration,
  type Configuration,
  type KnownWords,
  type Problem,
} from "../../core/configuration/index.ts";
import { type Language, printable } from "../../core/texts/index.ts";
import { type Place, readYaml } from "./yaml-text.ts";

/** A fleet of 100,000 targets in short form is 3 MB. */
const MOST_BYTES = 16 * 1024 * 1024;

/** A problem, and where in the file it is; line 0 where it is the file itself. */
export type PlacedProblem = Problem & Place;

export interface LoadedConfiguration {
  readonly file: string;
  /** null when anything is wrong that is more than a warning. */
  readonly configuration: Configuration | null;
  readonly problems: readonly PlacedProblem[];
}

/** Reads and checks a configuration file. Never rejects: what is wrong is among the problems. */
export async function loadConfiguration(file: string, channels: KnownWords["channels"]): Promise<LoadedConfiguration> {
  const text = await readText(file);
  return typeof text === "string" ? readConfiguration(file, text, channels) : text;
}

/** The same of a text that was read already. */
export function readConfiguration(file: string, text: string, channels: KnownWords["channels"]): LoadedConfiguration {
  const yaml = readYaml(text);
  if ("faults" in yaml) {
    const problems = yaml.faults.map((fault) => ({ ...fault, path: [], kind: "unreadable" as const }));
    return { file, configuration: null, problems };
  }
  const { configuration, problems } = checkConfiguration(yaml.value, { channels, isZone });
  const placed = problems.map((problem) => ({
    ...problem,
    ...yaml.placeOf(problem.path, problem.kind === "unknown-key"),
  }));
  return { file, configuration, problems: placed.toSorted((a, b) => a.line - b.line || a.column - b.column) };
}

/** "rdpulse.yaml:12:5: targts: no such key; did you mean targets?" */
export function problemLine({ line, column, message, isWarning }: PlacedProblem, file: string, lang: Language): string {
  const place = line === 0 ? printable(file, 200) : `${printable(file, 200)}:${line}:${column}`;
  const mark = isWarning === true ? { en: "warning: ", zh: "警告：" }[lang] : "";
  return `${place}: ${mark}${message[lang]}`;
}

/** Does this machine know the time zone? */
export function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** The text of the file, or why there is none. */
export async function readText(file: string): Promise<string | LoadedConfiguration> {
  try {
    const handle = await open(file, "r");
    try {
      const { size } = await handle.stat();
      if (size > MOST_BYTES) return unreadable(file, `> ${MOST_BYTES} bytes`);
      const bytes = new Uint8Array(MOST_BYTES < size + 1 ? MOST_BYTES : size + 65_536);
      let length = 0;
      for (;;) {
        const { bytesRead } = await handle.read(bytes, length, bytes.length - length, null);
        if (bytesRead === 0) break;
        length += bytesRead;
        if (length === bytes.length) return unreadable(file, `> ${size} bytes`);
      }
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, length));
    } finally {
      await handle.close();
    }
  } catch (error) {
    return unreadable(file, reasonOf(error));
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof TypeError) return "not UTF-8";
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}

function unreadable(file: string, reason: string): LoadedConfiguration {
  const message = { en: `cannot be read: ${reason}`, zh: `无法读取：${reason}` };
  return { file, configuration: null, problems: [{ path: [], kind: "unreadable", message, line: 0, column: 0 }] };
}
