import { describe, expect, it } from "vitest";
import type { Target } from "../../../core/fleet/index.ts";
import type { Prober } from "../probe/probe-pool.ts";
import type { ProbeOutcome, ProbeTask } from "../probe/probe-task.ts";
import { RemoteProber, VANTAGE_SILENCE_MS } from "./remote-prober.ts";
import { SharedProber } from "./shared-prober.ts";

function task(id: number): ProbeTask {
  const target: Target = {
    id,
    tenant: 1,
    name: `host-${id}`,
    settings: { host: "127.0.0.1" },
    origin: "api",
    revision: 1,
    createdMs: 0,
    updatedMs: 0,
  };
  return {
    target,
    vantage: 0,
    kind: "interval",
    slotMs: 60_000,
    excluded: false,
    stageTimeoutMs: 5000,
    totalTimeoutMs: 20_000,
    forbidden: [],
  };
}

function outcomeFor({ target, vantage, kind, slotMs }: ProbeTask): ProbeOutcome {
  return {
    row: {
      tenant: 1,
      target: target.id,
      vantage,
      slotMs,
      kind,
      atMs: slotMs,
      verdict: "healthy",
      failedStage: null,
      causes: [],
      stagesUs: {},
      totalUs: 1,
      excluded: false,
    },
    facts: {},
    transcript: null,
    report: null,
  };
}

describe("a vantage", () => {
  it("gets each check once, and its answer ends that check", async () => {
    const prober = new RemoteProber({ nowMs: () => 0 });
    const [first, second] = [prober.check(task(1)), prober.check(task(2))];
    const handed = await prober.handOut(1, 0);
    expect(handed.map(({ task: { target } }) => target.id)).toEqual([1]);
    const rest = await prober.handOut(10, 0);
    expect(rest.map(({ task: { target } }) => target.id)).toEqual([2]);
    prober.report([...handed, ...rest].map((each) => ({ id: each.id, outcome: outcomeFor(each.task) })));
    expect((await first).row.target).toBe(1);
    expect((await second).row.target).toBe(2);
  });

  it("cannot write results of a host that it was not asked about", async () => {
    const prober = new RemoteProber({ nowMs: () => 0 });
    const check = prober.check(task(1));
    const [handed] = await prober.handOut(1, 0);
    prober.report([{ id: handed?.id ?? 0, outcome: outcomeFor(task(99)) }]);
    await expect(check).rejects.toThrow("another question");
  });

  it("that falls silent gives its checks back", async () => {
    const clock = { ms: 0 };
    const prober = new RemoteProber({ nowMs: () => clock.ms });
    const check = prober.check(task(1));
    await prober.handOut(1, 0);
    clock.ms = VANTAGE_SILENCE_MS + 1;
    prober.sweep();
    await expect(check).rejects.toThrow("gone");
    await expect(prober.check(task(2))).rejects.toThrow("gone");
  });
});

describe("SharedProber", () => {
  it("spreads hosts over those that are there, and makes the share of a dead one itself", async () => {
    const clock = { ms: 0 };
    const made: number[] = [];
    const local: Prober = {
      check: async (asked) => {
        made.push(asked.target.id);
        return outcomeFor(asked);
      },
      close: async () => undefined,
    };
    const remote = new RemoteProber({ nowMs: () => clock.ms });
    const shared = new SharedProber(local);
    shared.join("branch", remote);
    const checks = [1, 2, 3, 4].map((id) => shared.check(task(id)));
    const handed = await remote.handOut(10, 0);
    expect(handed.map(({ task: { target } }) => target.id)).toEqual([2, 4]);
    expect(made).toEqual([1, 3]);
    clock.ms = VANTAGE_SILENCE_MS + 1;
    remote.sweep();
    await Promise.all(checks);
    expect(made.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4]);
  });
});
