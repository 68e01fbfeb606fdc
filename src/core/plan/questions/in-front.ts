import { fromLatin1 } from "../../bytes/index.ts";
import { encodeTlsClientHello, smallHello } from "../../protocol/index.ts";
import type { Question } from "./question.ts";
import { FOLLOW_UP_TIMEOUT_MS, STANDARD_REQUEST, answerLine, coreFault, helloSeed, rdpSequence } from "./view.ts";
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
    if (answered(ended)) facts.learn("x224.answersOnlyWith", "routing-token", answerLine(ended));
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
      preamble: { bytes: fromLatin1("PROXY UNKNOWN\r\n"), gloss: "PROXY header" },
    }),
  interpret(ended, facts) {
    if (answered(ended)) facts.learn("x224.answersOnlyWith", "proxy-header", answerLine(ended));
  },
};

/** A service that starts with TLS hangs up on an X.224 request without a byte. Does it answer a hello that comes first? */
export const tlsAtOnce: Question = {
  id: "tls-at-once",
  applies: (view) => hungUpWithoutAByte(view) && view.facts.value("x224.answersOnlyWith") === undefined,
  sequence: (view, setting) =>
    rdpSequence(view, setting, {
      requestedProtocols: STANDARD_REQUEST,
      lastStage: "x224",
      preamble: { bytes: encodeTlsClientHello(smallHello(helloSeed(view, setting))), gloss: "ClientHello" },
      stageTimeoutMs: Math.min(view.options.stageTimeoutMs, FOLLOW_UP_TIMEOUT_MS),
    }),
  interpret(ended, facts) {
    const fault = ended.conversation.failed?.fault;
    if (fault?.kind === "not-rdp" && fault.looksLike.startsWith("tls")) {
      facts.learn("x224.firstBytes", { kind: fault.looksLike, excerpt: fault.excerpt }, answerLine(ended));
    }
  },
};
