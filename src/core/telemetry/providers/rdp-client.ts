import { codeOf, keep, type ProviderRules, rulesFor, setReason, told } from "../rule.ts";

/** This machine as a client: where people went from here. */
export const rdpClient: ProviderRules = {
  names: ["Microsoft-Windows-TerminalServices-ClientActiveXCore"],
  shortName: "RDPClient",
  rules: new Map([
    ...rulesFor([1024, 1102], {
      kind: "outbound-connection",
      read(draft, record) {
        const targetHost = told(record, "Value");
        if (targetHost !== undefined) draft.targetHost = targetHost;
      },
    }),
    ...rulesFor([1025, 1027, 1029], {
      kind: "outbound-connection",
      read(draft, record) {
        keep(draft, record, ["TraceMessage", "DomainName", "SessionId"]);
      },
    }),
    ...rulesFor([1026], {
      kind: "outbound-connection",
      read(draft, record) {
        setReason(draft, codeOf(told(record, "Value")));
      },
    }),
  ]),
};
