import type { ReactNode } from "react";
import type { MonitorStatus } from "../../../../src/core/contract/index.ts";
import { settingsPageTexts } from "../../../../src/core/texts/index.ts";
import { API } from "../../api/client.ts";
import { useApi } from "../../api/use-api.ts";
import { Choice } from "../../parts/choice.tsx";
import { CopyButton } from "../../parts/copy-button.tsx";
import { Badge } from "../../parts/marks.tsx";
import { Section } from "../../parts/section.tsx";
import { Stat, Stats } from "../../parts/stat.tsx";
import { Loaded } from "../../parts/states.tsx";
import { chooseLanguage, chooseTheme, usePreferences } from "../../shell/preferences.ts";
import { useFormat } from "../../shell/use-format.ts";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./settings-page.module.css";

interface ServerHealth {
  readonly version: string;
  readonly nowMs: number;
  readonly ready: boolean;
  readonly reasons: readonly string[];
  readonly store: {
    readonly engine: string;
    readonly version: string;
    readonly schema: number;
    readonly bytes: number | null;
    readonly trouble: string | null;
  };
  readonly monitor: MonitorStatus;
}

const LATE_MS = 2000;
const THEMES = ["system", "light", "dark"] as const;

/** How it looks, what it is, and how the watch itself goes. */
export function General(): ReactNode {
  const health = useApi<ServerHealth>("health", "/health", {}, { everyMs: 5000 });
  return (
    <div className={css["page"]}>
      <Display />
      <Loaded query={health}>
        {(server) => (
          <>
            <About server={server} />
            <Watch monitor={server.monitor} />
          </>
        )}
      </Loaded>
      <Links />
    </div>
  );
}

function Display(): ReactNode {
  const say = useTexts(settingsPageTexts);
  const format = useFormat();
  const { language, theme } = usePreferences();
  return (
    <Section title={say("display")}>
      <div className={css["rows"]}>
        <div className={css["row"]}>
          <span className={css["label"]} aria-hidden="true">
            {say("language")}
          </span>
          <Choice
            name={say("language")}
            value={language}
            options={[
              { value: "en", text: <span lang="en">English</span> },
              { value: "zh", text: <span lang="zh-CN">中文</span> },
            ]}
            onChange={chooseLanguage}
          />
        </div>
        <div className={css["row"]}>
          <span className={css["label"]} aria-hidden="true">
            {say("theme")}
          </span>
          <Choice
            name={say("theme")}
            value={theme}
            options={THEMES.map((value) => ({ value, text: say(`theme.${value}`) }))}
            onChange={chooseTheme}
          />
        </div>
        <p className={css["muted"]}>
          {say("display-hint")} {say("zone", { zone: format.zone })}
        </p>
      </div>
    </Section>
  );
}

function About({ server }: { readonly server: ServerHealth }): ReactNode {
  const say = useTexts(settingsPageTexts);
  const format = useFormat();
  const { version, ready, reasons, store, monitor, nowMs } = server;
  const troubles = [...new Set([...reasons, ...(store.trouble === null ? [] : [store.trouble])])];
  return (
    <Section
      title={say("about")}
      actions={<Badge tone={ready ? "good" : "bad"}>{say(ready ? "ready" : "not-ready")}</Badge>}
    >
      <div className={css["stack"]}>
        {troubles.length === 0 ? null : (
          <ul className={css["reasons"]} role="alert">
            {troubles.map((reason) => (
              <li key={reason} dir="auto">
                {reason}
              </li>
            ))}
          </ul>
        )}
        <Stats>
          <Stat name={say("version")} figure={version} {...(monitor.demo ? { note: say("demo") } : {})} />
          <Stat
            name={say("running")}
            figure={format.span(nowMs - monitor.startedMs)}
            note={say("since", { time: format.dateTime(monitor.startedMs) })}
          />
          <Stat
            name={say("store")}
            figure={store.engine}
            note={say("store-note", { version: store.version, schema: String(store.schema) })}
          />
          {store.bytes === null ? null : <Stat name={say("size")} figure={format.bytes(store.bytes)} />}
        </Stats>
      </div>
    </Section>
  );
}

function Watch({ monitor }: { readonly monitor: MonitorStatus }): ReactNode {
  const say = useTexts(settingsPageTexts);
  const format = useFormat();
  const { targets, running, waiting, lateP99Ms, unwritten, shards } = monitor;
  return (
    <Section title={say("watch")}>
      <Stats>
        <Stat name={say("hosts")} figure={format.number(targets)} />
        <Stat
          name={say("late")}
          figure={lateP99Ms === null ? "–" : format.duration(lateP99Ms * 1000)}
          note={say(lateP99Ms === null ? "late-none" : "late-note")}
          {...(lateP99Ms === null ? {} : { tone: lateP99Ms > LATE_MS ? ("warn" as const) : ("good" as const) })}
        />
        <Stat name={say("running-now")} figure={format.number(running)} />
        <Stat name={say("waiting")} figure={format.number(waiting)} />
        <Stat name={say("unwritten")} figure={format.number(unwritten)} note={say("unwritten-note")} />
        <Stat name={say("shards")} figure={format.number(shards)} />
      </Stats>
    </Section>
  );
}

function Links(): ReactNode {
  const say = useTexts(settingsPageTexts);
  const badges = [
    { path: "/badge/status.svg", text: say("badge-status") },
    { path: "/badge/uptime.svg?days=30", text: say("badge-uptime") },
  ];
  return (
    <Section title={say("links")}>
      <div className={css["rows"]}>
        <p>
          <a href={`/status?lang=${say.language}`}>{say("link-status")}</a>
          <br />
          <span className={css["muted"]}>{say("link-status-hint")}</span>
        </p>
        <p>
          <a href={`${API}/openapi.json`}>{say("link-api")}</a>
          <br />
          <span className={css["muted"]}>{say("link-api-hint")}</span>
        </p>
        <h3>{say("badges")}</h3>
        {badges.map(({ path, text }) => (
          <div key={path} className={css["row"]}>
            <img className={css["badge"]} src={path} alt={text} />
            <CopyButton
              text={`[![${text}](${location.origin}${path})](${location.origin}/status)`}
              label={say("copy-markdown")}
            />
          </div>
        ))}
      </div>
    </Section>
  );
}
