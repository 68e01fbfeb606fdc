import type { UseQueryResult } from "@tanstack/react-query";
import { CircleAlert, RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { partsTexts } from "../../../src/core/texts/index.ts";
import type { ApiFailure } from "../api/client.ts";
import { useFormat } from "../shell/use-format.ts";
import { useTexts } from "../shell/use-texts.ts";
import { Button } from "./button.tsx";
import css from "./states.module.css";

/** Nothing is there: says so, why, and what to do next. */
export function Empty({
  title,
  children,
  icon,
  action,
}: {
  readonly title: ReactNode;
  readonly children?: ReactNode;
  readonly icon?: ReactNode;
  readonly action?: ReactNode;
}): ReactNode {
  return (
    <div className={css["empty"]}>
      {icon}
      <div className={css["title"]}>{title}</div>
      {children === undefined ? null : <div className={css["hint"]}>{children}</div>}
      {action}
    </div>
  );
}

/** A request failed: what the server said, and a button that asks again. */
export function Failed({
  failure,
  retry,
}: {
  readonly failure: ApiFailure;
  readonly retry?: (() => void) | undefined;
}): ReactNode {
  const say = useTexts(partsTexts);
  return (
    <div className={css["failed"]} role="alert">
      <CircleAlert aria-hidden="true" />
      <div>
        <p className={css["title"]}>{say("failed")}</p>
        <p className={css["hint"]}>{useReason(failure)}</p>
      </div>
      {retry === undefined ? null : (
        <Button icon={<RotateCw aria-hidden="true" />} onClick={retry}>
          {say("retry")}
        </Button>
      )}
    </div>
  );
}

/** Why a request failed, in words for people. */
export function useReason(failure: ApiFailure): string {
  const say = useTexts(partsTexts);
  if (failure.status === 0) return say("failed-network");
  if (failure.status === 403) return say("failed-not-allowed");
  if (failure.problem === null) return say("failed-unknown", { status: String(failure.status) });
  const { title, detail, errors = [] } = failure.problem;
  return [title, detail, ...errors.map((error) => `${error.pointer} ${error.detail}`)]
    .filter((part) => part !== undefined)
    .join(". ");
}

/** Grey lines of the shape of what comes, shown only when it takes longer than a blink. */
export function Skeleton({ lines = 4 }: { readonly lines?: number }): ReactNode {
  const say = useTexts(partsTexts);
  return (
    <div className={css["skeleton"]} role="status">
      <span className={css["hidden"]}>{say("loading")}</span>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} className={css["line"]} aria-hidden="true" />
      ))}
    </div>
  );
}

/**
 * What a query brought, or the state that it is in. Old content stays while it is asked again, and stays with a note when the
 * server does not answer any more.
 */
export function Loaded<Value>({
  query,
  children,
  skeleton,
}: {
  readonly query: UseQueryResult<Value, ApiFailure>;
  readonly children: (value: Value) => ReactNode;
  readonly skeleton?: ReactNode;
}): ReactNode {
  const say = useTexts(partsTexts);
  const format = useFormat();
  const { data, error, refetch, dataUpdatedAt } = query;
  if (data === undefined) {
    if (error !== null) return <Failed failure={error} retry={() => void refetch()} />;
    return skeleton ?? <Skeleton />;
  }
  return (
    <>
      {error === null ? null : (
        <p className={css["stale"]} role="status">
          {say("stale", { time: format.time(dataUpdatedAt) })}
        </p>
      )}
      {children(data)}
    </>
  );
}
