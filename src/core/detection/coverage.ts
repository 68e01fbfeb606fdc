import type { ChannelCoverage, HostEventKind } from "../telemetry/index.ts";
import type { ChannelName, CoverageView, DetectorCoverage, DetectorFacts, MissingNeed, Need } from "./detection.ts";

/** Which channel a log is, by its name. Shippers and xrdp write more than one name. */
export function channelNameOf(channel: string): ChannelName | undefined {
  const name = channel.toLowerCase();
  if (name === "security") return "security";
  if (name === "system") return "system";
  if (name.includes("rdpcorets")) return "rdp-core";
  if (name.includes("localsessionmanager")) return "session-manager";
  // The channel Admin of the same name holds none of the events that detectors read.
  if (name.includes("remoteconnectionmanager")) return name.includes("admin") ? undefined : "connection-manager";
  if (name.includes("rdpclient")) return "rdp-client";
  if (name.includes("sysmon")) return "sysmon";
  return name.includes("xrdp") || name.includes("sesman") ? "xrdp" : undefined;
}

/** Logs in which a logon would stand, if there was one. */
const TELLS_LOGONS: ReadonlySet<ChannelName> = new Set(["security", "session-manager", "xrdp"]);

/** What the logs cover, and where a logon would have been seen. `logonHosts`: hosts whose Security log told logons. */
export function coverageView(channels: readonly ChannelCoverage[], logonHosts: ReadonlySet<string>): CoverageView {
  const byHost = new Map<string, ChannelCoverage[]>();
  for (const channel of channels) {
    const name = channelNameOf(channel.channel);
    if (name === undefined || !TELLS_LOGONS.has(name)) continue;
    // Whether logons are audited is only known where one was.
    if (name === "security" && !logonHosts.has(channel.host)) continue;
    byHost.set(channel.host, [...(byHost.get(channel.host) ?? []), channel]);
  }
  return {
    channels,
    tellsLogons: (host, fromMs, untilMs) =>
      (byHost.get(host) ?? []).some(
        ({ firstMs, lastMs, missing }) =>
          firstMs <= fromMs &&
          lastMs >= untilMs &&
          !missing.some((gap) => gap.fromMs <= untilMs && gap.untilMs >= fromMs),
      ),
  };
}

/** Whether a detector could run on these channels, in which these kinds of events were seen. */
export function detectorCoverage(
  facts: DetectorFacts,
  present: ReadonlySet<ChannelName>,
  seen: ReadonlySet<HostEventKind>,
): DetectorCoverage {
  const found: ChannelName[] = [];
  const missing: MissingNeed[] = [];
  let canRun = false;
  const isRead = ({ channel, kinds }: Need): boolean =>
    present.has(channel) && (kinds === undefined || kinds.some((kind) => seen.has(kind)));
  for (const need of facts.needs) {
    const { channel, gives, kinds } = need;
    if (isRead(need)) {
      if (!found.includes(channel)) found.push(channel);
      canRun ||= need.isAddition !== true;
    } else if (kinds === undefined || !facts.needs.some((other) => other.kinds?.[0] === kinds[0] && isRead(other))) {
      // Sysmon and the Security log tell of processes and the registry alike: one of them is enough.
      missing.push({ channel, why: present.has(channel) ? "not-audited" : "not-read", gives });
    }
  }
  // xrdp and Windows are never one host: what only the other could give does not lack.
  const isXrdpOnly = present.has("xrdp") && present.size === 1;
  const lacking = missing.filter(({ channel }) => (channel === "xrdp") === isXrdpOnly || (!canRun && isXrdpOnly));
  const state = !canRun ? "not-tested" : lacking.length === 0 ? "tested" : "partly";
  return { id: facts.id, state, present: found, missing: lacking };
}
