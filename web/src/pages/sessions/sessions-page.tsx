import { UsersRound } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import type { SessionDocument } from "../../../../src/core/contract/index.ts";
import { sessionsPageTexts } from "../../../../src/core/texts/index.ts";
import type { PageOf } from "../../api/documents.ts";
import { useApi } from "../../api/use-api.ts";
import { Choice } from "../../parts/choice.tsx";
import { CopyButton } from "../../parts/copy-button.tsx";
import { type ExportColumn, ExportButtons, isoTime } from "../../parts/export-buttons.tsx";
import { Badge, type Tone } from "../../parts/marks.tsx";
import { SearchField } from "../../parts/search-field.tsx";
import { PageHead, Section } from "../../parts/section.tsx";
import { Empty, Loaded } from "../../parts/states.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { useAddress } from "../../shell/use-address.ts";
import { useFormat } from "../../shell/use-format.ts";
import { useNow } from "../../shell/use-now.ts";
import { useTexts } from "../../shell/use-texts.ts";
import { SessionLanes } from "./session-lanes.tsx";
import css from "./sessions-page.module.css";

const DAY_MS = 86_400_000;
const SPANS = { now: DAY_MS, month: 30 * DAY_MS } as const;
const MOST = 1000;
const SHOWN = 300;

const SESSION_COLUMNS: readonly ExportColumn<SessionDocument>[] = [
  { head: "user", cell: ({ user }) => user },
  { head: "host", cell: ({ host }) => host },
  { head: "address", cell: ({ address }) => address ?? undefined },
  { head: "state", cell: ({ state }) => state },
  { head: "began", cell: ({ startMs }) => isoTime(startMs) },
  { head: "ended", cell: ({ endMs }) => isoTime(endMs) },
  { head: "told", cell: ({ seenMs }) => isoTime(seenMs) },
];

/** Who is on which host now, and who was. */
export function SessionsPage(): ReactNode {
  const say = useTexts(sessionsPageTexts);
  const [span, setSpan] = useAddress("span");
  const [search, setSearch] = useAddress("search");
  const show = span === "month" ? "month" : "now";
  const [nowMs] = useState(() => Date.now());
  const state = show === "now" ? ["active", "disconnected"] : [];
  const sessions = useApi<PageOf<SessionDocument>>(
    "sessions",
    "/sessions",
    { state, fromMs: nowMs - SPANS.month, limit: MOST },
    { everyMs: 30_000, keeps: true },
  );
  return (
    <>
      <PageHead
        title={say("title")}
        about={say("about")}
        actions={
          <Choice
            name={say("show")}
            value={show}
            options={(["now", "month"] as const).map((value) => ({ value, text: say(`show.${value}`) }))}
            onChange={(value) => setSpan(value === "now" ? "" : value)}
          />
        }
      />
      <Loaded query={sessions}>
        {({ items }) =>
          items.length === 0 ? (
            <NobodyTold />
          ) : (
            <Sessions all={items} search={search} setSearch={setSearch} spanMs={SPANS[show]} />
          )
        }
      </Loaded>
    </>
  );
}

function NobodyTold(): ReactNode {
  const say = useTexts(sessionsPageTexts);
  const command = `curl --data-binary @Security.evtx -H "Content-Type: application/octet-stream" ${location.origin}/api/v1/ingest/events`;
  return (
    <Empty title={say("none")} icon={<UsersRound aria-hidden="true" />}>
      <p>{say("none-hint")}</p>
      <p className={css["command"]}>
        <code>{command}</code>
        <CopyButton text={command} />
      </p>
    </Empty>
  );
}

const TONES: Readonly<Record<string, Tone>> = { active: "good", disconnected: "warn", ended: "still", unknown: "odd" };

function Sessions({
  all,
  search,
  setSearch,
  spanMs,
}: {
  readonly all: readonly SessionDocument[];
  readonly search: string;
  readonly setSearch: (value: string) => void;
  readonly spanMs: number;
}): ReactNode {
  const say = useTexts(sessionsPageTexts);
  const format = useFormat();
  const nowMs = useNow();
  const word = search.trim().toLowerCase();
  const shown = all.filter(({ user, host, address }) =>
    `${user} ${host} ${address ?? ""}`.toLowerCase().includes(word),
  );
  const columns: readonly Column<SessionDocument>[] = [
    { id: "user", head: say("user"), cell: ({ user }) => <bdi>{user}</bdi> },
    {
      id: "host",
      head: say("host"),
      cell: ({ host, target }) =>
        target === null ? (
          <bdi>{host}</bdi>
        ) : (
          <Link href={`/hosts/${target}?part=sessions`}>
            <bdi>{host}</bdi>
          </Link>
        ),
    },
    {
      id: "state",
      head: say("state"),
      cell: ({ state }) => (
        <Badge tone={TONES[state] ?? "still"}>
          {state === "active" || state === "disconnected" || state === "ended"
            ? say(`state.${state}`)
            : say("state.unknown")}
        </Badge>
      ),
    },
    { id: "from", head: say("from"), isMinor: true, cell: ({ address }) => <bdi>{address}</bdi> },
    { id: "began", head: say("began"), isMinor: true, cell: ({ startMs }) => <TimeText ms={startMs} /> },
    {
      id: "lasted",
      head: say("lasted"),
      isMinor: true,
      align: "end",
      cell: ({ startMs, endMs }) => format.span(Math.max(0, (endMs ?? nowMs) - startMs)),
    },
    { id: "told", head: say("told"), cell: ({ seenMs }) => <TimeText ms={seenMs} /> },
  ];
  return (
    <div className={css["page"]}>
      <div className={css["tools"]}>
        <SearchField label={say("search")} value={search} onChange={setSearch} />
        <p className={css["muted"]} role="status">
          {say("count", { users: new Set(shown.map(({ user }) => user.toLowerCase())).size, sessions: shown.length })}
        </p>
        <ExportButtons
          look="bare"
          name="sessions"
          columns={SESSION_COLUMNS}
          load={async () => Promise.resolve(shown)}
        />
      </div>
      {shown.length === 0 ? (
        <p className={css["muted"]}>{say("none-found")}</p>
      ) : (
        <>
          <Section title={say("timeline")}>
            <SessionLanes sessions={shown} fromMs={nowMs - spanMs} untilMs={nowMs} />
          </Section>
          <Section flush title={say("list")}>
            <Table
              caption={say("list")}
              columns={columns}
              rows={shown.slice(0, SHOWN)}
              keyOf={({ host, user, startMs }) => `${host} ${user} ${startMs}`}
              rowHeader="user"
            />
          </Section>
          <p className={css["muted"]}>{say("ages")}</p>
        </>
      )}
    </div>
  );
}
