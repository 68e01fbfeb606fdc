import { randomBytes } from "node:crypto";
import type { Evidence } from "../../core/evidence/index.ts";
import { LogonPlan } from "../../core/plan/index.ts";
import type { LogonOptions } from "../../core/plan/index.ts";
import type { Conversation, Secret } from "../../core/sequence/index.ts";
import { TranscriptWriter } from "../../core/transcript/index.ts";
import { CheckClock } from "./check-clock.ts";
import { CheckFailed } from "./check-failed.ts";
import { runPlan } from "./run-plan.ts";
import type { CheckHooks } from "./run-plan.ts";

export interface LogonRun {
  readonly evidence: Evidence;
  /** `rdpulse-transcript/1`, with every secret zeroed. */
  readonly transcript: string;
  /** The screen at the end, where a session drew one. */
  readonly picture?: NonNullable<Conversation["picture"]>;
}

/**
 * Logs on once to a live target, as deep as the options say. At most one attempt is refused. Rejects with CheckFailed when
 * it is aborted, or on a bug; whatever network and server do is evidence, not an error.
 */
export async function runLogon(options: LogonOptions, password: Secret, hooks: CheckHooks = {}): Promise<LogonRun> {
  const clock = new CheckClock();
  const seed = randomBytes(32);
  const transcript = new TranscriptWriter(options, new Date(clock.startedAtMs).toISOString(), seed);
  try {
    const plan = new LogonPlan(options, clock.startedAtMs, seed, password);
    const evidence = await runPlan({ plan, route: options, hooks, clock, transcript });
    const { picture } = plan;
    return {
      evidence,
      ...(picture === undefined ? {} : { picture }),
      get transcript() {
        return transcript.text;
      },
    };
  } catch (error) {
    throw new CheckFailed(error, transcript.text);
  }
}
