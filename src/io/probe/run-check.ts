import { randomBytes } from "node:crypto";
import type { Evidence } from "../../core/evidence/index.ts";
import { CheckPlan } from "../../core/plan/index.ts";
import type { CheckOptions } from "../../core/plan/index.ts";
import { TranscriptWriter } from "../../core/transcript/index.ts";
import { CheckClock } from "./check-clock.ts";
import { CheckFailed } from "./check-failed.ts";
import { runPlan } from "./run-plan.ts";
import type { CheckHooks } from "./run-plan.ts";

export interface CheckRun {
  readonly evidence: Evidence;
  /** `rdpulse-transcript/1` */
  readonly transcript: string;
}

/**
 * Runs one check against a live target: executes the plan with real sockets. One connection at a time. Rejects with
 * CheckFailed when it is aborted, or on a bug; whatever the network does is evidence, not an error.
 */
export async function runCheck(options: CheckOptions, hooks: CheckHooks = {}): Promise<CheckRun> {
  const clock = new CheckClock();
  const seed = randomBytes(32);
  const transcript = new TranscriptWriter(options, new Date(clock.startedAtMs).toISOString(), seed);
  try {
    const plan = new CheckPlan(options, clock.startedAtMs, seed);
    const evidence = await runPlan({ plan, route: options, hooks, clock, transcript });
    return {
      evidence,
      // Joined only when asked for: a scan of thousands never looks at it.
      get transcript() {
        return transcript.text;
      },
    };
  } catch (error) {
    throw new CheckFailed(error, transcript.text);
  }
}
