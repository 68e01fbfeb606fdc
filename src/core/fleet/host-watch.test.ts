import { array, assert, constantFrom, property } from "fast-check";
import { describe, expect, it } from "vitest";
import type { Verdict } from "../diagnosis/index.ts";
import { ageState, type CheckRow, type HostState, nextHostState } from "./index.ts";

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
          expect(state.sinceMs).toBe(before?.status === state.status ? before.sinceMs : state.lastAtMs);
          before = state;
        }
      }),
    );
  });
});
