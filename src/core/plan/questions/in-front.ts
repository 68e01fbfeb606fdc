import type { Question } from "./question.ts";
import { STANDARD_REQUEST, coreFault, rdpSequence } from "./view.ts";
import type { CheckView } from "./question.ts";
import type { EndedConversation } from "../plan-action.ts";

function hungUpWithoutAByte(view: CheckView): boolean {
  const fault = coreFault(view, "x224");
  return fault?.kind === "closed" && fault.receivedBytes === 0;
}

/** A negotiation failure is an answer too: somebody speaks RDP. */
function answered(ended: EndedConversation): boolean {
  const { facts, failed } = ended.conversation;
  return facts["x224.srcRef"] !== undefined || failed?.fault.kind === "negotiation-failure";
}

/** A balancer that hangs up on our cookie may want a routing token ([MS-RDPBCGR] 2.2.1.1). */
export const routingToken: Question = {
  id: "routing-token",
  applies: (view) => hungUpWithoutAByte(view) && view.options.loadBalanceInfo === undefined,
  sequence: (view, setting) =>
    rdpSequence(view, setting, {
      requestedProtocols: STANDARD_REQUEST,
      lastStage: "tls",
      // The address form of a token that names no server: 0.0.0.0, port 3389.
      loadBalanceInfo: "Cookie: msts=0.15629.0000",
    }),
  interpret(ended, facts) {
    if (answered(ended)) facts.learn("x224.answersOnlyWith", "routing-token", ended.ended.line);
  },
};

/** A listener with accept-proxy waits for a PROXY protocol header first and resets whatever else comes. */
export const proxyHeader: Question = {
  id: "proxy-header",
  applies: (view) => hungUpWithoutAByte(view) && view.facts.value("x224.answersOnlyWith") === undefined,
  sequence: (view, setting) =>
    rdpSequence(view, setting, {
      requestedProtocols: STANDARD_REQUEST,
      lastStage: "tls",
      preamble: "PROXY UNKNOWN\r\n",
    }),
  interpret(ended, facts) {
    if (answered(ended)) facts.learn("x224.answersOnlyWith", "proxy-header", ended.ended.line);
  },
};
