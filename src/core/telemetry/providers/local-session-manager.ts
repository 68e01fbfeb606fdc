import type { EventRecord } from "../../eventlog/index.ts";
import {
  accountOf,
  codeOf,
  type Draft,
  type EventRule,
  keep,
  ownClient,
  type ProviderRules,
  setClient,
  setReason,
  setSession,
  setStatus,
  setUser,
  told,
  wholeNumber,
} from "../rule.ts";

// Address is an IP address, LOCAL for the console, or empty (Hyper-V enhanced session).
function readSession(draft: Draft, record: EventRecord): void {
  setUser(draft, accountOf(told(record, "User")));
  setSession(draft, wholeNumber(told(record, "SessionID")));
  setClient(draft, ownClient(told(record, "Address")));
  // What is no address can tell too: tunnels of ngrok leave "::%16777216".
  if (draft.client === undefined) keep(draft, record, ["Address"]);
}

function readFailure(draft: Draft, record: EventRecord): void {
  setSession(draft, wholeNumber(told(record, "SessionId") ?? told(record, "Session")));
  setStatus(draft, codeOf(told(record, "ErrorCode")));
  keep(draft, record, ["StateName", "EventName"]);
}

const rules: readonly (readonly [number, EventRule])[] = [
  [21, { kind: "session-logon", read: readSession }],
  [22, { kind: "shell-started", read: readSession }],
  [23, { kind: "session-logoff", read: readSession }],
  [24, { kind: "session-disconnected", read: readSession }],
  [25, { kind: "session-reconnected", read: readSession }],
  // Its plug-ins are loaded once a start of the machine: the service cannot be started anew. On a machine with 22 starts
  // in its System log this one stood 22 times.
  [32, { kind: "system-started" }],
  [36, { kind: "session-failed", read: readFailure }],
  [
    39,
    {
      kind: "session-taken-over",
      read(draft, record) {
        setSession(draft, wholeNumber(told(record, "TargetSession")));
        keep(draft, record, ["Source"]);
      },
    },
  ],
  [
    40,
    {
      kind: "session-disconnect-reason",
      read(draft, record) {
        setSession(draft, wholeNumber(told(record, "Session")));
        setReason(draft, codeOf(told(record, "Reason")));
      },
    },
  ],
  [41, { kind: "session-arbitration", read: readSession }],
  [42, { kind: "session-arbitration", read: readSession }],
];

/** Sessions as Windows keeps them: who, which number, from where. */
export const localSessionManager: ProviderRules = {
  names: ["Microsoft-Windows-TerminalServices-LocalSessionManager"],
  shortName: "LocalSessionManager",
  rules: new Map(rules),
};
