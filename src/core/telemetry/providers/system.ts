import type { EventRecord } from "../../eventlog/index.ts";
import {
  account,
  codeOf,
  type Draft,
  type EventRule,
  keep,
  keepAll,
  keepClockShift,
  keepInOrder,
  type ProviderRules,
  rulesFor,
  setStatus,
  setUser,
  told,
  toldAt,
} from "../rule.ts";

type Row = readonly [number, EventRule];

function provider(names: readonly string[], shortName: string, rows: readonly Row[]): ProviderRules {
  return { names, shortName, rules: new Map(rows) };
}

function readTrouble(draft: Draft, record: EventRecord): void {
  setStatus(draft, codeOf(told(record, "ErrorCode") ?? told(record, "Error") ?? told(record, "Status")));
  keepAll(draft, record);
}

/** Who cleared a log, and which; both events keep it under UserData. */
function readCleared(draft: Draft, record: EventRecord): void {
  for (const value of record.values) {
    const name = value.name.slice(value.name.lastIndexOf("/") + 1);
    if (name === "SubjectUserName") setUser(draft, account(value.text, told(record, "SubjectDomainName")));
    else if (name === "Channel") draft.values = { channel: value.text.slice(0, 200) };
  }
}

const serviceControl = provider(
  ["Service Control Manager", "Microsoft-Windows-Service Control Manager"],
  "Service Control Manager",
  [
    ...rulesFor([7031, 7034], {
      kind: "service-crashed",
      read(draft, record) {
        keepInOrder(draft, record, ["service", "count", "delayMs", "action", "actionText"]);
      },
    }),
    [
      7036,
      {
        kind: "service-changed",
        read(draft, record) {
          keepInOrder(draft, record, ["service", "state"]);
        },
      },
    ],
    [
      7040,
      {
        kind: "service-changed",
        read(draft, record) {
          keepInOrder(draft, record, ["service", "startBefore", "startNow", "serviceName"]);
        },
      },
    ],
  ],
);

/** A crashed program is told here when it carries Remote Desktop; others are no matter of ours. */
function carriesRemoteDesktop(record: EventRecord): boolean {
  const program = (toldAt(record, 0) ?? "").toLowerCase();
  const module = (toldAt(record, 3) ?? "").toLowerCase();
  return (
    program.includes("termservice") ||
    ["rdpclip.exe", "rdpinit.exe", "rdpshell.exe", "tssdis.exe", "winlogon.exe", "logonui.exe", "dwm.exe"].includes(
      program,
    ) ||
    /^(?:rdp|term|umrdp|tssrv|lsm\.dll|rfx|wksprt|sessenv)/.test(module)
  );
}

const applicationError = provider(["Application Error"], "Application Error", [
  [
    1000,
    {
      kind: "service-crashed",
      admits: carriesRemoteDesktop,
      read(draft, record) {
        keepInOrder(draft, record, ["service", "version", "", "module", "moduleVersion", "", "exceptionCode"]);
        const process = toldAt(record, 0);
        if (process !== undefined) draft.process = process;
        const code = toldAt(record, 6);
        setStatus(draft, codeOf(code === undefined || code.startsWith("0x") ? code : `0x${code}`));
      },
    },
  ],
]);

const eventLogService = provider(["EventLog"], "EventLog", [
  [6005, { kind: "system-started" }],
  [6006, { kind: "system-stopped" }],
  // Written at the next start; the moment of the fall is in its values, in the words of the machine's language.
  [6008, { kind: "system-stopped-unexpectedly", read: keepAll }],
]);

const eventLog = provider(["Microsoft-Windows-Eventlog"], "Eventlog", [
  [104, { kind: "log-cleared", read: readCleared }],
  [1102, { kind: "log-cleared", read: readCleared }],
  ...rulesFor([1100, 1101, 1104, 1108], { kind: "log-interrupted", read: keepAll }),
]);

const kernelGeneral = provider(["Microsoft-Windows-Kernel-General"], "Kernel-General", [
  [
    1,
    {
      kind: "clock-changed",
      read(draft, record) {
        keep(draft, record, ["NewTime", "OldTime", "Reason", "ProcessName"]);
        keepClockShift(draft, told(record, "OldTime"), told(record, "NewTime"));
      },
    },
  ],
  [12, { kind: "system-started" }],
  [13, { kind: "system-stopped" }],
]);

const kernelPower = provider(["Microsoft-Windows-Kernel-Power"], "Kernel-Power", [
  [
    41,
    {
      kind: "system-stopped-unexpectedly",
      read(draft, record) {
        keep(draft, record, ["BugcheckCode", "PowerButtonTimestamp", "SleepInProgress"]);
      },
    },
  ],
]);

const user32 = provider(["User32", "Microsoft-Windows-User32"], "User32", [
  [1074, { kind: "system-stopped", read: keepAll }],
]);

const netlogon = provider(["NETLOGON", "Microsoft-Windows-NETLOGON"], "NETLOGON", [
  ...rulesFor([3210, 5719, 5783], { kind: "domain-trouble", read: readTrouble }),
]);

const groupPolicy = provider(["Microsoft-Windows-GroupPolicy"], "GroupPolicy", [
  ...rulesFor([1006, 1030, 1053, 1054, 1055, 1129], { kind: "domain-trouble", read: readTrouble }),
]);

const timeService = provider(["Microsoft-Windows-Time-Service", "W32Time"], "Time-Service", [
  ...rulesFor([24, 29, 34, 36, 47, 50, 129, 130, 131, 134, 138], { kind: "time-trouble", read: readTrouble }),
  [52, { kind: "clock-changed", read: keepAll }],
]);

// 5: a ticket that is not yet valid; the clocks of host and domain controller differ.
const kerberos = provider(["Microsoft-Windows-Security-Kerberos", "Kerberos"], "Security-Kerberos", [
  [5, { kind: "time-trouble", read: readTrouble }],
]);

const resources = provider(["Microsoft-Windows-Resource-Exhaustion-Detector"], "Resource-Exhaustion-Detector", [
  [2004, { kind: "resources-exhausted", read: keepAll }],
]);

const srv = provider(["Srv"], "Srv", rulesFor([2019, 2020], { kind: "resources-exhausted", read: keepAll }));

const tcpip = provider(
  ["Tcpip", "Microsoft-Windows-TCPIP"],
  "Tcpip",
  rulesFor([4227, 4231], { kind: "resources-exhausted", read: keepAll }),
);

const display = provider(["Display"], "Display", [[4101, { kind: "graphics-driver-trouble", read: keepAll }]]);

const profiles = provider(
  ["Microsoft-Windows-User Profiles Service", "Microsoft-Windows-User Profile Service", "Userenv"],
  "User Profiles Service",
  rulesFor([1500, 1502, 1504, 1505, 1508, 1509, 1511, 1515, 1521, 1530, 1533, 1542], {
    kind: "profile-trouble",
    read: readTrouble,
  }),
);

const winlogon = provider(
  ["Microsoft-Windows-Winlogon", "Winlogon"],
  "Winlogon",
  rulesFor([6005, 6006], { kind: "profile-trouble", read: keepAll }),
);

const updates = provider(
  ["Microsoft-Windows-WindowsUpdateClient"],
  "WindowsUpdateClient",
  rulesFor([19, 20, 43], {
    kind: "update-installed",
    read(draft, record) {
      setStatus(draft, codeOf(told(record, "errorCode")));
      keep(draft, record, ["updateTitle", "errorCode"]);
    },
  }),
);

/** What the System and Application logs tell of the machine itself. */
export const systemProviders: readonly ProviderRules[] = [
  applicationError,
  display,
  eventLog,
  eventLogService,
  groupPolicy,
  kerberos,
  kernelGeneral,
  kernelPower,
  netlogon,
  profiles,
  resources,
  serviceControl,
  srv,
  tcpip,
  timeService,
  updates,
  user32,
  winlogon,
];
