import type { Evidence } from "../evidence/index.ts";
import { CheckPlan, LogonPlan } from "../plan/index.ts";
import type { Plan, PlanAction, ResolveAnswer } from "../plan/index.ts";
import { Secret } from "../sequence/index.ts";
import type { Conversation } from "../sequence/index.ts";
import { parseTranscript } from "./parse-transcript.ts";
import type { RecordedConnection, RecordedLookUp, Transcript } from "./parse-transcript.ts";

/** More actions than this no plan takes; a plan that asks on and on is a bug, not a reason to hang. */
const ACTION_LIMIT = 200;

export interface Replayed {
  readonly evidence: Evidence;
  readonly transcript: Transcript;
  /** What a logon's session had drawn. */
  readonly picture?: NonNullable<Conversation["picture"]>;
}

/**
 * Runs the plan of a recorded check or logon again without a network: same inputs, same times, so the same evidence. A
 * logon needs no password for it. Throws TranscriptError when the text is no transcript.
 */
export function replayTranscript(text: string): Replayed {
  const transcript = parseTranscript(text);
  const { options, startedAtMs, seed } = transcript;
  if (!("logon" in options))
    return { evidence: replay(transcript, new CheckPlan(options, startedAtMs, seed)), transcript };
  const plan = new LogonPlan(options, startedAtMs, seed, new Secret(""));
  const evidence = replay(transcript, plan);
  const { picture } = plan;
  return { evidence, transcript, ...(picture === undefined ? {} : { picture }) };
}

function replay(transcript: Transcript, plan: Plan): Evidence {
  const waiting: Waiting = { connections: [...transcript.connections], resolves: [...transcript.resolves] };
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

interface Waiting {
  readonly connections: RecordedConnection[];
  readonly resolves: RecordedLookUp<ResolveAnswer>[];
}

/** The time at which the action was over; undefined when the recording does not hold it: the check ended there. */
function perform(
  action: PlanAction,
  plan: Plan,
  transcript: Transcript,
  { connections: waiting, resolves }: Waiting,
): number | undefined {
  switch (action.do) {
    case "resolve": {
      const resolve = resolves.shift();
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
