import { DecodeError } from "../bytes/index.ts";
import { exportText } from "./export-text.ts";
import type { AuditPolicy } from "./inventory.ts";

/*
 * auditpol /get /category:* /r and auditpol /backup: comma-separated, the names localised.
 *   Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting[,Setting Value]
 *   HOST,System,Logon,{0CCE9215-69AE-11D9-BED3-505054503030},Success and Failure,,3
 * Setting Value (backup only): bit 0 success, bit 1 failure. Without it the words of the inclusion setting tell, where their
 * language is known; a line in another language is not read rather than guessed.
 */

const GUID = /^\{([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\}$/i;
const LINES_MOST = 10_000;

type Setting = AuditPolicy[string];

const BOTH: Setting = { success: true, failure: true };
const SUCCESS: Setting = { success: true, failure: false };
const FAILURE: Setting = { success: false, failure: true };
const NONE: Setting = { success: false, failure: false };

/* English, German, French, Spanish, Chinese (simplified, traditional), Japanese. */
const WORDS: ReadonlyMap<string, Setting> = new Map<string, Setting>([
  ["success and failure", BOTH],
  ["success", SUCCESS],
  ["failure", FAILURE],
  ["no auditing", NONE],
  ["erfolg und fehler", BOTH],
  ["erfolg", SUCCESS],
  ["fehler", FAILURE],
  ["keine überwachung", NONE],
  ["succès et échec", BOTH],
  ["opération réussie et échec", BOTH],
  ["succès", SUCCESS],
  ["échec", FAILURE],
  ["pas d’audit", NONE],
  ["pas d'audit", NONE],
  ["aucun audit", NONE],
  ["aciertos y errores", BOTH],
  ["aciertos", SUCCESS],
  ["errores", FAILURE],
  ["sin auditoría", NONE],
  ["成功和失败", BOTH],
  ["成功", SUCCESS],
  ["失败", FAILURE],
  ["无审核", NONE],
  ["成功和失敗", BOTH],
  ["失敗", FAILURE],
  ["無稽核", NONE],
  ["成功および失敗", BOTH],
  ["監査なし", NONE],
]);

function fields(line: string): readonly string[] {
  return line.split(",").map((field) => field.trim().replace(/^"(.*)"$/, "$1"));
}

function settingOf(after: readonly string[]): Setting | undefined {
  const [inclusion = "", , value] = after;
  if (value !== undefined && /^[0-3]$/.test(value)) {
    return { success: (Number(value) & 1) === 1, failure: (Number(value) & 2) === 2 };
  }
  return WORDS.get(inclusion.toLowerCase());
}

/**
 * Reads the audit policy of the system: subcategory GUID to what is audited. Lines for single users and in languages that are not known
 * are left out. Throws `DecodeError` where no line holds a GUID in the place of one.
 */
export function decodeAuditpol(bytes: Uint8Array): AuditPolicy {
  const found = new Map<string, Setting>();
  let isPolicy = false;
  for (const line of exportText(bytes).split(/\r?\n/).slice(0, LINES_MOST)) {
    const all = fields(line);
    const place = all.findIndex((field) => GUID.test(field));
    const guid = GUID.exec(all[place] ?? "")?.[1];
    if (guid === undefined || place < 2) continue;
    isPolicy = true;
    const target = all[place - 2] ?? "";
    // The target of a line for one user is its account or identifier.
    if (/\\|^S-1-/i.test(target)) continue;
    const setting = settingOf(all.slice(place + 1));
    if (setting !== undefined) found.set(guid.toUpperCase(), setting);
  }
  if (!isPolicy)
    throw new DecodeError("auditpol", 0, { kind: "invalid", field: "lines", reason: "hold no subcategory" });
  return Object.fromEntries(found);
}
