import { DEFAULT_PORT } from "../check-options.ts";
import type { CheckView, Question } from "./question.ts";
import { STANDARD_REQUEST, answerLine, coreFault, rdpSequence } from "./view.ts";

/** Where RDP is found when it is not where it was looked for. */
function candidate(view: CheckView): number {
  return view.options.port === DEFAULT_PORT ? 3390 : DEFAULT_PORT;
}

/** The port is closed: does RDP answer on the standard one, or on the one that people move it to? */
export const otherPort: Question = {
  id: "other-port",
  applies: (view) => coreFault(view, "tcp")?.kind === "tcp-refused" && view.options.proxy === undefined,
  endpoint(view) {
    const address = view.facts.value("tcp.address");
    return address === undefined ? undefined : { address, port: candidate(view) };
  },
  sequence: (view, setting) =>
    rdpSequence(view, setting, {
      requestedProtocols: STANDARD_REQUEST,
      lastStage: "tls",
      stageTimeoutMs: Math.min(view.options.stageTimeoutMs, 2000),
    }),
  interpret(ended, facts) {
    if (ended.conversation.facts["x224.srcRef"] !== undefined)
      facts.learn("tcp.otherPort", ended.port, answerLine(ended));
  },
};
