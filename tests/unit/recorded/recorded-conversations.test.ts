import { describe, expect, it } from "vitest";
import type { Conversation } from "../../../src/core/sequence/index.ts";
import { byteWise, checks, coalesced, cutAtEveryOffset, eachConversation, recorded } from "./index.ts";
import type { RecordedConversation, Step } from "./index.ts";

function hold(conversation: RecordedConversation, steps: readonly Step[]): Conversation {
  const sequence = conversation.open();
  for (const { input, moment } of steps) sequence.step(input, moment);
  return sequence.conversation();
}

/** What does not depend on when bytes came: no durations, no lines, no position of a fault in the stream. */
function timeless(conversation: Conversation): unknown {
  const facts = Object.entries(conversation.facts)
    .filter(([name]) => !name.endsWith("Ms"))
    .map(([name, fact]) => [name, name === "x224.firstBytes" ? "its excerpt is what had come" : fact.value]);
  const { failed, helloAnswer } = conversation;
  return {
    facts: Object.fromEntries(facts),
    stages: conversation.stages.map(({ name, outcome, reason }) => ({ name, outcome, reason })),
    failed: failed && { stage: failed.stage, kind: failed.fault.kind },
    helloAnswer,
  };
}

describe.each(checks)("%s", (name) => {
  it("says the same in whatever pieces its bytes come", () => {
    let conversations = 0;
    eachConversation(recorded(name), (conversation) => {
      conversations += 1;
      const whole = timeless(hold(conversation, conversation.steps));
      expect(timeless(hold(conversation, byteWise(conversation.steps)))).toEqual(whole);
      expect(timeless(hold(conversation, coalesced(conversation.steps)))).toEqual(whole);
    });
    expect(conversations).toBeGreaterThan(0);
  });

  it("ends with a fault, and keeps what it knew, wherever it is cut", () => {
    const endings = [{ kind: "closed", how: "fin" }, { kind: "closed", how: "rst" }, { kind: "silence" }] as const;
    const surprises: unknown[] = [];
    let cuts = 0;
    eachConversation(recorded(name), (conversation) => {
      const whole = hold(conversation, conversation.steps);
      const completed = new Set(whole.stages.filter(({ outcome }) => outcome === "ok").map(({ name: stage }) => stage));
      for (const steps of cutAtEveryOffset(conversation.steps)) {
        const input = endings[cuts % endings.length] ?? endings[0];
        cuts += 1;
        const moment = steps.at(-1)?.moment ?? { atMs: 0, line: 1 };
        const cut = hold(conversation, [...steps, { input, moment }]);
        const { stages, facts, failed } = cut;
        // A cut conversation never gets further, and never learns what the whole one did not say.
        const further = stages.filter(({ name: stage, outcome }) => outcome === "ok" && !completed.has(stage));
        const invented = Object.keys(facts).filter((fact) => !(fact in whole.facts) && fact !== "x224.firstBytes");
        if (further.length > 0 || invented.length > 0) surprises.push({ cuts, further, invented, failed });
      }
    });
    expect(surprises).toEqual([]);
  });
});
