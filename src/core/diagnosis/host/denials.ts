import type { CauseId } from "../../knowledge/index.ts";
import type { Because } from "../finding.ts";
import { boundCertificates, canReadKey } from "./certificate-symptoms.ts";
import type { Stretch } from "./event-index.ts";
import type { HostReader } from "./host-reader.ts";
import { isListener, portOf } from "./listener-symptoms.ts";

/** What the host tells against a cause, and by what factor that makes it less likely. */
export interface Denial {
  readonly id: CauseId;
  /** Below 1: how likely it is to see this where the cause is true, beside where it is not. */
  readonly factor: number;
  readonly because: Because;
}

/** A state that was collected says nearly all; a log that is silent says less, for not everything is logged. */
const STATE_DENIES = 0.05;
const SILENCE_DENIES = 0.3;

type Deny = (reader: HostReader) => readonly Denial[];

function bySection(id: CauseId, fact: string, value: unknown, at: string, factor: number = STATE_DENIES): Denial {
  return { id, factor, because: { side: "against", fact: `setting.${fact}`, value, at } };
}

const service: Deny = (reader) => {
  const found = reader.section("services")?.find(({ name }) => name.toLowerCase() === "termservice");
  if (found === undefined || !/^running$/i.test(found.state)) return [];
  return [bySection("termservice-stopped", "service", found, reader.sectionAt("services"))];
};

const switches: Deny = (reader) => {
  const policy = reader.policy("fDenyTSConnections");
  const local = reader.server("fDenyTSConnections");
  const effective = policy ?? local;
  if (effective?.value !== 0) return [];
  const because = reader.citeRegistry("against", effective);
  return [
    { id: "rdp-disabled", factor: STATE_DENIES, because },
    ...(policy === undefined ? [] : [{ id: "rdp-disabled-by-gpo", factor: STATE_DENIES, because } as const]),
  ];
};

const port: Deny = (reader) => {
  const number = reader.listener("PortNumber");
  const denials: Denial[] = [];
  if (number?.value === 3389) {
    denials.push({
      id: "listener-port-changed",
      factor: STATE_DENIES,
      because: reader.citeRegistry("against", number),
    });
  }
  const owner = reader.section("port-owner")?.find((one) => one.port === portOf(reader) && isListener(one));
  if (owner !== undefined) {
    const at = reader.sectionAt("port-owner");
    denials.push(
      bySection("port-conflict", "port-owner", owner, at),
      bySection("rdp-listener-not-listening", "port-owner", owner, at),
      bySection("rdp-listener-config-corrupt", "port-owner", owner, at, SILENCE_DENIES),
    );
  }
  return denials;
};

const certificate: Deny = (reader) =>
  boundCertificates(reader).flatMap((state) => {
    const at = reader.sectionAt("certificates");
    const value = { thumbprintSha1: state.thumbprintSha1, store: state.store, notAfterMs: state.notAfterMs ?? null };
    const denials: Denial[] = [];
    if (canReadKey(state) === true) {
      denials.push(
        bySection("rdp-cert-private-key-access", "certificate-key-readable", value, at),
        bySection("machinekeys-permissions", "certificate-key-readable", value, at, 0.15),
      );
    }
    const { notBeforeMs, notAfterMs } = state;
    if (notAfterMs !== undefined && notAfterMs > reader.referenceMs && (notBeforeMs ?? 0) < reader.referenceMs) {
      denials.push(bySection("rdp-cert-expired", "certificate-valid", value, at));
    }
    return denials;
  });

const domain: Deny = (reader) => {
  const state = reader.section("domain");
  const at = reader.sectionAt("domain");
  if (state === undefined) return [];
  if (!state.isJoined) return [bySection("nla-dc-unreachable", "domain-not-joined", {}, at, 0.02)];
  if (state.secureChannel !== "ok") return [];
  return [bySection("nla-dc-unreachable", "secure-channel-ok", { domain: state.domain ?? null }, at)];
};

const licensing: Deny = (reader) => {
  const state = reader.section("licensing");
  const at = reader.sectionAt("licensing");
  if (state === undefined) return [];
  if (state.mode === "remote-administration" || state.role === false) {
    return (["rds-grace-period-expired", "rds-cal-unavailable", "rds-license-server-unreachable"] as const).map((id) =>
      bySection(id, "no-licensing-role", { mode: state.mode ?? null }, at),
    );
  }
  if (state.graceDaysLeft === undefined || state.graceDaysLeft <= 0) return [];
  return [bySection("rds-grace-period-expired", "grace-left", { graceDaysLeft: state.graceDaysLeft }, at)];
};

const logons: Deny = (reader) => {
  if (reader.section("sessions")?.logons !== "allowed") return [];
  return [bySection("drain-mode-or-logons-disabled", "logons", { logons: "allowed" }, reader.sectionAt("sessions"))];
};

const time: Deny = (reader) => {
  const offsetMs = reader.section("time")?.offsetMs;
  if (offsetMs === undefined || Math.abs(offsetMs) > 60_000) return [];
  return [bySection("clock-skew", "clock-offset", { offsetMs }, reader.sectionAt("time"), 0.15)];
};

interface Silence {
  readonly id: CauseId;
  readonly channel: RegExp;
  readonly sources: readonly string[];
}

const SYSTEM = /^system$/i;

/** Causes that Windows writes of whenever they strike, and where. */
const SILENCES: readonly Silence[] = [
  {
    id: "termservice-crash-loop",
    channel: SYSTEM,
    sources: ["7031", "7034", "7022", "7023"].map((id) => `Service Control Manager ${id}`),
  },
  {
    id: "machinekeys-permissions",
    channel: SYSTEM,
    sources: ["Schannel 36870", "RemoteConnectionManager 1057", "RemoteConnectionManager 1058"],
  },
  {
    id: "rdp-cert-private-key-access",
    channel: SYSTEM,
    sources: ["Schannel 36870", "Schannel 36869", "RemoteConnectionManager 1055"],
  },
  { id: "nla-dc-unreachable", channel: SYSTEM, sources: ["NETLOGON 5719", "NETLOGON 3210", "GroupPolicy 1129"] },
  { id: "tcp-port-exhaustion", channel: SYSTEM, sources: ["Tcpip 4227", "Tcpip 4231"] },
  {
    id: "memory-or-session-leak",
    channel: SYSTEM,
    sources: ["Resource-Exhaustion-Detector 2004", "Srv 2019", "Srv 2020"],
  },
  {
    id: "drain-mode-or-logons-disabled",
    channel: SYSTEM,
    sources: ["RemoteConnectionManager 1070", "RemoteConnectionManager 1071"],
  },
];

const LOOK_BACK_MS = 86_400_000;

/** A channel that covers the time, and holds none of the events that a cause writes. */
const silences: Deny = (reader) => {
  const stretch: Stretch = { fromMs: reader.referenceMs - LOOK_BACK_MS, untilMs: reader.referenceMs };
  return SILENCES.flatMap(({ id, channel, sources }): Denial[] => {
    if (!reader.covers(channel, stretch)) return [];
    if (sources.some((source) => reader.signs(source, 14 * LOOK_BACK_MS).length > 0)) return [];
    const coverage = reader.evidence.channels.find((one) => channel.test(one.channel));
    const value = { channel: coverage?.channel ?? "", sources, fromMs: stretch.fromMs, untilMs: stretch.untilMs };
    const because: Because = { side: "against", fact: "silence.events", value, at: coverage?.lastAt ?? "" };
    return [{ id, factor: SILENCE_DENIES, because }];
  });
};

const DENIALS: readonly Deny[] = [service, switches, port, certificate, domain, licensing, logons, time, silences];

/** Everything that the host tells against causes. */
export function denialsOf(reader: HostReader): readonly Denial[] {
  return DENIALS.flatMap((deny) => deny(reader));
}
