import type { EventRecord } from "../../eventlog/index.ts";
import { codeOf, type Draft, keepAll, type ProviderRules, rulesFor, setStatus, told, toldAt } from "../rule.ts";

function readAlert(draft: Draft, record: EventRecord): void {
  setStatus(draft, codeOf(told(record, "AlertDesc") ?? toldAt(record, 0)));
  keepAll(draft, record);
}

function readCredential(draft: Draft, record: EventRecord): void {
  setStatus(draft, codeOf(told(record, "ErrorCode") ?? told(record, "Status") ?? toldAt(record, 1)));
  keepAll(draft, record);
}

/** The TLS library of Windows. It writes no address, and not which service the handshake was for. */
export const schannel: ProviderRules = {
  names: ["Schannel", "Microsoft-Windows-Schannel"],
  shortName: "Schannel",
  rules: new Map([
    ...rulesFor([36873, 36874, 36887, 36888], { kind: "tls-handshake-failed", read: readAlert }),
    ...rulesFor([36865, 36869, 36870, 36871, 36872, 36886], { kind: "certificate-unusable", read: readCredential }),
  ]),
};
