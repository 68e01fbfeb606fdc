import type { ReactNode } from "react";
import { Link, useParams } from "wouter";
import type { HostDocument } from "../../../../src/core/contract/index.ts";
import { hostPageTexts } from "../../../../src/core/texts/index.ts";
import { useApi } from "../../api/use-api.ts";
import { StatusMark } from "../../parts/marks.tsx";
import { PageHead } from "../../parts/section.tsx";
import { Empty, Loaded } from "../../parts/states.tsx";
import { Tabs } from "../../parts/tabs.tsx";
import { useAddress } from "../../shell/use-address.ts";
import { useFormat } from "../../shell/use-format.ts";
import { useNow } from "../../shell/use-now.ts";
import { useTexts } from "../../shell/use-texts.ts";
import { useWho } from "../../shell/use-who.ts";
import { HostActions } from "./host-actions.tsx";
import { HostAudit } from "./host-audit.tsx";
import { HostEvents } from "./host-events.tsx";
import { HostFacts } from "./host-facts.tsx";
import { HostChanges, HostSessions } from "./host-history.tsx";
import { HostLogon } from "./host-logon.tsx";
import { HostNow } from "./host-now.tsx";
import { HostTranscripts } from "./host-transcripts.tsx";
import { useLiveCheck } from "./use-live-check.ts";

const PARTS = ["now", "facts", "audit", "changes", "events", "sessions", "logon", "transcripts"] as const;

/** One host: how it is now, what is known of it, what changed, who was on it, and the conversations that were kept. */
export function HostPage(): ReactNode {
  const say = useTexts(hostPageTexts);
  const { id } = useParams<{ readonly id: string }>();
  const host = useApi<HostDocument>("hosts", `/hosts/${encodeURIComponent(id)}`, {}, { everyMs: 30_000 });
  const status = host.error?.status;
  if (status === 404 || status === 400) {
    return (
      <Empty
        title={<h1>{say("missing", { id: id.slice(0, 20) })}</h1>}
        action={<Link href="/hosts">{say("back")}</Link>}
      />
    );
  }
  return <Loaded query={host}>{(document) => <Host host={document} />}</Loaded>;
}

function Host({ host }: { readonly host: HostDocument }): ReactNode {
  const say = useTexts(hostPageTexts);
  const format = useFormat();
  const nowMs = useNow();
  const { mayOperate } = useWho();
  const [asked, show] = useAddress("part");
  const [check, begin] = useLiveCheck(host.id);
  const part = PARTS.find((one) => one === asked) ?? "now";
  const { id, name, settings, state } = host;
  const status = settings.enabled === false ? "disabled" : (state?.status ?? "unknown");
  return (
    <>
      <PageHead
        title={<bdi>{name}</bdi>}
        about={
          <>
            <StatusMark status={status} />{" "}
            {[
              state === null ? "" : say("since", { when: format.relative(state.sinceMs, nowMs) }),
              `${settings.host}:${settings.port ?? 3389}`,
              settings.site ?? "",
            ]
              .filter(Boolean)
              .join(" · ")}
          </>
        }
        actions={
          mayOperate ? (
            <HostActions
              host={host}
              check={check}
              onCheck={() => {
                show("");
                begin();
              }}
            />
          ) : undefined
        }
      />
      <Tabs
        name={say("parts")}
        current={part}
        items={PARTS.map((one) => ({
          id: one,
          href: `/hosts/${id}${one === "now" ? "" : `?part=${one}`}`,
          text: say(`part.${one}`),
        }))}
      />
      {part === "now" ? <HostNow host={host} check={check} /> : null}
      {part === "facts" ? <HostFacts host={host} /> : null}
      {part === "audit" ? <HostAudit host={host} /> : null}
      {part === "changes" ? <HostChanges id={id} /> : null}
      {part === "events" ? <HostEvents id={id} /> : null}
      {part === "sessions" ? <HostSessions id={id} /> : null}
      {part === "logon" ? <HostLogon host={host} /> : null}
      {part === "transcripts" ? <HostTranscripts id={id} /> : null}
    </>
  );
}
