import type { Question } from "./question.ts";
import { FOLLOW_UP_TIMEOUT_MS, STANDARD_REQUEST, rdpSequence } from "./view.ts";

/** A name with several addresses: does each of them connect, and is it the same host? Asked once an address. */
export const addresses: Question = {
  id: "addresses",
  applies: (view) => view.core !== undefined && view.untriedAddresses.length > 0 && view.options.proxy === undefined,
  endpoint(view) {
    const [address] = view.untriedAddresses;
    return address === undefined ? undefined : { address, port: view.options.port };
  },
  sequence: (view, setting) =>
    rdpSequence(view, setting, {
      requestedProtocols: STANDARD_REQUEST,
      lastStage: "tls",
      stageTimeoutMs: Math.min(view.options.stageTimeoutMs, FOLLOW_UP_TIMEOUT_MS),
    }),
  // The attempts themselves are kept by the plan, for core and this question alike.
  interpret: () => undefined,
};
