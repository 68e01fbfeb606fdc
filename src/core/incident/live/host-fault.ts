import type { Because, Effect } from "../../diagnosis/index.ts";
import type { StageName } from "../../evidence/index.ts";
import type { HostState, RowCause, Target } from "../../fleet/index.ts";
import type { CauseId } from "../../knowledge/index.ts";

/** What is wrong with one host, as an incident is about it. */
export interface HostFault {
  readonly cause: CauseId;
  readonly variant?: string;
  readonly effect: Effect;
  readonly stage: StageName;
  readonly confidence: number;
  readonly firstMs: number;
  /**
   * Faults of one family can be one fault in front of several hosts. Whoever cannot be reached looks different from host to
   * host (refused here, silent there), so all of that is one family; everything else is its cause.
   */
  readonly family: string;
  readonly because: readonly Because[];
}

/** See HostFault.family; also of an incident, so that one that was stored is found again. */
export function familyOf({ cause, stage, effect }: Pick<HostFault, "cause" | "stage" | "effect">): string {
  const isUnreached = effect === "blocks" && (stage === "dns" || stage === "tcp");
  return isUnreached && cause !== "nat-or-segmentation-path" ? "unreachable" : cause;
}

/**
 * The fault that the states of one host from all vantages show: null when it is well, "undecided" when nothing new can be
 * said (a first failure, a host that flaps and just succeeded, nothing known).
 */
export function hostFault(states: readonly HostState[]): HostFault | null | "undecided" {
  const known = states.filter(({ status }) => status !== "unknown");
  const down = known.filter(({ status }) => status === "down");
  const well = known.filter(({ status }) => status === "up" || status === "degraded");
  if (known.length === 0 || known.some(({ status }) => status === "suspect" || status === "flapping"))
    return "undecided";
  const [first] = down;
  if (first !== undefined) return well.length === 0 ? faultOf(first) : pathFault(down, well);
  const degraded = well.find(({ status }) => status === "degraded");
  return degraded === undefined ? null : faultOf(degraded);
}

function faultOf(state: HostState): HostFault {
  const isReached = state.verdict !== "unreachable";
  const wanted = state.status === "down" ? "blocks" : "hinders";
  const cause: RowCause = state.causes.find(({ effect }) => effect === wanted) ??
    state.causes[0] ?? {
      id: isReached ? "protocol-stream-error" : "host-down-or-asleep",
      effect: wanted,
      confidence: 0,
    };
  const stage = state.failedStage ?? (isReached ? "tls" : "tcp");
  return {
    cause: cause.id,
    ...(cause.variant === undefined ? {} : { variant: cause.variant }),
    effect: wanted,
    stage,
    confidence: cause.confidence,
    firstMs: state.sinceMs,
    family: familyOf({ cause: cause.id, stage, effect: wanted }),
    because: [],
  };
}

/** Well from one place and not from another: then it is the way, not the host. */
function pathFault(down: readonly HostState[], well: readonly HostState[]): HostFault {
  return {
    cause: "nat-or-segmentation-path",
    effect: "blocks",
    stage: down[0]?.failedStage ?? "tcp",
    confidence: 0.7,
    firstMs: Math.min(...down.map(({ sinceMs }) => sinceMs)),
    family: "nat-or-segmentation-path",
    because: [...down, ...well].map(seenFrom),
  };
}

function seenFrom({ vantage, verdict, lastAtMs }: HostState): Because {
  return { side: "for", fact: `vantage.${vantage}.verdict`, value: verdict, at: `vantage ${vantage}, ${lastAtMs}` };
}

/** Is it there, and not switched off? A host that nobody checks hits nobody. */
export function isWatched(target: Target | undefined): boolean {
  return target !== undefined && target.settings.enabled !== false;
}
