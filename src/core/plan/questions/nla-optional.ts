import type { Question } from "./question.ts";
import { coreCompleted, noteAcceptance, rdpSequence } from "./view.ts";

/** Offers TLS only to a server that chose NLA: is NLA demanded, or a mere offer? If an offer, how far is the way open? */
export const nlaOptional: Question = {
  id: "nla-optional",
  applies: (view) => coreCompleted(view, "x224") && ((view.facts.value("x224.selectedProtocol") ?? 0) & 0x0a) !== 0,
  sequence: (view, setting) => rdpSequence(view, setting, { requestedProtocols: 1, lastStage: view.options.lastStage }),
  interpret(ended, facts) {
    const { facts: seen, failed } = ended.conversation;
    const line = ended.ended.line;
    const selected = seen["x224.selectedProtocol"]?.value;
    if (selected === undefined) {
      if (failed?.fault.kind !== "negotiation-failure") return;
      noteAcceptance(facts, "tls", "refused", failed.line);
      if (failed.fault.failureCode === 5) facts.learn("x224.nla", "required", failed.line);
      return;
    }
    if (selected === 1) {
      noteAcceptance(facts, "tls", "accepted", seen["x224.selectedProtocol"]?.line ?? line);
      facts.learn("x224.nla", "optional", seen["x224.selectedProtocol"]?.line ?? line);
      // What lies behind TLS without NLA is only seen here. Where that way ends in a failure it is not the users' way: they
      // pass NLA first, so the failure must not become a finding about them.
      const behind = failed === undefined ? /^(mcs|licensing|capabilities|session)\./ : /^mcs\./;
      facts.adopt(Object.fromEntries(Object.entries(seen).filter(([name]) => behind.test(name))));
    }
  },
};
