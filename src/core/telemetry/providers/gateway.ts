import type { EventRecord } from "../../eventlog/index.ts";
import {
  accountOf,
  codeOf,
  type Draft,
  keep,
  ownClient,
  type ProviderRules,
  rulesFor,
  setClient,
  setStatus,
  setUser,
  told,
} from "../rule.ts";

// 312 and 313 write address and port, the others the address alone.
function readGateway(draft: Draft, record: EventRecord): void {
  setUser(draft, accountOf(told(record, "Username")));
  setClient(draft, ownClient(told(record, "IpAddress")));
  const targetHost = told(record, "Resource");
  if (targetHost !== undefined) draft.targetHost = targetHost;
  setStatus(draft, codeOf(told(record, "ErrorCode")));
  keep(draft, record, ["AuthType", "ConnectionProtocol", "BytesReceived", "BytesTransfered", "SessionDuration"]);
}

/** RD Gateway: who came through it, to which host, for how long. */
export const gateway: ProviderRules = {
  names: ["Microsoft-Windows-TerminalServices-Gateway"],
  shortName: "Gateway",
  rules: new Map(
    rulesFor([200, 201, 202, 203, 300, 301, 302, 303, 304, 305, 306, 307, 308, 312, 313], {
      kind: "gateway-event",
      read: readGateway,
    }),
  ),
};
