import type { EventRecord } from "../../eventlog/index.ts";
import {
  codeOf,
  type Draft,
  type EventRule,
  keep,
  keepAll,
  ownClient,
  type ProviderRules,
  rulesFor,
  setClient,
  setReason,
  setSession,
  setStatus,
  told,
  wholeNumber,
} from "../rule.ts";

function readEnd(draft: Draft, record: EventRecord): void {
  setReason(draft, codeOf(told(record, "ReasonCode")));
  setStatus(draft, codeOf(told(record, "ErrorCode") ?? told(record, "Error") ?? told(record, "error")));
  keep(draft, record, ["PreviousStateName", "EventName"]);
}

function readChannel(draft: Draft, record: EventRecord): void {
  const channelName = told(record, "ChannelName");
  if (channelName !== undefined) draft.values = { channelName };
}

const rules: readonly (readonly [number, EventRule])[] = [
  [
    66,
    {
      kind: "connection-joined",
      read(draft, record) {
        setSession(draft, wholeNumber(told(record, "SessionID")));
        keep(draft, record, ["ConnectionName"]);
      },
    },
  ],
  [68, { kind: "graphics-timing", read: keepAll }],
  [
    131,
    {
      kind: "connection-opened",
      read(draft, record) {
        setClient(draft, ownClient(told(record, "ClientIP")));
        keep(draft, record, ["ConnType"]);
      },
    },
  ],
  ...rulesFor([102, 103, 107, 142, 143, 144, 226], { kind: "connection-closed", read: readEnd }),
  [
    139,
    {
      kind: "security-layer-failed",
      read(draft, record) {
        setStatus(draft, codeOf(told(record, "ResultCode")));
        setClient(draft, ownClient(told(record, "IPString")));
      },
    },
  ],
  [
    140,
    {
      kind: "credential-refused",
      read(draft, record) {
        setClient(draft, ownClient(told(record, "IPString")));
      },
    },
  ],
  [132, { kind: "channel-opened", read: readChannel }],
  [148, { kind: "channel-closed", read: readChannel }],
  ...rulesFor([104, 162, 163, 168, 169], { kind: "client-described", read: keepAll }),
  ...rulesFor([101, 130, 133, 134, 135, 136, 137, 138, 145, 153], { kind: "transport-described", read: keepAll }),
];

/** The protocol server: every connection with its address, long before there is a user. */
export const rdpCoreTs: ProviderRules = {
  names: ["Microsoft-Windows-RemoteDesktopServices-RdpCoreTS", "RdpCoreTS"],
  shortName: "RdpCoreTS",
  rules: new Map(rules),
};
