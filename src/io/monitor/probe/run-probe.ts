import { BlockList, isIP } from "node:net";
import type { StageName, StageOutcome } from "../../../core/evidence/index.ts";
import { runCheck } from "../../probe/index.ts";
import { checkOptionsOf } from "./check-options-of.ts";
import { outcomeOf } from "./outcome-of.ts";
import type { ProbeOutcome, ProbeStage, ProbeTask } from "./probe-task.ts";

/**
 * Makes one check and says what is to be kept of it. Rejects only when it was aborted, when its address is forbidden, or
 * on a bug; what the network does is evidence.
 */
export async function runProbe(
  task: ProbeTask,
  signal?: AbortSignal,
  onStage?: (stage: ProbeStage) => void,
): Promise<ProbeOutcome> {
  const run = await runCheck(checkOptionsOf(task), {
    ...(signal === undefined ? {} : { signal }),
    ...(task.forbidden.length === 0 ? {} : { mayReach: (address) => !isWithin(task.forbidden, address) }),
    ...(onStage === undefined ? {} : { onStage: (stage, outcome, ms) => onStage(probeStage(stage, outcome, ms)) }),
  });
  return outcomeOf(task, run.evidence, () => run.transcript);
}

function probeStage(stage: StageName, outcome: StageOutcome, ms: number | undefined): ProbeStage {
  return { stage, outcome, ...(ms === undefined ? {} : { us: Math.round(ms * 1000) }) };
}

function isWithin(ranges: readonly string[], address: string): boolean {
  return blockListOf(ranges).check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}

const blockLists = new Map<string, BlockList>();

/** Ranges are the same for all checks of a monitor: one list is made of them, once. */
function blockListOf(ranges: readonly string[]): BlockList {
  const key = ranges.join();
  const known = blockLists.get(key);
  if (known !== undefined) return known;
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", bits] = range.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    list.addSubnet(address, bits === undefined ? (family === "ipv6" ? 128 : 32) : Number(bits), family);
  }
  blockLists.set(key, list);
  return list;
}
