import { ArrowDown, ArrowUp } from "lucide-react";
import type { ReactNode } from "react";
import { partsTexts } from "../../../src/core/texts/index.ts";
import { useTexts } from "../shell/use-texts.ts";
import css from "./table.module.css";

export interface Column<Row> {
  readonly id: string;
  readonly head: ReactNode;
  readonly cell: (row: Row) => ReactNode;
  /** Numbers and durations stand at the end. */
  readonly align?: "start" | "end";
  /** Left out on a narrow screen. */
  readonly isMinor?: boolean;
  /** What it is called for the server to sort by; absent: it cannot be sorted by. */
  readonly sort?: string;
}

export interface Sorting {
  readonly by: string;
  readonly isDescending: boolean;
  readonly change: (by: string, isDescending: boolean) => void;
}

/** A table with its caption (read out, not shown) and heads that sort. For thousands of rows see virtual-table.tsx. */
export function Table<Row>({
  caption,
  columns,
  rows,
  keyOf,
  sorting,
  rowHeader,
}: {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string | number;
  readonly sorting?: Sorting;
  /** The column that names its row. */
  readonly rowHeader?: string;
}): ReactNode {
  return (
    <table className={css["table"]}>
      <caption className={css["caption"]}>{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <HeadCell key={column.id} column={column} sorting={sorting} />
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            {columns.map(({ id, cell, align, isMinor }) => {
              const className = cellClass(align, isMinor);
              return id === rowHeader ? (
                <th key={id} scope="row" className={className}>
                  {cell(row)}
                </th>
              ) : (
                <td key={id} className={className}>
                  {cell(row)}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function HeadCell<Row>({
  column: { head, align, isMinor, sort },
  sorting,
}: {
  readonly column: Column<Row>;
  readonly sorting: Sorting | undefined;
}): ReactNode {
  const say = useTexts(partsTexts);
  const className = cellClass(align, isMinor);
  if (sort === undefined || sorting === undefined) {
    return (
      <th scope="col" className={className}>
        {head}
      </th>
    );
  }
  const isSorted = sorting.by === sort;
  const order = isSorted ? (sorting.isDescending ? "descending" : "ascending") : undefined;
  return (
    <th scope="col" className={className} aria-sort={order}>
      <button
        type="button"
        className={css["sort"]}
        title={typeof head === "string" ? say("sort-by", { column: head }) : undefined}
        onClick={() => sorting.change(sort, isSorted && !sorting.isDescending)}
      >
        {head}
        {isSorted ? sorting.isDescending ? <ArrowDown aria-hidden="true" /> : <ArrowUp aria-hidden="true" /> : null}
      </button>
    </th>
  );
}

function cellClass(align: "start" | "end" | undefined, isMinor: boolean | undefined): string {
  return `${align === "end" ? css["end"] : ""} ${isMinor === true ? css["minor"] : ""}`.trim();
}
