import { describe, expect, it } from "vitest";
import type { CheckKind, CheckRow } from "../../../core/fleet/index.ts";
import { sampleChanges } from "./slot-sample.ts";

function row(kind: CheckKind, slotMs = 0): CheckRow {
  return {
    tenant: 1,
    target: 1,
    vantage: 0,
    slotMs,
    kind,
    atMs: slotMs,
    verdict: "healthy",
    failedStage: null,
    causes: [],
    stagesUs: {},
    totalUs: 1,
    excluded: false,
  };
}

function told(fresh: readonly CheckRow[], before: readonly CheckRow[]): readonly string[] {
  return sampleChanges(fresh, before).map((change) => `${change.times > 0 ? "+" : "-"}${change.row.kind}`);
}

describe("what new rows change", () => {
  it("is one sample a slot, by the row that speaks for it", () => {
    expect(told([row("interval"), row("interval", 60_000)], [])).toEqual(["+interval", "+interval"]);
    expect(told([row("interval"), row("repeat")], [])).toEqual(["+repeat"]);
    expect(told([row("repeat")], [row("interval")])).toEqual(["-interval", "+repeat"]);
    expect(told([row("interval")], [row("repeat")])).toEqual([]);
    expect(told([row("interval")], [row("full")])).toEqual(["-full", "+interval"]);
    expect(told([row("full")], [])).toEqual(["+full"]);
    expect(told([row("asked")], [])).toEqual([]);
    expect(told([row("asked")], [row("interval")])).toEqual([]);
  });
});
