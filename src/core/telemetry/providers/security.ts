import type { EventRecord } from "../../eventlog/index.ts";
import {
  account,
  codeOf,
  type Draft,
  type EventRule,
  keep,
  keepClockShift,
  ownClient,
  type ProviderRules,
  rulesFor,
  setClient,
  setSession,
  setStatus,
  setUser,
  told,
  wholeNumber,
} from "../rule.ts";

const LOGON_VALUES = [
  "LogonProcessName",
  "AuthenticationPackageName",
  "WorkstationName",
  "RestrictedAdminMode",
  "ElevatedToken",
  "ProcessName",
  "FailureReason",
];

/** Logon ids are 64-bit numbers; evtx writes them with leading zeros, other formats without. */
function logonIdOf(text: string | undefined): string | undefined {
  if (text === undefined || !/^0x[\da-f]{1,16}$/i.test(text)) return undefined;
  return `0x${text
    .slice(2)
    .replace(/^0+(?=.)/, "")
    .toLowerCase()}`;
}

function setLogonId(draft: Draft, text: string | undefined): void {
  const logonId = logonIdOf(text);
  if (logonId !== undefined) draft.logonId = logonId;
}

function readTarget(draft: Draft, record: EventRecord): void {
  setUser(
    draft,
    account(told(record, "TargetUserName"), told(record, "TargetDomainName"), told(record, "TargetUserSid")),
  );
  setLogonId(draft, told(record, "TargetLogonId"));
}

function readLogon(draft: Draft, record: EventRecord): void {
  readTarget(draft, record);
  const logonType = wholeNumber(told(record, "LogonType"));
  if (logonType !== undefined) draft.logonType = logonType;
  setClient(draft, ownClient(told(record, "IpAddress"), told(record, "IpPort")));
  // Of a logon through winlogon this is the host itself.
  const workstation = logonType === 3 ? told(record, "WorkstationName") : undefined;
  if (workstation !== undefined) draft.clientName = workstation;
  keep(draft, record, LOGON_VALUES);
}

function readFailedLogon(draft: Draft, record: EventRecord): void {
  readLogon(draft, record);
  setStatus(draft, codeOf(told(record, "Status")));
  const subStatus = codeOf(told(record, "SubStatus"));
  if (subStatus !== undefined) draft.subStatus = subStatus;
}

function readLogoff(draft: Draft, record: EventRecord): void {
  readTarget(draft, record);
  const logonType = wholeNumber(told(record, "LogonType"));
  if (logonType !== undefined) draft.logonType = logonType;
}

function readWindowStation(draft: Draft, record: EventRecord): void {
  setUser(draft, account(told(record, "AccountName"), told(record, "AccountDomain")));
  setLogonId(draft, told(record, "LogonID"));
  setClient(draft, ownClient(told(record, "ClientAddress")));
  const clientName = told(record, "ClientName");
  if (clientName !== undefined) draft.clientName = clientName;
  keep(draft, record, ["SessionName"]);
}

function readLock(draft: Draft, record: EventRecord): void {
  readTarget(draft, record);
  setSession(draft, wholeNumber(told(record, "SessionId")));
}

function readValidation(draft: Draft, record: EventRecord): void {
  setUser(draft, account(told(record, "TargetUserName"), told(record, "TargetDomainName")));
  setStatus(draft, codeOf(told(record, "Status")));
  setClient(draft, ownClient(told(record, "IpAddress"), told(record, "IpPort")));
  const workstation = told(record, "Workstation");
  if (workstation !== undefined) draft.clientName = workstation;
  keep(draft, record, ["ServiceName", "PackageName"]);
}

/** Who did it, for changes of accounts, processes and logs. */
function readSubject(draft: Draft, record: EventRecord): void {
  setUser(
    draft,
    account(told(record, "SubjectUserName"), told(record, "SubjectDomainName"), told(record, "SubjectUserSid")),
  );
  setLogonId(draft, told(record, "SubjectLogonId"));
}

function readAccountChange(draft: Draft, record: EventRecord): void {
  readSubject(draft, record);
  keep(draft, record, [
    "TargetUserName",
    "TargetDomainName",
    "TargetSid",
    "MemberName",
    "MemberSid",
    "NewTargetUserName",
  ]);
}

function readProcess(draft: Draft, record: EventRecord): void {
  readSubject(draft, record);
  const process = told(record, "NewProcessName");
  if (process !== undefined) draft.process = process;
  const commandLine = told(record, "CommandLine");
  if (commandLine !== undefined) draft.commandLine = commandLine;
  const parentProcess = told(record, "ParentProcessName");
  if (parentProcess !== undefined) draft.parentProcess = parentProcess;
  // Who the process runs as, where another than who started it.
  keep(draft, record, ["TargetUserName", "TargetLogonId"]);
}

function readExplicitCredentials(draft: Draft, record: EventRecord): void {
  readSubject(draft, record);
  const targetHost = told(record, "TargetServerName");
  if (targetHost !== undefined) draft.targetHost = targetHost;
  const process = told(record, "ProcessName");
  if (process !== undefined) draft.process = process;
  setClient(draft, ownClient(told(record, "IpAddress"), told(record, "IpPort")));
  keep(draft, record, ["TargetUserName", "TargetDomainName", "TargetInfo"]);
}

function readRegistry(draft: Draft, record: EventRecord): void {
  readSubject(draft, record);
  const process = told(record, "ProcessName");
  if (process !== undefined) draft.process = process;
  draft.values = {
    registryKey: told(record, "ObjectName") ?? "",
    registryValue: told(record, "ObjectValueName") ?? "",
    detail: told(record, "NewValue") ?? "",
    before: told(record, "OldValue") ?? "",
  };
}

function readNetwork(draft: Draft, record: EventRecord): void {
  const process = told(record, "Application");
  if (process !== undefined) draft.process = process;
  keep(draft, record, ["Direction", "SourceAddress", "SourcePort", "DestAddress", "DestPort", "Protocol"]);
}

function readClock(draft: Draft, record: EventRecord): void {
  readSubject(draft, record);
  keep(draft, record, ["PreviousTime", "NewTime", "ProcessName"]);
  keepClockShift(draft, told(record, "PreviousTime"), told(record, "NewTime"));
}

const rules: readonly (readonly [number, EventRule])[] = [
  [4608, { kind: "system-started" }],
  [4609, { kind: "system-stopped" }],
  [4616, { kind: "clock-changed", read: readClock }],
  [4624, { kind: "logon", read: readLogon }],
  [4625, { kind: "logon-failed", read: readFailedLogon }],
  [4634, { kind: "logoff", read: readLogoff }],
  [4647, { kind: "logoff", read: readLogoff }],
  [4648, { kind: "explicit-credentials", read: readExplicitCredentials }],
  [4657, { kind: "registry-set", read: readRegistry }],
  [
    4672,
    {
      kind: "special-privileges",
      read(draft, record) {
        readSubject(draft, record);
        keep(draft, record, ["PrivilegeList"]);
      },
    },
  ],
  [4688, { kind: "process-started", read: readProcess }],
  ...rulesFor([4720, 4722, 4723, 4724, 4725, 4726, 4728, 4729, 4732, 4733, 4738, 4756, 4757, 4767, 4781], {
    kind: "account-changed",
    read: readAccountChange,
  }),
  [
    4740,
    {
      kind: "account-locked",
      read(draft, record) {
        setUser(draft, account(told(record, "TargetUserName"), undefined, told(record, "TargetSid")));
        // TargetDomainName of this event is the computer that the failed logons came from.
        const caller = told(record, "TargetDomainName");
        if (caller !== undefined) draft.clientName = caller;
      },
    },
  ],
  ...rulesFor([4768, 4769, 4771, 4776], { kind: "credential-validation", read: readValidation }),
  [4778, { kind: "window-station-reconnected", read: readWindowStation }],
  [4779, { kind: "window-station-disconnected", read: readWindowStation }],
  ...rulesFor([4800, 4802], { kind: "workstation-locked", read: readLock }),
  ...rulesFor([4801, 4803], { kind: "workstation-unlocked", read: readLock }),
  [4825, { kind: "logon-denied", read: readWindowStation }],
  [5156, { kind: "network-connection", read: readNetwork }],
];

/** The Security log; its own clearing and gaps are written by the provider Eventlog. */
export const security: ProviderRules = {
  names: ["Microsoft-Windows-Security-Auditing", "Security"],
  shortName: "Security",
  rules: new Map(rules),
};
