import { type ReactNode, useRef } from "react";
import type { SessionDocument } from "../../../../src/core/contract/index.ts";
import { sessionsPageTexts } from "../../../../src/core/texts/index.ts";
import { useWidth } from "../../charts/use-width.ts";
import { useFormat } from "../../shell/use-format.ts";
import { useTexts } from "../../shell/use-texts.ts";
import { lanesOf } from "./lanes.ts";
import css from "./sessions-page.module.css";

const LANE = 22;
const NAME_WIDTH = 140;
const AXIS = 20;
const TICKS = 5;
const MOST_LANES = 40;

/** A lane a user, a bar a session. The table below has the same. */
export function SessionLanes({
  sessions,
  fromMs,
  untilMs,
}: {
  readonly sessions: readonly SessionDocument[];
  readonly fromMs: number;
  readonly untilMs: number;
}): ReactNode {
  const say = useTexts(sessionsPageTexts);
  const format = useFormat();
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const lanes = lanesOf(sessions, fromMs, untilMs).slice(0, MOST_LANES);
  const room = Math.max(80, width - NAME_WIDTH);
  const xOf = (share: number): number => NAME_WIDTH + share * room;
  const isDay = untilMs - fromMs <= 86_400_000;
  return (
    <div ref={frame}>
      <svg width={width} height={lanes.length * LANE + AXIS} role="img" aria-label={say("timeline-label")}>
        {Array.from({ length: TICKS }, (_, tick) => {
          const share = tick / (TICKS - 1);
          const ms = fromMs + share * (untilMs - fromMs);
          const anchor = tick === 0 ? "start" : tick === TICKS - 1 ? "end" : "middle";
          return (
            <g key={tick} className={css["tick"]}>
              <line x1={xOf(share)} x2={xOf(share)} y1={0} y2={lanes.length * LANE} />
              <text x={xOf(share)} y={lanes.length * LANE + AXIS - 4} textAnchor={anchor}>
                {isDay ? format.time(ms) : format.date(ms)}
              </text>
            </g>
          );
        })}
        {lanes.map(({ user, bars }, index) => (
          <g key={user} transform={`translate(0 ${index * LANE})`}>
            <text className={css["name"]} x={0} y={LANE / 2} dominantBaseline="central">
              {user.length > 18 ? `${user.slice(0, 17)}…` : user}
              <title>{user}</title>
            </text>
            {bars.map(({ from, until, session }) => (
              <rect
                key={`${session.host} ${session.startMs}`}
                className={css["bar"]}
                data-state={session.state}
                x={xOf(from)}
                y={4}
                width={Math.max(2, (until - from) * room)}
                height={LANE - 8}
                rx={3}
              >
                <title>{`${session.host} · ${format.dateTime(session.startMs)}`}</title>
              </rect>
            ))}
          </g>
        ))}
      </svg>
    </div>
  );
}
