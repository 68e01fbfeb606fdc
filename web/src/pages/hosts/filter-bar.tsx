import { X } from "lucide-react";
import type { ReactNode } from "react";
import { hostsPageTexts } from "../../../../src/core/texts/index.ts";
import { Button } from "../../parts/button.tsx";
import { StatusMark } from "../../parts/marks.tsx";
import { useTexts } from "../../shell/use-texts.ts";
import { type HostFilter, NARROWINGS, STATUSES } from "./host-filter.ts";
import css from "./hosts-page.module.css";

/** States to switch on and off, and what the list is narrowed to, each with a way out. */
export function FilterBar({
  filter,
  change,
}: {
  readonly filter: HostFilter;
  readonly change: (next: Partial<HostFilter>) => void;
}): ReactNode {
  const say = useTexts(hostsPageTexts);
  const { status, narrowed } = filter;
  const active = NARROWINGS.filter((name) => narrowed[name] !== undefined);
  return (
    <>
      <div className={css["chips"]} role="group" aria-label={say("status")}>
        {STATUSES.map((one) => {
          const isOn = status.includes(one);
          return (
            <button
              key={one}
              type="button"
              className={css["status"]}
              aria-pressed={isOn}
              onClick={() => change({ status: isOn ? status.filter((other) => other !== one) : [...status, one] })}
            >
              <StatusMark status={one} />
            </button>
          );
        })}
      </div>
      {active.length === 0 ? null : (
        <div className={css["chips"]} role="group" aria-label={say("group-by")}>
          {active.map((name) => {
            const text = say(`filter.${name}`, { value: narrowed[name] ?? "" });
            const { [name]: _gone, ...others } = narrowed;
            return (
              <Button
                key={name}
                aria-label={say("filter-off", { filter: text })}
                onClick={() => change({ narrowed: others })}
              >
                <bdi>{text}</bdi>
                <X aria-hidden="true" />
              </Button>
            );
          })}
          <Button look="bare" onClick={() => change({ narrowed: {}, status: [], search: "" })}>
            {say("clear")}
          </Button>
        </div>
      )}
    </>
  );
}
