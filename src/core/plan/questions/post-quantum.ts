import { concat } from "../../bytes/index.ts";
import { sha256 } from "../../crypto/index.ts";
import { GROUP_X25519_MLKEM768, encodeTlsClientHello, largeHello, postQuantumOnlyHello } from "../../protocol/index.ts";
import type { Question } from "./question.ts";
import {
  FOLLOW_UP_TIMEOUT_MS,
  STANDARD_REQUEST,
  answerLine,
  coreCompleted,
  coreFault,
  helloSeed,
  rdpSequence,
  tlsEndedBy,
} from "./view.ts";

/**
 * A small hello that offers nothing but X25519MLKEM768 and no key share: HelloRetryRequest = supported, an alert = not.
 * After a silent TLS stage it serves as the small hello with a small answer.
 */
export const postQuantum: Question = {
  id: "post-quantum",
  applies: (view) =>
    (coreCompleted(view, "tls") && view.facts.value("tls.version") === "TLSv1.3") ||
    coreFault(view, "tls")?.kind === "silence",
  sequence: (view, setting) =>
    rdpSequence(view, setting, {
      requestedProtocols: STANDARD_REQUEST,
      lastStage: "tls",
      rawHello: encodeTlsClientHello(postQuantumOnlyHello(helloSeed(view, setting))),
      // After silence this is a second look, and the total deadline must not be spent on it.
      ...(coreFault(view, "tls") === undefined
        ? {}
        : { stageTimeoutMs: Math.min(view.options.stageTimeoutMs, FOLLOW_UP_TIMEOUT_MS) }),
    }),
  interpret(ended, facts) {
    const { helloAnswer } = ended.conversation;
    const line = answerLine(ended);
    if (helloAnswer?.kind === "hello-retry-request" || helloAnswer?.kind === "server-hello") {
      const supported = helloAnswer.group === GROUP_X25519_MLKEM768;
      facts.learn("tls.postQuantum", supported ? "supported" : "not-supported", line);
    } else if (helloAnswer?.kind === "alert") {
      facts.learn("tls.postQuantum", "not-supported", line);
    }
  },
};

/**
 * The hello of today's clients: 1.6 kB with both key shares. A server that takes ML-KEM prefers it; a path or server
 * that breaks on a hello of more than one segment shows itself here.
 */
export const largeHelloQuestion: Question = {
  id: "large-hello",
  applies: (view) => coreCompleted(view, "tls") && view.facts.value("tls.version") === "TLSv1.3",
  sequence: (view, setting) =>
    rdpSequence(view, setting, {
      requestedProtocols: STANDARD_REQUEST,
      lastStage: "tls",
      rawHello: encodeTlsClientHello(
        largeHello(helloSeed(view, setting), concat([setting.random, sha256(setting.random)])),
      ),
    }),
  interpret(ended, facts, view) {
    const { helloAnswer } = ended.conversation;
    const line = answerLine(ended);
    if (helloAnswer?.kind === "server-hello" || helloAnswer?.kind === "hello-retry-request") {
      facts.learn("tls.largeHello", "answered", line);
      if (helloAnswer.group === GROUP_X25519_MLKEM768) facts.learn("tls.postQuantum", "preferred", line);
    } else if (helloAnswer?.kind === "alert") {
      facts.learn("tls.largeHello", "refused", line);
    } else {
      const end = tlsEndedBy(ended, view);
      if (end !== undefined) facts.learn("tls.largeHello", end, line);
    }
  },
};
