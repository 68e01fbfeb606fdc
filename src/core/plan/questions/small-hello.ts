import { encodeTlsClientHello, smallHello } from "../../protocol/index.ts";
import type { Question } from "./question.ts";
import { FOLLOW_UP_TIMEOUT_MS, STANDARD_REQUEST, answerLine, coreFault, rdpSequence, tlsEndedBy } from "./view.ts";

/**
 * After silence or a reset inside TLS: a hello below 120 bytes, which draws the whole certificate. Answered while the
 * ordinary hello was not, the size of the packet is what matters.
 */
export const smallHelloQuestion: Question = {
  id: "small-hello",
  applies: (view) => {
    const kind = coreFault(view, "tls")?.kind;
    return kind === "silence" || kind === "closed";
  },
  sequence: (view, setting) =>
    rdpSequence(view, setting, {
      requestedProtocols: STANDARD_REQUEST,
      lastStage: "tls",
      rawHello: encodeTlsClientHello(smallHello({ random: setting.random, sessionId: new Uint8Array(0) })),
      stageTimeoutMs: Math.min(view.options.stageTimeoutMs, FOLLOW_UP_TIMEOUT_MS),
    }),
  interpret(ended, facts, view) {
    const answer = ended.conversation.helloAnswer === undefined ? tlsEndedBy(ended, view) : "answered";
    if (answer !== undefined) facts.learn("tls.smallHello", answer, answerLine(ended));
  },
};
