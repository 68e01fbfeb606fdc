import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp } from "lucide-react";
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import type { HostDocument } from "../../../../src/core/contract/index.ts";
import { hostsPageTexts } from "../../../../src/core/texts/index.ts";
import type { OverviewDocument } from "../../api/documents.ts";
import { useApi } from "../../api/use-api.ts";
import { Button } from "../../parts/button.tsx";
import { Empty, Failed, Skeleton } from "../../parts/states.tsx";
import tableCss from "../../parts/table.module.css";
import { useTexts } from "../../shell/use-texts.ts";
import type { HostFilter, HostSort } from "./host-filter.ts";
import { HostRow } from "./host-row.tsx";
import css from "./hosts-page.module.css";
import { useHostPages } from "./use-host-pages.ts";

const ROW_HEIGHT = 44;
const FIRST_ROWS = 40;
/** Columns that even a narrow screen shows: name, state, cause. */
const ALWAYS_THERE = 3;

interface Head {
  readonly id: "name" | "status" | "cause" | "since" | "site" | "build" | "total" | "certificate";
  readonly sort?: HostSort;
  readonly width?: string;
  readonly isMinor?: boolean;
  /** Only on a wide screen. */
  readonly isWide?: boolean;
}

const HEADS: readonly Head[] = [
  { id: "name", sort: "name", width: "name-column" },
  { id: "status", sort: "worst", width: "status-column" },
  { id: "cause" },
  { id: "since", sort: "since", width: "short-column", isMinor: true },
  { id: "site", sort: "site", width: "short-column", isMinor: true },
  { id: "build", width: "short-column", isMinor: true, isWide: true },
  { id: "total", sort: "total", width: "short-column", isMinor: true, isWide: true },
  { id: "certificate", sort: "certificate", width: "long-column", isMinor: true },
];

/** A real table of which only the rows on the screen exist, however many hosts there are. */
export function HostTable({
  filter,
  change,
  selected,
  onSelect,
  hidden,
  maySelect,
}: {
  readonly filter: HostFilter;
  readonly change: (next: Partial<HostFilter>) => void;
  readonly selected: ReadonlySet<number>;
  readonly onSelect: (selected: ReadonlySet<number>) => void;
  /** Being removed: not shown any more. */
  readonly hidden: ReadonlySet<number>;
  readonly maySelect: boolean;
}): ReactNode {
  const say = useTexts(hostsPageTexts);
  const [, go] = useLocation();
  const frame = useRef<HTMLDivElement>(null);
  const [offset, setOffset] = useState(0);
  const [seen, setSeen] = useState<readonly [number, number]>([0, FIRST_ROWS]);
  const { total, at, failure, retry } = useHostPages(filter, seen[0], seen[1]);
  const overview = useApi<OverviewDocument>("overview", "/overview");
  const titles = new Map(overview.data?.causes.map(({ cause, title }) => [cause, title]));
  const isThere = total !== undefined && total > 0;
  useLayoutEffect(() => {
    if (isThere) setOffset(frame.current?.offsetTop ?? 0);
  }, [isThere]);
  const rows = useWindowVirtualizer({
    count: total ?? 0,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    scrollMargin: offset,
  });
  const items = rows.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? FIRST_ROWS;
  useEffect(() => setSeen([first, last]), [first, last]);
  if (total === undefined) {
    return failure === null ? <Skeleton lines={12} /> : <Failed failure={failure} retry={retry} />;
  }
  if (total === 0) {
    const isNarrowed = filter.search !== "" || filter.status.length > 0 || Object.keys(filter.narrowed).length > 0;
    return isNarrowed ? (
      <Empty
        title={say("none-found")}
        action={<Button onClick={() => change({ search: "", status: [], narrowed: {} })}>{say("clear")}</Button>}
      >
        {say("none-found-hint")}
      </Empty>
    ) : (
      <Empty
        title={say("none-yet")}
        action={
          <Button look="main" onClick={() => go("/hosts/add")}>
            {say("add")}
          </Button>
        }
      />
    );
  }
  const toggle = (id: number): void => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    onSelect(next);
  };
  const loaded = items.flatMap(({ index }) => at(index)?.id ?? []);
  const isAll = loaded.length > 0 && loaded.every((id) => selected.has(id));
  const before = (items[0]?.start ?? offset) - offset;
  const after = rows.getTotalSize() - ((items.at(-1)?.end ?? offset) - offset);
  return (
    <div ref={frame} className={css["panel"]}>
      <p className={css["count"]} role="status">
        {say("count", { count: total })}
      </p>
      <div className={css["scroll"]}>
        <table className={css["table"]} aria-rowcount={total + 1}>
          <caption className={tableCss["caption"]}>{say("title")}</caption>
          <thead>
            <tr aria-rowindex={1}>
              {maySelect ? (
                <th scope="col" className={css["check"]}>
                  <input
                    type="checkbox"
                    aria-label={say("select-shown")}
                    checked={isAll}
                    onChange={() => onSelect(isAll ? new Set() : new Set([...selected, ...loaded]))}
                  />
                </th>
              ) : null}
              {HEADS.map((head) => (
                <SortHead key={head.id} head={head} filter={filter} change={change} />
              ))}
            </tr>
          </thead>
          <tbody>
            <tr className={css["spacer"]} aria-hidden="true">
              <td colSpan={ALWAYS_THERE} style={{ height: before }} />
            </tr>
            {items.map(({ index }) => {
              const host: HostDocument | undefined = at(index);
              if (host !== undefined && hidden.has(host.id)) return null;
              const id = host?.state?.causes[0]?.id;
              return (
                <HostRow
                  key={host?.id ?? `row-${index}`}
                  index={index}
                  host={host}
                  title={id === undefined ? undefined : titles.get(id)}
                  isSelected={host !== undefined && selected.has(host.id)}
                  onToggle={maySelect ? toggle : undefined}
                />
              );
            })}
            <tr className={css["spacer"]} aria-hidden="true">
              <td colSpan={ALWAYS_THERE} style={{ height: Math.max(0, after) }} />
            </tr>
          </tbody>
        </table>
      </div>
    </div>
  );
}

function SortHead({
  head: { id, sort, width, isMinor, isWide },
  filter,
  change,
}: {
  readonly head: Head;
  readonly filter: HostFilter;
  readonly change: (next: Partial<HostFilter>) => void;
}): ReactNode {
  const say = useTexts(hostsPageTexts);
  const className = [
    width === undefined ? "" : css[width],
    isMinor === true ? css["minor"] : "",
    isWide === true ? css["wide"] : "",
  ].join(" ");
  const word = say(`column.${id}`);
  if (sort === undefined) {
    return (
      <th scope="col" className={className}>
        {word}
      </th>
    );
  }
  const isSorted = filter.sort === sort;
  return (
    <th
      scope="col"
      className={className}
      aria-sort={isSorted ? (filter.descending ? "descending" : "ascending") : undefined}
    >
      <button
        type="button"
        className={tableCss["sort"]}
        onClick={() => change({ sort, descending: isSorted && !filter.descending })}
      >
        {word}
        {isSorted ? filter.descending ? <ArrowDown aria-hidden="true" /> : <ArrowUp aria-hidden="true" /> : null}
      </button>
    </th>
  );
}
