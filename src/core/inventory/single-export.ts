import { DecodeError } from "../bytes/index.ts";
import { decodeAuditpol } from "./auditpol.ts";
import { isCimJson, readCimJson } from "./cim-json.ts";
import { exportText } from "./export-text.ts";
import { decodeIni } from "./ini.ts";
import type { HostInventory, InventorySections, Section } from "./inventory.ts";
import { parsePowershellJson } from "./powershell-json.ts";
import { readRegExport } from "./reg-export.ts";
import { decodeRegistryPol } from "./registry-pol.ts";
import { decodeSecedit } from "./secedit.ts";

/** A format of a single export, told by its content. */
export type ExportFormat = "reg" | "registry-pol" | "secedit" | "auditpol" | "cim-json" | "xrdp-ini" | "sesman-ini";

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
  if (/^\s*\[?\s*\{\s*"/.test(text)) return holdsCimObjects(bytes, text) ? "cim-json" : undefined;
  if (/,\{0CCE[\da-f]{4}-69AE-11D9-BED3-505054503030\},/i.test(text)) return "auditpol";
  if (/^\s*\[globals\]/im.test(text)) {
    if (/sesman/i.test(name) || /^\s*(?:DefaultWindowManager|EnableUserWindowManager|ListenPort)\s*=/im.test(text))
      return "sesman-ini";
    if (/xrdp/i.test(name) || /^\s*(?:security_layer|crypt_level|ini_version|bitmap_cache)\s*=/im.test(text))
      return "xrdp-ini";
  }
  return undefined;
}

/* A short file is looked at as a whole. Of a longer one names tell that events do not have (7045 has a StartType too). */
function holdsCimObjects(bytes: Uint8Array, head: string): boolean {
  if (bytes.length > LOOK_BYTES) {
    return /"(?:UserAuthenticationRequired|AllowTSConnections|ActiveSessionLimit|CimSystemProperties|DependentServices)"\s*:/.test(
      head,
    );
  }
  try {
    return isCimJson(parsePowershellJson(bytes));
  } catch (error) {
    // A file that was cut is told by the same names, and then why it cannot be read.
    if (error instanceof DecodeError) return /"(?:UserAuthenticationRequired|AllowTSConnections)"\s*:/.test(head);
    throw error;
  }
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
  "cim-json": "listener",
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
      const { systemAccess, privilegeRights } = policy;
      // A template of a policy object that sets other things says nothing about accounts and rights.
      const isSilent = Object.keys(systemAccess).length === 0 && Object.keys(privilegeRights).length === 0;
      return {
        platform: "windows",
        sections: isSilent ? values : { "security-policy": section(policy), ...values },
      };
    }
    case "auditpol":
      return { platform: "windows", sections: { "audit-policy": section(decodeAuditpol(bytes)) } };
    case "cim-json":
      return { platform: "windows", sections: readCimJson(parsePowershellJson(bytes), origin) };
    case "xrdp-ini":
      return { platform: "linux", sections: { "xrdp-ini": section(decodeIni(bytes)) } };
    case "sesman-ini":
      return { platform: "linux", sections: { "sesman-ini": section(decodeIni(bytes)) } };
  }
}
