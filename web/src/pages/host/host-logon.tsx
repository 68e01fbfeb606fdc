import type { ReactNode } from "react";
import { Link } from "wouter";
import type { HostDocument, HostLogonDocument, LastLogonDocument } from "../../../../src/core/contract/index.ts";
import { hostPageTexts } from "../../../../src/core/texts/index.ts";
import { API } from "../../api/client.ts";
import { useApi } from "../../api/use-api.ts";
import { CopyButton } from "../../parts/copy-button.tsx";
import { Badge } from "../../parts/marks.tsx";
import { Section } from "../../parts/section.tsx";
import { Loaded, Skeleton } from "../../parts/states.tsx";
import { useFormat } from "../../shell/use-format.ts";
import { useNow } from "../../shell/use-now.ts";
import { useTexts } from "../../shell/use-texts.ts";
import css from "./host-logon.module.css";

/** The last logon that somebody told of, with the desktop that it saw; without one, how to get it. */
export function HostLogon({ host }: { readonly host: HostDocument }): ReactNode {
  const say = useTexts(hostPageTexts);
  const logon = useApi<LastLogonDocument>("logons", `/hosts/${host.id}/logon`);
  return (
    <Section title={say("logon")}>
      <Loaded query={logon} skeleton={<Skeleton lines={3} />}>
        {({ last }) =>
          last === null ? (
            <>
              <p className={css["prose"]}>{say("no-logon")}</p>
              <Command host={host} />
            </>
          ) : (
            <>
              <Told logon={last} id={host.id} />
              <details className={css["again"]}>
                <summary>{say("logon-again")}</summary>
                <Command host={host} />
              </details>
            </>
          )
        }
      </Loaded>
    </Section>
  );
}

function Told({ logon, id }: { readonly logon: HostLogonDocument; readonly id: number }): ReactNode {
  const say = useTexts(hostPageTexts);
  const format = useFormat();
  const nowMs = useNow();
  const { picture, atMs, tone, causes } = logon;
  const lasted = (ms: number | null): string | null => (ms === null ? null : format.duration(ms * 1000));
  const rows = [
    ["when", format.dateTime(atMs)],
    ["logon-account", logon.account],
    ["logon-depth", say(`depth.${logon.depth}`)],
    ["logon-first", lasted(logon.firstPictureMs)],
    ["logon-stable", lasted(logon.stableMs)],
    ["logon-total", lasted(logon.totalMs)],
    ["logon-by", logon.by],
  ] as const;
  return (
    <div className={css["told"]}>
      <div>
        <p className={css["said"]}>
          <Badge tone={tone}>{say(`tone.${tone}`)}</Badge> <bdi>{say.of(logon.said)}</bdi>{" "}
          <span className={css["muted"]}>{format.relative(atMs, nowMs)}</span>
        </p>
        <dl className={css["facts"]}>
          {rows.map(([key, value]) =>
            value === null ? null : (
              <div key={key}>
                <dt>{say(key)}</dt>
                <dd>
                  <bdi>{value}</bdi>
                </dd>
              </div>
            ),
          )}
          {causes.length === 0 ? null : (
            <div>
              <dt>{say("logon-causes")}</dt>
              <dd>
                {causes.map((cause) => (
                  <p key={cause.id}>
                    <Link href={`/explain?q=${encodeURIComponent(cause.id)}`}>{say.of(cause.title)}</Link>
                  </p>
                ))}
              </dd>
            </div>
          )}
        </dl>
      </div>
      {picture === null ? (
        <p className={css["muted"]}>{say("logon-without")}</p>
      ) : (
        <a
          className={css["picture"]}
          href={`${API}/hosts/${id}/logon.png?atMs=${atMs}`}
          target="_blank"
          rel="noreferrer"
        >
          <img
            src={`${API}/hosts/${id}/logon.png?atMs=${atMs}`}
            width={picture.width}
            height={picture.height}
            alt={say("logon-picture", { when: format.dateTime(atMs), kind: say(`seen.${picture.kind}`) })}
          />
          <span>{say("logon-whole")}</span>
        </a>
      )}
    </div>
  );
}

/** The command that makes a logon and tells this server of it. */
function Command({ host: { settings } }: { readonly host: HostDocument }): ReactNode {
  // What a shell would not take as one plain word is left to be filled in.
  const address = /^[\w.:-]+$/u.test(settings.host) ? settings.host : "HOST";
  const port = settings.port === undefined || settings.port === 3389 ? "" : `:${settings.port}`;
  const command = `rdpulse logon ${address}${port} --user USER --desktop --tell --url ${globalThis.location.origin}`;
  return (
    <div className={css["command"]}>
      <pre tabIndex={0}>
        <code>{command}</code>
      </pre>
      <CopyButton text={command} />
    </div>
  );
}
