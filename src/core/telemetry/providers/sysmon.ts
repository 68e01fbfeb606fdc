import type { EventRecord } from "../../eventlog/index.ts";
import {
  accountOf,
  type Draft,
  keep,
  ownClient,
  type ProviderRules,
  rulesFor,
  setClient,
  setUser,
  told,
} from "../rule.ts";

function readImage(draft: Draft, record: EventRecord): void {
  setUser(draft, accountOf(told(record, "User")));
  const process = told(record, "Image");
  if (process !== undefined) draft.process = process;
}

function readProcess(draft: Draft, record: EventRecord): void {
  readImage(draft, record);
  const commandLine = told(record, "CommandLine");
  if (commandLine !== undefined) draft.commandLine = commandLine;
  const parentProcess = told(record, "ParentImage");
  if (parentProcess !== undefined) draft.parentProcess = parentProcess;
  const logonId = told(record, "LogonId");
  if (logonId !== undefined && /^0x[\da-f]{1,16}$/i.test(logonId)) draft.logonId = logonId.toLowerCase();
  keep(draft, record, ["OriginalFileName", "ParentCommandLine", "IntegrityLevel", "TerminalSessionId"]);
}

/** TargetObject is key and value in one; the last part is the value where one was set. */
function readRegistry(draft: Draft, record: EventRecord): void {
  readImage(draft, record);
  const target = told(record, "TargetObject") ?? "";
  const isValue = record.eventId === 13;
  const slash = isValue ? target.lastIndexOf("\\") : -1;
  draft.values = {
    registryKey: slash < 0 ? target : target.slice(0, slash),
    registryValue: slash < 0 ? "" : target.slice(slash + 1),
    detail: told(record, "Details") ?? told(record, "NewName") ?? "",
    eventType: told(record, "EventType") ?? "",
  };
}

function readConnection(draft: Draft, record: EventRecord): void {
  readImage(draft, record);
  const isIncoming = told(record, "Initiated") === "false";
  if (isIncoming) setClient(draft, ownClient(told(record, "SourceIp"), told(record, "SourcePort")));
  const targetHost = isIncoming ? undefined : (told(record, "DestinationHostname") ?? told(record, "DestinationIp"));
  if (targetHost !== undefined) draft.targetHost = targetHost;
  keep(draft, record, ["Protocol", "Initiated", "SourceIp", "SourcePort", "DestinationIp", "DestinationPort"]);
}

/** Sysmon, where somebody has installed it. */
export const sysmon: ProviderRules = {
  names: ["Microsoft-Windows-Sysmon"],
  shortName: "Sysmon",
  rules: new Map([
    ...rulesFor([1], { kind: "process-started", read: readProcess }),
    ...rulesFor([3], { kind: "network-connection", read: readConnection }),
    ...rulesFor([12, 13, 14], { kind: "registry-set", read: readRegistry }),
  ]),
};
