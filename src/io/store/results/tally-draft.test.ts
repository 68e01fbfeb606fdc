import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CheckRow } from "../../../core/fleet/index.ts";
import type { SqlRow } from "../database/database.ts";
import { StoreFailure } from "../store-failure.ts";
import { TALLY_COLUMNS, TallyDraft } from "./tally-draft.ts";

const ROW: CheckRow = {
  tenant: 1,
  target: 1,
  vantage: 0,
  slotMs: 0,
  kind: "interval",
  atMs: 0,
  verdict: "healthy",
  failedStage: null,
  causes: [],
  stagesUs: { dns: 0, credssp: 9000 },
  totalUs: 20_000,
  excluded: false,
};

function stored(draft: TallyDraft): SqlRow {
  const values = draft.values();
  return Object.fromEntries(TALLY_COLUMNS.map((column, index) => [column, values[index] ?? null]));
}

const sample = fc.record({
  totalUs: fc.nat(3_000_000),
  verdict: fc.constantFrom("healthy", "degraded", "failing", "unreachable"),
  excluded: fc.boolean(),
});

function failureOf(work: () => unknown): unknown {
  try {
    work();
    return undefined;
  } catch (error) {
    return error;
  }
}

function isNoneOrDamage(failure: unknown): boolean {
  return failure === undefined || (failure instanceof StoreFailure && failure.trouble === "corrupt");
}

describe("a tally that grows", () => {
  it("comes back as it was stored, also with samples taken back that others had counted", () => {
    fc.assert(
      fc.property(fc.array(sample), fc.array(sample), (added, takenBack) => {
        const draft = new TallyDraft();
        for (const one of added) draft.count({ ...ROW, ...one }, 1);
        for (const one of takenBack) draft.count({ ...ROW, ...one }, -1);
        expect(stored(TallyDraft.of(stored(draft)))).toEqual(stored(draft));
      }),
    );
  });

  it("is the same when one process counts and another one takes back", () => {
    fc.assert(
      fc.property(fc.array(sample), fc.array(sample), (kept, replaced) => {
        const [here, there, direct] = [new TallyDraft(), new TallyDraft(), new TallyDraft()];
        for (const one of [...kept, ...replaced]) here.count({ ...ROW, ...one }, 1);
        for (const one of replaced) there.count({ ...ROW, ...one }, -1);
        for (const one of kept) direct.count({ ...ROW, ...one }, 1);
        const read = TallyDraft.of(stored(there));
        read.addRow(stored(here));
        expect(read.tally().total.encode()).toEqual(direct.tally().total.encode());
        expect(stored(read)).toEqual(stored(direct));
      }),
    );
  });

  it("calls damaged times damaged", () => {
    const row = stored(new TallyDraft());
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (times) => {
        expect(failureOf(() => TallyDraft.of({ ...row, times }))).toSatisfy(isNoneOrDamage);
      }),
    );
    expect(() => TallyDraft.of({ ...row, times: new Uint8Array([6, 1, 0, 1]) })).toThrow("damaged");
  });
});
