import { useQueryClient } from "@tanstack/react-query";
import { MailCheck, RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import type { DeliveryDocument } from "../../../../src/core/contract/index.ts";
import { alertsPageTexts } from "../../../../src/core/texts/index.ts";
import { ask, reasonOf } from "../../api/client.ts";
import type { PageOf } from "../../api/documents.ts";
import { useApi } from "../../api/use-api.ts";
import { Button } from "../../parts/button.tsx";
import { Choice } from "../../parts/choice.tsx";
import { Badge, type Tone } from "../../parts/marks.tsx";
import { useNotify } from "../../parts/notices.tsx";
import { Section } from "../../parts/section.tsx";
import { Empty, Loaded } from "../../parts/states.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { useAddress } from "../../shell/use-address.ts";
import { useFormat } from "../../shell/use-format.ts";
import { useNow } from "../../shell/use-now.ts";
import { useTexts } from "../../shell/use-texts.ts";
import { useWho } from "../../shell/use-who.ts";
import css from "./alerts-page.module.css";

const STATES = ["all", "waiting", "delivered", "dead"] as const;
const TONES: Readonly<Record<DeliveryDocument["state"], Tone>> = { waiting: "warn", delivered: "good", dead: "bad" };
const SHOWN = 50;

/** What was sent, what waits, and what was given up. */
export function History(): ReactNode {
  const say = useTexts(alertsPageTexts);
  const [asked, setState] = useAddress("state");
  const [cursor, setCursor] = useAddress("after");
  const state = STATES.find((one) => one === asked) ?? "all";
  const query = { limit: SHOWN, cursor, ...(state === "all" ? {} : { state }) };
  const deliveries = useApi<PageOf<DeliveryDocument>>("deliveries", "/deliveries", query, {
    keeps: true,
  });
  return (
    <Section
      flush
      title={say("history")}
      actions={
        <Choice
          name={say("state")}
          value={state}
          options={STATES.map((value) => ({ value, text: say(`state.${value}`) }))}
          onChange={(value) => {
            setCursor("");
            setState(value === "all" ? "" : value);
          }}
        />
      }
    >
      <Loaded query={deliveries}>
        {({ items, next }) =>
          items.length === 0 ? (
            state === "all" ? (
              <Empty title={say("history-none")} icon={<MailCheck aria-hidden="true" />}>
                {say("history-none-hint")}
              </Empty>
            ) : (
              <Empty title={say("history-none-here")} />
            )
          ) : (
            <>
              <Deliveries items={items} />
              {next === null && cursor === "" ? null : (
                <div className={css["foot"]}>
                  {cursor === "" ? null : <Button onClick={() => setCursor("")}>{say("newest")}</Button>}
                  {next === null ? null : <Button onClick={() => setCursor(next)}>{say("older")}</Button>}
                </div>
              )}
            </>
          )
        }
      </Loaded>
    </Section>
  );
}

function Deliveries({ items }: { readonly items: readonly DeliveryDocument[] }): ReactNode {
  const say = useTexts(alertsPageTexts);
  const format = useFormat();
  const nowMs = useNow();
  const columns: readonly Column<DeliveryDocument>[] = [
    { id: "when", head: say("when"), cell: ({ createdMs }) => <TimeText ms={createdMs} /> },
    {
      id: "message",
      head: say("message"),
      cell: ({ title, kind }) => (
        <span className={css["cut"]} dir="auto">
          {say.of(title)} <span className={css["muted"]}>{kindText(kind)}</span>
        </span>
      ),
    },
    {
      id: "channel",
      head: say("channel"),
      cell: ({ channel }) => <bdi className={css["cut"]}>{channel}</bdi>,
      isMinor: true,
    },
    {
      id: "state",
      head: say("state"),
      cell: ({ state, nextAttemptMs, attempts }) => (
        <span className={css["lines"]}>
          <span>
            <Badge tone={TONES[state]}>{say(`state.${state}`)}</Badge>
          </span>
          {state === "waiting" && attempts > 0 ? (
            <span className={css["muted"]}>{say("next-attempt", { when: format.relative(nextAttemptMs, nowMs) })}</span>
          ) : null}
        </span>
      ),
    },
    { id: "attempts", head: say("attempts"), align: "end", cell: (one) => format.number(one.attempts), isMinor: true },
    {
      id: "error",
      head: say("last-error"),
      cell: ({ lastError }) => (
        <span className={css["cut"]} dir="auto" title={lastError}>
          {lastError === undefined || lastError.length <= 240 ? lastError : `${lastError.slice(0, 240)}…`}
        </span>
      ),
      isMinor: true,
    },
    {
      id: "retry",
      head: say("actions"),
      align: "end",
      cell: ({ id, state }) => (state === "dead" ? <Retry id={id} /> : null),
    },
  ];
  function kindText(kind: DeliveryDocument["kind"]): string {
    return say(`kind.${kind}`);
  }
  return <Table caption={say("history")} columns={columns} rows={items} keyOf={({ id }) => id} rowHeader="message" />;
}

function Retry({ id }: { readonly id: string }): ReactNode {
  const say = useTexts(alertsPageTexts);
  const client = useQueryClient();
  const notify = useNotify();
  const { mayOperate } = useWho();
  const retry = async (): Promise<void> => {
    try {
      await ask(`/deliveries/${encodeURIComponent(id)}/retry`, { method: "POST" });
      await client.invalidateQueries({ queryKey: ["deliveries"] });
      notify({ text: say("retried") });
    } catch (error) {
      notify({ text: say("failed", { reason: reasonOf(error) }), tone: "bad" });
    }
  };
  return (
    <Button
      look="bare"
      icon={<RotateCw aria-hidden="true" />}
      disabled={!mayOperate}
      title={mayOperate ? undefined : say("needs-operate")}
      onClick={() => void retry()}
    >
      {say("retry")}
    </Button>
  );
}
