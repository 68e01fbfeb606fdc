import type { Evidence } from "../evidence/index.ts";
import { CheckPlan } from "../plan/index.ts";
import type { PlanAction } from "../plan/index.ts";
import { parseTranscript } from "./parse-transcript.ts";
import type { RecordedConnection, Transcript } from "./parse-transcript.ts";

/** More actions than this no plan takes; a plan that asks on and on is a bug, not a reason to hang. */
const ACTION_LIMIT = 200;

/**
 * Runs the plan of a recorded check again without a network: same inputs, same times, so the same evidence.
 * Throws TranscriptError when the text is no transcript.
 */
export function replayTranscript(text: string): { readonly evidence: Evidence; readonly transcript: Transcript } {
  const transcript = parseTranscript(text);
  return { evidence: replay(transcript), transcript };
}

function replay(transcript: Transcript): Evidence {
  const plan = new CheckPlan(transcript.options, transcript.startedAtMs, transcript.seed);
  const waiting = [...transcript.connections];
  let atMs = 0;
  for (let count = 0; count < ACTION_LIMIT; count++) {
    const action = plan.next(atMs);
    if (action.do === "done") break;
    const nextMs = perform(action, plan, transcript, waiting);
    if (nextMs === undefined) break;
    atMs = nextMs;
  }
  return plan.evidence(transcript.endedMs);
}

/** The time at which the action was over; undefined when the recording does not hold it: the check ended there. */
function perform(
  action: PlanAction,
  plan: CheckPlan,
  transcript: Transcript,
  waiting: RecordedConnection[],
): number | undefined {
  switch (action.do) {
    case "resolve": {
      const { resolve } = transcript;
      if (resolve === undefined) return undefined;
      plan.resolved(resolve.answer, resolve.startedMs, resolve.moment);
      return resolve.moment.atMs;
    }
    case "look-up-neighbour": {
      const { neighbour } = transcript;
      if (neighbour === undefined) return undefined;
      plan.neighbourSeen(neighbour.answer, neighbour.moment);
      return neighbour.moment.atMs;
    }
    case "datagram": {
      const { datagram } = transcript;
      if (datagram === undefined) return undefined;
      plan.datagramAnswered(datagram.answer, datagram.startedMs, datagram.moment);
      return datagram.moment.atMs;
    }
    case "connect": {
      const index = waiting.findIndex(
        (connection) => connection.question === action.question && connection.address === action.address,
      );
      const [recorded] = index < 0 ? [] : waiting.splice(index, 1);
      if (recorded === undefined) return undefined;
      const sequence = action.sequence(recorded.startedMs);
      for (const { input, moment } of recorded.inputs) sequence.step(input, moment);
      plan.conversationEnded({
        question: recorded.question,
        address: recorded.address,
        port: recorded.port,
        startedMs: recorded.startedMs,
        conversation: sequence.conversation(),
        ended: recorded.ended,
      });
      return recorded.ended.atMs;
    }
    case "done":
      return undefined;
  }
}
