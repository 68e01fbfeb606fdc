import type { Question } from "./question.ts";
import { coreCompleted, coreFault, earlierOf, noteAcceptance, rdpSequence } from "./view.ts";

/** Offers nothing but standard RDP security: would the server talk without TLS, and how would it encrypt? */
export const plainRdp: Question = {
  id: "plain-rdp",
  applies: (view) =>
    (coreCompleted(view, "x224") && view.facts.value("x224.selectedProtocol") !== 0) ||
    coreFault(view, "x224")?.kind === "negotiation-failure",
  // A server that refused TLS is followed as far as a client would follow it; else its security settings are enough.
  sequence: (view, setting) =>
    rdpSequence(view, setting, {
      requestedProtocols: 0,
      lastStage:
        coreFault(view, "x224") === undefined ? earlierOf(view.options.lastStage, "mcs") : view.options.lastStage,
    }),
  interpret(ended, facts, view) {
    const { facts: seen, failed } = ended.conversation;
    const selected = seen["x224.selectedProtocol"];
    if (selected !== undefined) {
      noteAcceptance(facts, "rdp", selected.value === 0 ? "accepted" : "refused", selected.line);
      facts.learn("x224.plainRdp", selected.value === 0 ? "accepted" : "refused", selected.line);
      if (selected.value !== 0) return;
      if (coreFault(view, "x224") !== undefined) {
        facts.adopt(seen);
        // It refused an offer of TLS and CredSSP, and took plain RDP.
        for (const protocol of ["tls", "hybrid", "hybrid-ex"] as const) {
          noteAcceptance(facts, protocol, "refused", selected.line);
        }
        facts.learn("x224.nla", "absent", selected.line);
      }
      for (const name of ["mcs.encryptionMethod", "mcs.encryptionLevel"] as const) {
        const fact = seen[name];
        if (fact !== undefined) facts.adopt({ [name]: fact });
      }
      const method = seen["mcs.encryptionMethod"];
      if (method !== undefined) facts.learn("session.clearText", method.value === 0, method.line);
    } else if (failed?.fault.kind === "negotiation-failure" || failed?.fault.kind === "disconnect") {
      noteAcceptance(facts, "rdp", "refused", failed.line);
      facts.learn("x224.plainRdp", "refused", failed.line);
      const needsNla = failed.fault.kind === "negotiation-failure" && failed.fault.failureCode === 5;
      if (needsNla) facts.learn("x224.nla", "required", failed.line);
    }
  },
};
