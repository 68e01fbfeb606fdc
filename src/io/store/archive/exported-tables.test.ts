import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asExported, asStored, ROLLUP_TABLES, STATE_TABLES } from "./exported-tables.ts";
import type { ColumnKind } from "./exported-tables.ts";

const tables = Object.values({ ...STATE_TABLES, ...ROLLUP_TABLES });

/** A value of a column as a database gives it. */
function stored(kind: ColumnKind): fc.Arbitrary<string | number | Uint8Array> {
  if (kind === "integer") return fc.maxSafeInteger();
  if (kind === "bytes") return fc.uint8Array({ maxLength: 40 });
  if (kind === "json") return fc.jsonValue().map((value) => JSON.stringify(value));
  return fc.string().filter((text) => !text.includes("\0"));
}

describe("a row in an export", () => {
  it("comes back as it was, through a line of JSON", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...tables).chain((table) => fc.tuple(fc.constant(table), rowOf(table.columns))),
        (drawn) => {
          const [table, row] = drawn;
          const line: Record<string, unknown> = JSON.parse(JSON.stringify(asExported(table, row)));
          const back = asStored(table, line);
          expect(back === null ? null : asExported(table, back)).toEqual(asExported(table, row));
        },
      ),
    );
  });

  it("of any other shape is no row, whatever it is", () => {
    fc.assert(
      fc.property(fc.constantFrom(...tables), fc.dictionary(fc.string(), fc.jsonValue()), (table, line) => {
        expect(asStored(table, line)).toBeNull();
      }),
    );
  });

  it.each([1.5, "1", null, 2 ** 60])("takes %j for no whole number", (tenant) => {
    expect(asStored(ROLLUP_TABLES.count_sheet, { ...SHEET, tenant })).toBeNull();
    expect(asStored(ROLLUP_TABLES.count_sheet, SHEET)).not.toBeNull();
  });

  it.each(["%", "AAA", "=", 7])("takes %j for no bytes", (counts) => {
    expect(asStored(ROLLUP_TABLES.count_sheet, { ...SHEET, counts })).toBeNull();
  });
});

const SHEET = { tenant: 1, span: 0, start: 1, shard: 1, counts: "AAAA" } as const;

function rowOf(
  columns: Readonly<Record<string, ColumnKind>>,
): fc.Arbitrary<Readonly<Record<string, string | number | Uint8Array>>> {
  return fc.record(Object.fromEntries(Object.entries(columns).map(([name, kind]) => [name, stored(kind)])));
}
