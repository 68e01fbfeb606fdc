import { audit } from "../../../core/audit/index.ts";
import { buildReport, type CheckReport, type ScanFailure } from "../../../core/contract/index.ts";
import { diagnose } from "../../../core/diagnosis/index.ts";
import { CONNECTION_GAP_MS, isAddressLiteral } from "../../../core/plan/index.ts";
import type { Probe } from "../engine.ts";
import { checkOptionsFor, type ProbeSettings } from "../probe-options.ts";
import { HostGate, type Target } from "../../../io/targets/index.ts";

export interface ScanPlan {
  /** Labels still to do. */
  readonly labels: Iterable<string>;
  readonly target: (label: string) => Target;
  readonly parallel: number;
  readonly settings: ProbeSettings;
  readonly caPem: string | undefined;
  readonly probe: Probe;
  /** Ends the scan: targets under way are dropped, and are not finished. */
  readonly signal: AbortSignal;
  /** Takes each result as it comes; the worker goes on when it resolves, so a slow reader slows the scan down. */
  readonly onResult: (result: CheckReport | ScanFailure) => Promise<void>;
}

/** Checks all targets, `parallel` at a time, and never one address twice at a time. */
export async function scanTargets(plan: ScanPlan): Promise<void> {
  const gate = new HostGate<Target>(CONNECTION_GAP_MS);
  const labels = plan.labels[Symbol.iterator]();
  const wake = (): void => gate.wakeAll();
  plan.signal.addEventListener("abort", wake);

  const next = async (): Promise<{ readonly job: Target; readonly addresses: readonly string[] } | undefined> => {
    for (;;) {
      if (plan.signal.aborted) return undefined;
      const parked = gate.takeReady();
      if (parked !== undefined) return parked;
      const label = labels.next();
      if (label.done !== true) {
        const job = plan.target(label.value);
        return { job, addresses: await addressesOf(job, plan) };
      }
      if (!gate.hasWaiting) return undefined;
      await gate.change();
    }
  };

  const work = async (): Promise<void> => {
    for (let item = await next(); item !== undefined; item = await next()) {
      if (!gate.tryEnter(item.job, item.addresses)) continue;
      let result: CheckReport | ScanFailure | undefined;
      try {
        result = await checkTarget(item.job, plan);
      } finally {
        gate.leave(item.addresses);
      }
      if (result !== undefined) await plan.onResult(result);
    }
    // Whoever waits for a parked job must see that there is none left.
    gate.wakeAll();
  };

  try {
    await Promise.all(Array.from({ length: plan.parallel }, work));
  } finally {
    plan.signal.removeEventListener("abort", wake);
  }
}

/** Through a proxy the address is not ours to know; there, and where nothing resolves, the name stands for itself. */
async function addressesOf(target: Target, { probe, settings }: ScanPlan): Promise<readonly string[]> {
  if (isAddressLiteral(target.host) || settings.proxy !== undefined) return [target.host];
  const answer = await probe.resolveName(target.host, settings.resolver, settings.stageTimeoutMs);
  return answer.kind === "addresses" && answer.addresses.length > 0 ? answer.addresses : [target.host];
}

/** The report of one target, or why there is none; undefined when the scan was ended. */
async function checkTarget(target: Target, plan: ScanPlan): Promise<CheckReport | ScanFailure | undefined> {
  try {
    const { evidence } = await plan.probe.runCheck(checkOptionsFor(target, plan.settings), {
      signal: plan.signal,
      ...(plan.caPem === undefined ? {} : { caPem: plan.caPem }),
    });
    return buildReport(evidence, diagnose(evidence), audit(evidence));
  } catch (error) {
    if (plan.signal.aborted) return undefined;
    return {
      schema: "rdpulse.scan-failure/1",
      target: { input: target.input, host: target.host, port: target.port },
      whose: "bug",
      reason: error instanceof Error ? error.message : String(error),
    };
  }
}
