import type { ProtocolName } from "../../evidence/index.ts";
import type { QuestionId } from "../check-options.ts";
import type { Question } from "./question.ts";
import { coreCompleted, noteAcceptance, rdpSequence } from "./view.ts";

/**
 * Offers one security protocol alone. It counts as accepted only when the server selects just that one: many servers
 * answer any request with what they like best ([MS-RDPBCGR] 2.2.1.2.1).
 */
function singleProtocol(id: QuestionId, protocol: ProtocolName, requestedProtocols: number): Question {
  return {
    id,
    applies: (view) => coreCompleted(view, "x224"),
    sequence: (view, setting) => rdpSequence(view, setting, { requestedProtocols, lastStage: "tls" }),
    interpret(ended, facts) {
      const { facts: seen, failed } = ended.conversation;
      const selected = seen["x224.selectedProtocol"];
      if (selected !== undefined) {
        noteAcceptance(facts, protocol, selected.value === requestedProtocols ? "accepted" : "refused", selected.line);
      } else if (failed?.fault.kind === "negotiation-failure" || failed?.fault.kind === "disconnect") {
        noteAcceptance(facts, protocol, "refused", failed.line);
      }
    },
  };
}

export const rdstls: Question = singleProtocol("rdstls", "rdstls", 4);
export const rdsaad: Question = singleProtocol("rdsaad", "rdsaad", 0x10);
