import type { ReactNode } from "react";
import { useFormat } from "../shell/use-format.ts";
import { useNow } from "../shell/use-now.ts";

/** A moment as "5 minutes ago"; the exact time with its zone is in the tip. `exact`: both are shown. */
export function TimeText({ ms, exact = false }: { readonly ms: number; readonly exact?: boolean }): ReactNode {
  const format = useFormat();
  const nowMs = useNow();
  const absolute = format.dateTime(ms);
  const relative = format.relative(ms, nowMs);
  return (
    <time dateTime={new Date(ms).toISOString()} title={`${absolute} ${format.zone}`}>
      {exact ? `${absolute} (${relative})` : relative}
    </time>
  );
}
