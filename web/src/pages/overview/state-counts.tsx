import type { ReactNode } from "react";
import { Link } from "wouter";
import type { HostStatus } from "../../../../src/core/fleet/index.ts";
import { overviewPageTexts } from "../../../../src/core/texts/index.ts";
import { StatusMark } from "../../parts/marks.tsx";
import { useFormat } from "../../shell/use-format.ts";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./overview-page.module.css";

const ORDER: readonly HostStatus[] = ["down", "flapping", "suspect", "degraded", "suppressed", "unknown", "up"];

/** How many hosts are in each state; each leads to these hosts. */
export function StateCounts({
  statuses,
}: {
  readonly statuses: Readonly<Partial<Record<HostStatus, number>>>;
}): ReactNode {
  const say = useTexts(overviewPageTexts);
  const format = useFormat();
  return (
    <ul className={css["counts"]} aria-label={say("states")}>
      {ORDER.filter((status) => (statuses[status] ?? 0) > 0).map((status) => (
        <li key={status}>
          <Link href={`/hosts?status=${status}`} className={css["count"]}>
            <strong>{format.number(statuses[status] ?? 0)}</strong>
            <StatusMark status={status} />
          </Link>
        </li>
      ))}
    </ul>
  );
}
