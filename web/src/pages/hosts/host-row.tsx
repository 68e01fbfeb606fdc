import { memo, type ReactNode } from "react";
import { Link } from "wouter";
import type { HostDocument } from "../../../../src/core/contract/index.ts";
import { hostsPageTexts, type Localized } from "../../../../src/core/texts/index.ts";
import { StatusMark } from "../../parts/marks.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { useFormat } from "../../shell/use-format.ts";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./hosts-page.module.css";

interface HostRowProps {
  readonly index: number;
  readonly host: HostDocument | undefined;
  /** Of its first cause. */
  readonly title: Localized | undefined;
  readonly isSelected: boolean;
  /** Absent for those who may only read. */
  readonly onToggle: ((id: number) => void) | undefined;
}

export const HostRow: React.NamedExoticComponent<HostRowProps> = memo(function HostRow({
  index,
  host,
  title,
  isSelected,
  onToggle,
}: HostRowProps): ReactNode {
  const say = useTexts(hostsPageTexts);
  const format = useFormat();
  // Row 1 is the head.
  const place = index + 2;
  if (host === undefined) {
    return (
      <tr aria-rowindex={place} aria-busy="true">
        <td colSpan={3}>
          <span className={css["pending"]} />
        </td>
      </tr>
    );
  }
  const { id, name, state, settings, facts } = host;
  const cause = title === undefined ? (state?.causes[0]?.id ?? "") : say.of(title);
  return (
    <tr aria-rowindex={place} data-selected={isSelected}>
      {onToggle === undefined ? null : (
        <td className={css["check"]}>
          <input
            type="checkbox"
            aria-label={say("select-one", { name })}
            checked={isSelected}
            onChange={() => onToggle(id)}
          />
        </td>
      )}
      <th scope="row" title={name}>
        <Link href={`/hosts/${id}`}>
          <bdi>{name}</bdi>
        </Link>
      </th>
      <td className={css["state-cell"]}>
        <StatusMark status={settings.enabled === false ? "disabled" : (state?.status ?? "unknown")} />
      </td>
      <td title={cause}>{cause}</td>
      <td className={css["minor"]}>{state === null ? null : <TimeText ms={state.sinceMs} />}</td>
      <td className={css["minor"]} title={settings.site}>
        <bdi>{settings.site}</bdi>
      </td>
      <td className={css["wide"]}>{facts.osBuild}</td>
      <td className={css["wide"]}>{state === null || state.totalUs === 0 ? null : format.duration(state.totalUs)}</td>
      <td className={css["minor"]}>
        {facts.certificateNotAfterMs === undefined ? null : format.date(facts.certificateNotAfterMs)}
      </td>
    </tr>
  );
});
