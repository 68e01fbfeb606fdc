import type { EventRecord } from "../../eventlog/index.ts";
import {
  account,
  codeOf,
  type Draft,
  type EventRule,
  keep,
  keepAll,
  ownClient,
  type ProviderRules,
  rulesFor,
  setClient,
  setSession,
  setStatus,
  setUser,
  told,
  toldAt,
  wholeNumber,
} from "../rule.ts";

function readShadow(draft: Draft, record: EventRecord): void {
  keepAll(draft, record);
}

/** A status as a number where it is one; some builds write its text. */
function readTrouble(draft: Draft, record: EventRecord): void {
  setStatus(draft, codeOf(toldAt(record, 0)) ?? codeOf(told(record, "errorCode")));
  keepAll(draft, record);
}

function readSessionNumber(draft: Draft, record: EventRecord): void {
  setSession(draft, wholeNumber(told(record, "Session") ?? toldAt(record, 0)));
}

const rules: readonly (readonly [number, EventRule])[] = [
  [
    261,
    {
      kind: "listener-accepted",
      read(draft, record) {
        keep(draft, record, ["listenerName"]);
      },
    },
  ],
  [
    1149,
    {
      kind: "authenticated",
      read(draft, record) {
        setUser(draft, account(told(record, "Param1"), told(record, "Param2")));
        setClient(draft, ownClient(told(record, "Param3")));
      },
    },
  ],
  [
    1158,
    {
      // The same connection is told by RdpCoreTS 131; this one is in the channel Admin, which hosts keep longer.
      kind: "listener-accepted",
      read(draft, record) {
        setClient(draft, ownClient(told(record, "Param1")));
      },
    },
  ],
  ...rulesFor([20503, 20506, 1147], { kind: "shadow-started", read: readShadow }),
  ...rulesFor([20504, 20507], { kind: "shadow-ended", read: readShadow }),
  [1056, { kind: "certificate-created", read: keepAll }],
  ...rulesFor([1051, 1053, 1054, 1055, 1057, 1058, 1062, 1064, 1065], {
    kind: "certificate-unusable",
    read: readTrouble,
  }),
  ...rulesFor([260, 1035, 1036], { kind: "listener-failed", read: readTrouble }),
  ...rulesFor([1006, 1012, 1070, 1071, 1151], { kind: "connections-refused", read: readTrouble }),
  ...rulesFor(
    [
      1003, 1004, 1011, 1068, 1069, 1128, 1129, 1130, 1131, 20497, 50180, 50195, 50213, 50216, 50280, 50281, 50282,
      50283, 50284, 50285,
    ],
    { kind: "licensing-trouble", read: readTrouble },
  ),
  ...rulesFor([20491, 20493, 20494, 20495, 1046], { kind: "profile-trouble", read: readTrouble }),
  // The session was ended by a limit; the number of the session is all that these tell.
  ...rulesFor([20515, 20516, 20517, 20518, 20519], { kind: "session-disconnect-reason", read: readSessionNumber }),
];

/** The listener and what it makes of connections; its errors go to the System log under the same name. */
export const remoteConnectionManager: ProviderRules = {
  names: [
    "Microsoft-Windows-TerminalServices-RemoteConnectionManager",
    "TerminalServices-RemoteConnectionManager",
    "TermService",
  ],
  shortName: "RemoteConnectionManager",
  rules: new Map(rules),
};
