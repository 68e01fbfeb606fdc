import { DecodeError } from "../bytes/index.ts";
import { decodeAuditpol } from "./auditpol.ts";
import { exportText } from "./export-text.ts";
import { decodeIni } from "./ini.ts";
import type { HostInventory, InventorySections, Section } from "./inventory.ts";
import { readRegExport } from "./reg-export.ts";
import { decodeRegistryPol } from "./registry-pol.ts";
import type { RegistryValue } from "./registry-value.ts";
import { decodeSecedit } from "./secedit.ts";

/** A format of a single export, told by its content. */
export type ExportFormat = "reg" | "registry-pol" | "secedit" | "auditpol" | "xrdp-ini" | "sesman-ini";

/* Enough for the first lines of every format. */
const LOOK_BYTES = 16_384;

/** Which export is it? Told by content; a name helps only where xrdp.ini and sesman.ini look alike. */
export function identifyExport(bytes: Uint8Array, name: string): ExportFormat | undefined {
  if (bytes[0] === 0x50 && bytes[1] === 0x52 && bytes[2] === 0x65 && bytes[3] === 0x67) return "registry-pol";
  const text = exportText(bytes.subarray(0, LOOK_BYTES));
  if (/^\s*(?:Windows Registry Editor Version 5\.00|REGEDIT4)/.test(text)) return "reg";
  if (
    /^\s*\[(?:Unicode|Version|System Access|Privilege Rights|Registry Values)\]/im.test(text) &&
    /^\s*(?:\[Unicode\]|\[Version\]|\[System Access\])/im.test(text)
  ) {
    return "secedit";
  }
  if (/,\{0CCE[\da-f]{4}-69AE-11D9-BED3-505054503030\},/i.test(text)) return "auditpol";
  if (/^\s*\[globals\]/im.test(text)) {
    if (/sesman/i.test(name) || /^\s*(?:DefaultWindowManager|EnableUserWindowManager|ListenPort)\s*=/im.test(text))
      return "sesman-ini";
    if (/xrdp/i.test(name) || /^\s*(?:security_layer|crypt_level|ini_version|bitmap_cache)\s*=/im.test(text))
      return "xrdp-ini";
  }
  return undefined;
}

/** What one export tells of a host. */
export type InventoryPart = Pick<HostInventory, "host" | "platform" | "sections">;

/**
 * Reads one export of a known format. `origin` names the file in every `at`. What is not what it seemed becomes failed sections
 * with their reason; nothing is thrown.
 */
export function readExport(bytes: Uint8Array, format: ExportFormat, origin: string): InventoryPart {
  try {
    return decoded(bytes, format, origin);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const failed = { outcome: "failed", reason: error.message, at: origin } as const;
    return { platform: "unknown", sections: { [SECTION_OF[format]]: failed } };
  }
}

const SECTION_OF = {
  reg: "registry",
  "registry-pol": "registry",
  secedit: "security-policy",
  auditpol: "audit-policy",
  "xrdp-ini": "xrdp-ini",
  "sesman-ini": "sesman-ini",
} as const satisfies Record<ExportFormat, keyof InventorySections>;

function decoded(bytes: Uint8Array, format: ExportFormat, origin: string): InventoryPart {
  const section = <Value>(value: Value): Section<Value> => ({ outcome: "collected", value, at: origin });
  switch (format) {
    case "reg": {
      const { values, keys } = readRegExport(bytes, origin);
      return { platform: "windows", sections: { registry: section(values), "registry-keys": section(keys) } };
    }
    case "registry-pol":
      return { platform: "windows", sections: { registry: section(decodeRegistryPol(bytes, origin)) } };
    case "secedit": {
      const { policy, registry } = decodeSecedit(bytes, origin);
      const values = registry.length === 0 ? {} : { registry: section(registry) };
      return { platform: "windows", sections: { "security-policy": section(policy), ...values } };
    }
    case "auditpol":
      return { platform: "windows", sections: { "audit-policy": section(decodeAuditpol(bytes)) } };
    case "xrdp-ini":
      return { platform: "linux", sections: { "xrdp-ini": section(decodeIni(bytes)) } };
    case "sesman-ini":
      return { platform: "linux", sections: { "sesman-ini": section(decodeIni(bytes)) } };
  }
}

function joined<Value>(
  one: Section<readonly Value[]> | undefined,
  other: Section<readonly Value[]>,
): Section<readonly Value[]> {
  if (one?.outcome !== "collected") return other;
  if (other.outcome !== "collected") return one;
  return {
    outcome: "collected",
    value: [...one.value, ...other.value],
    at: one.at === other.at ? one.at : `${one.at}, ${other.at}`,
  };
}

/**
 * Several parts of one host as one inventory. Registry values and keys of all parts stand beside each other with their own
 * `at`; of another section the first that was collected counts, and a failed one only where none was.
 */
export function mergeInventories(parts: readonly InventoryPart[], hostName?: string): HostInventory {
  const host = hostName ?? parts.find((part) => part.host !== undefined)?.host;
  const sections: { -readonly [Name in keyof InventorySections]?: Section<InventorySections[Name]> } = {};
  for (const part of parts) {
    const { registry, "registry-keys": keys, ...others } = part.sections;
    if (registry !== undefined) sections.registry = joined<RegistryValue>(sections.registry, registry);
    if (keys !== undefined) {
      sections["registry-keys"] = joined<InventorySections["registry-keys"][number]>(sections["registry-keys"], keys);
    }
    for (const [name, section] of Object.entries(others)) {
      const known = Object.entries(sections).find(([one]) => one === name)?.[1];
      if (known?.outcome !== "collected") Object.assign(sections, { [name]: section });
    }
  }
  const platforms = new Set(parts.map(({ platform }) => platform));
  platforms.delete("unknown");
  const [platform] = platforms;
  return {
    ...(host === undefined ? {} : { host }),
    platform: platforms.size === 1 && platform !== undefined ? platform : "unknown",
    sections,
  };
}
