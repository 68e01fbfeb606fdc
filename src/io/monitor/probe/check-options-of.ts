import type { StageName } from "../../../core/evidence/index.ts";
import type { CheckKind, TargetSettings } from "../../../core/fleet/index.ts";
import { DEFAULT_PORT, QUESTION_IDS, type CheckOptions } from "../../../core/plan/index.ts";
import type { ProbeTask } from "./probe-task.ts";

/** The check of an interval ends here: names, build and clock are known, and nobody's session is touched. */
const INTERVAL_LAST_STAGE: StageName = "credssp";
const FULL_LAST_STAGE: StageName = "capabilities";

/** Does this kind ask every question, or only make the one connection of an interval? */
export function isFull(kind: CheckKind): boolean {
  return kind === "full" || kind === "asked";
}

/** What the core check is asked to do for a target, as its settings and the kind of check want it. */
export function checkOptionsOf(
  task: Pick<ProbeTask, "target" | "kind" | "stageTimeoutMs" | "totalTimeoutMs">,
): CheckOptions {
  const { settings, name } = task.target;
  const full = isFull(task.kind);
  return {
    input: name,
    host: settings.host,
    port: settings.port ?? DEFAULT_PORT,
    ...routeOf(settings),
    stageTimeoutMs: task.stageTimeoutMs,
    totalTimeoutMs: task.totalTimeoutMs,
    lastStage: full ? FULL_LAST_STAGE : INTERVAL_LAST_STAGE,
    skip: full ? [] : QUESTION_IDS,
  };
}

type Route = Pick<CheckOptions, "certificateName" | "cookie" | "loadBalanceInfo" | "proxy" | "resolver" | "source">;

function routeOf(settings: TargetSettings): Route {
  const { certificateName, cookie, loadBalanceInfo, proxy, resolver, source } = settings;
  const named = { certificateName, cookie, loadBalanceInfo, proxy, resolver, source };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
}
