import { array, assert, constantFrom, nat, property, tuple } from "fast-check";
import { describe, expect, it } from "vitest";
import type { Verdict } from "../diagnosis/index.ts";
import {
  ageState,
  DEFAULT_WATCH_POLICY,
  nextHostState,
  type CheckRow,
  type HostState,
  type HostStatus,
  type WatchPolicy,
} from "./index.ts";

const VERDICTS: readonly Verdict[] = ["healthy", "degraded", "failing", "unreachable"];

function row(slot: number, verdict: Verdict, patch: Partial<CheckRow> = {}): CheckRow {
  return {
    tenant: 1,
    target: 1,
    vantage: 0,
    slotMs: slot * 60_000,
    kind: "interval",
    atMs: slot * 60_000 + 10,
    verdict,
    failedStage: verdict === "failing" ? "tls" : null,
    causes: [],
    stagesUs: {},
    totalUs: 1,
    excluded: false,
    ...patch,
  };
}

function after(rows: readonly CheckRow[]): HostState | null {
  return rows.reduce<HostState | null>((state, each) => nextHostState(state, each).state, null);
}

const repeat = (slot: number, verdict: Verdict): CheckRow =>
  row(slot, verdict, { kind: "repeat", atMs: slot * 60_000 + 5500 });

describe("nextHostState", () => {
  it("takes a check and its repeat to call a host down, and one success to call it up", () => {
    const good = row(1, "healthy");
    expect(after([good])?.status).toBe("up");
    expect(after([good, row(2, "failing")])?.status).toBe("suspect");
    const down = after([good, row(2, "failing"), repeat(2, "failing")]);
    expect(down).toMatchObject({ status: "down", failures: 2, lastSuccessMs: good.atMs });
    const up = after([good, row(2, "failing"), repeat(2, "failing"), row(3, "degraded")]);
    expect(up).toMatchObject({ status: "degraded", failures: 0 });
  });

  it("is down since the first failed check, not since its repeat", () => {
    const first = row(2, "failing");
    expect(after([row(1, "healthy"), first, repeat(2, "failing")])?.sinceMs).toBe(first.atMs);
    expect(after([first, repeat(2, "failing")])?.sinceMs).toBe(first.atMs);
    const flaps = Array.from({ length: 12 }, (_, slot) => row(slot + 1, slot % 2 === 0 ? "healthy" : "failing"));
    const outage = Array.from({ length: 7 }, (_, slot) => row(slot + 14, "failing"));
    const state = after([...flaps, row(13, "healthy"), ...outage]);
    expect(state).toMatchObject({ status: "down", sinceMs: outage[0]?.atMs });
  });

  it("does not go back for a row that comes late or twice", () => {
    const rows = [row(1, "healthy"), row(2, "failing"), repeat(2, "failing")];
    const state = after(rows);
    for (const late of rows) expect(after([...rows, late])).toEqual(state);
  });

  it("calls a host flapping that changes all the time, and settled only when it has been quiet", () => {
    const verdicts: Verdict[] = ["healthy", "failing"];
    const rows = Array.from({ length: 12 }, (_, slot) => row(slot + 1, verdicts[slot % 2] ?? "healthy"));
    expect(after(rows)?.status).toBe("flapping");
    const quiet = Array.from({ length: 35 }, (_, slot) => row(slot + 13, "healthy"));
    expect(after([...rows, ...quiet.slice(0, 5)])?.status).toBe("flapping");
    expect(after([...rows, ...quiet])?.status).toBe("up");
  });

  it("calls an outage by its name although the host flapped before", () => {
    const rows = Array.from({ length: 12 }, (_, slot) => row(slot + 1, slot % 2 === 0 ? "healthy" : "failing"));
    const outage = Array.from({ length: 6 }, (_, slot) => row(slot + 13, "failing"));
    expect(after([...rows, ...outage.slice(0, 5)])?.status).toBe("flapping");
    expect(after([...rows, ...outage])?.status).toBe("down");
    const [back] = [row(19, "healthy")];
    expect(nextHostState(after([...rows, ...outage]), back).turn).toBe("flapping");
  });

  it("takes the later check, whatever slot it stands for", () => {
    const asked = row(2, "failing", { kind: "asked", slotMs: 120_500, atMs: 120_500 });
    const waited = row(2, "healthy", { atMs: 123_000 });
    expect(after([row(1, "healthy"), asked, waited])).toMatchObject({ status: "up", lastSlotMs: 120_500 });
  });

  it("goes on after a clock that was far ahead, and only then", () => {
    const ahead = after([row(100, "healthy")]);
    const now = row(40, "failing");
    expect(nextHostState(ahead, now).state).toBe(ahead);
    expect(nextHostState(ahead, now, DEFAULT_WATCH_POLICY, 101 * 60_000).state).toBe(ahead);
    const { state, turn } = nextHostState(ahead, now, DEFAULT_WATCH_POLICY, now.atMs + 300);
    expect(turn).toBe("suspect");
    expect(state).toMatchObject({ status: "suspect", lastAtMs: now.atMs, sinceMs: now.atMs });
    expect(state.lastSlotMs).toBeGreaterThan(ahead?.lastSlotMs ?? 0);
    const next = nextHostState(state, repeat(40, "failing"), DEFAULT_WATCH_POLICY, now.atMs + 6000);
    expect(next.turn).toBe("down");
  });

  it("names each turn once", () => {
    const verdicts: readonly Verdict[] = [
      "healthy",
      "failing",
      "failing",
      "degraded",
      "degraded",
      "healthy",
      "degraded",
    ];
    let before: HostState | null = null;
    const turns: string[] = [];
    for (const [slot, verdict] of verdicts.entries()) {
      const next: ReturnType<typeof nextHostState> = nextHostState(before, row(slot + 1, verdict));
      turns.push(next.turn);
      before = next.state;
    }
    expect(turns).toEqual(["none", "suspect", "down", "recovered", "none", "recovered", "degraded"]);
  });

  it("knows nothing any more after three intervals without a result", () => {
    const state = after([row(1, "healthy")]);
    expect(state === null ? "" : ageState(state, 60_000, 4 * 60_000).status).toBe("up");
    expect(state === null ? "" : ageState(state, 60_000, 5 * 60_000).status).toBe("unknown");
  });

  it("counts failures, and keeps the time since when a status holds, whatever comes", () => {
    assert(
      property(array(constantFrom<Verdict[]>("healthy", "degraded", "failing", "unreachable")), (verdicts) => {
        let before: HostState | null = null;
        for (const [slot, verdict] of verdicts.entries()) {
          const { state }: { readonly state: HostState } = nextHostState(before, row(slot + 1, verdict));
          const succeeds = verdict === "healthy" || verdict === "degraded";
          expect(state.failures === 0).toBe(succeeds);
          const began = before?.status === state.status ? before.sinceMs : state.lastAtMs;
          const failedFirst = row(slot + 2 - state.failures, verdict).atMs;
          expect(state.sinceMs).toBe(state.status === "down" ? failedFirst : began);
          before = state;
        }
      }),
    );
  });

  it("is not moved by rows that come late or twice, wherever they come", () => {
    const history = array(tuple(constantFrom(...VERDICTS), nat(1000)), { minLength: 1, maxLength: 40 });
    assert(
      property(history, (steps) => {
        const rows = steps.map(([verdict], slot) => row(slot + 1, verdict));
        const disturbed = rows.flatMap((each, at) => {
          const again = rows[(steps[at]?.[1] ?? 0) % (at + 1)];
          return again === undefined ? [each] : [each, again];
        });
        expect(after(disturbed)).toEqual(after(rows));
      }),
    );
  });

  it("says of no host that it is down, up or flapping without a reason", () => {
    const policy: WatchPolicy = { failuresToDown: 3, flapTurns: 5, settledTurns: 1, flapWindowMs: 20 * 60_000 };
    assert(
      property(array(constantFrom(...VERDICTS), { maxLength: 80 }), (verdicts) => {
        let before: HostState | null = null;
        for (const [slot, verdict] of verdicts.entries()) {
          const { state }: { readonly state: HostState } = nextHostState(before, row(slot + 1, verdict), policy);
          const { status, failures, turnsMs } = state;
          const isSuccess = verdict === "healthy" || verdict === "degraded";
          const reasons: Readonly<Record<HostStatus, boolean>> = {
            up: verdict === "healthy",
            degraded: verdict === "degraded",
            suspect: !isSuccess && failures < policy.failuresToDown,
            down: failures >= policy.failuresToDown,
            flapping:
              turnsMs.length > policy.settledTurns &&
              (before?.status === "flapping" || turnsMs.length >= policy.flapTurns),
            unknown: false,
            suppressed: false,
          };
          expect(reasons[status]).toBe(true);
          expect(turnsMs.length).toBeLessThanOrEqual(20);
          before = state;
        }
      }),
    );
  });

  it("comes to rest with the host, whatever was before", () => {
    assert(
      property(array(constantFrom(...VERDICTS), { maxLength: 60 }), constantFrom(...VERDICTS), (verdicts, last) => {
        const steady = Array.from({ length: 8 }, (): Verdict => last);
        const state = after([...verdicts, ...steady].map((verdict, slot) => row(slot + 1, verdict)));
        const expected = { healthy: "up", degraded: "degraded", failing: "down", unreachable: "down" }[last];
        expect(state?.status).toBe(expected);
      }),
    );
  });
});
