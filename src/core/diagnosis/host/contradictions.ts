import { DecodeError, fromHex } from "../../bytes/index.ts";
import { type CertificateFacts, decodeCertificate } from "../../certificate/index.ts";
import type { Localized } from "../../texts/index.ts";
import type { Because } from "../finding.ts";
import { boundCertificates } from "./certificate-symptoms.ts";
import type { Stretch, WatchedArrival } from "./event-index.ts";
import type { HostReader } from "./host-reader.ts";
import { portOf } from "./listener-symptoms.ts";
import type { ProbeView } from "./probe-view.ts";

export type ContradictionId =
  | "open-but-nothing-arrived"
  | "arrived-but-no-answer"
  | "stopped-but-answers"
  | "switched-off-but-answers"
  | "other-certificate"
  | "other-host"
  | "other-port"
  | "nla-set-but-not-asked"
  | "clocks-disagree";

/** Two statements that cannot both be true of one host, and what that usually means. */
export interface Contradiction {
  readonly id: ContradictionId;
  readonly title: Localized;
  /** What it usually means, and what to look at. */
  readonly meaning: Localized;
  readonly outside: Because;
  readonly inside: Because;
}

/** A comparison that could not be made, and why. */
export interface UntestedContradiction {
  readonly id: ContradictionId;
  readonly why: Localized;
}

type Answer = { readonly found: Contradiction } | { readonly untested: Localized } | undefined;
type Compare = (probe: ProbeView, reader: HostReader) => Answer;

function outside(fact: string, value: unknown): Because {
  return { side: "for", fact: `probe.${fact}`, value, at: "probe" };
}

function inside(fact: string, value: unknown, at: string): Because {
  return { side: "for", fact, value, at };
}

/** An RDP server answered the X.224 request. */
function answeredRdp(probe: ProbeView): boolean {
  return probe.stages["x224"] === "ok";
}

/** Connections write 131, and 261 in the channel of the connection manager, at the moment of the accept. */
const ARRIVAL_CHANNEL = /RdpCoreTS\/Operational|RemoteConnectionManager\/Operational/i;

function arrivalsOf(
  reader: HostReader,
): { readonly watch: Stretch; readonly list: readonly WatchedArrival[] } | undefined {
  const { events } = reader.evidence;
  return events?.watch === undefined ? undefined : { watch: events.watch, list: events.arrivals };
}

const NOT_COVERED: Localized = {
  en: "The log that tells of arriving connections was not among the input, or does not cover the time of the probe.",
  zh: "输入中没有记录到达连接的日志，或该日志未覆盖探测时间。",
};
const NOT_SEEN_FROM_OUTSIDE: Localized = {
  en: "The probe did not get that far.",
  zh: "探测没有进行到这一步。",
};
const NOT_COLLECTED: Localized = {
  en: "The host's settings were not among the input, or lack this section.",
  zh: "输入中没有主机设置，或缺少该部分。",
};

const openButNothingArrived: Compare = (probe, reader) => {
  if (probe.stages["tcp"] !== "ok") return undefined;
  const arrivals = arrivalsOf(reader);
  if (arrivals === undefined || !reader.covers(ARRIVAL_CHANNEL, arrivals.watch)) return { untested: NOT_COVERED };
  if (arrivals.list.length > 0) return undefined;
  const coverage = reader.evidence.channels.find(({ channel }) => ARRIVAL_CHANNEL.test(channel));
  return {
    found: {
      id: "open-but-nothing-arrived",
      title: {
        en: "The port is open from here, but nothing arrived at the host while we probed",
        zh: "从这里看端口是开放的，但探测期间没有任何连接到达该主机",
      },
      meaning: {
        en: "Something in between answers in its place (balancer, proxy, port forward, interceptor), the name leads to another machine, or these logs are of another host. Compare addresses and certificates.",
        zh: "中间有设备代为应答（负载均衡、代理、端口转发、拦截设备），或名称指向另一台机器，或这些日志属于另一台主机。请核对地址和证书。",
      },
      outside: outside("tcp-open", { target: probe.target, atMs: probe.startedAtMs }),
      inside: inside(
        "silence.arrivals",
        { ...arrivals.watch, channel: coverage?.channel ?? "" },
        coverage?.lastAt ?? "",
      ),
    },
  };
};

const arrivedButNoAnswer: Compare = (probe, reader) => {
  if (probe.stages["tcp"] !== "failed" || probe.faults["tcp"] === "tcp-refused") return undefined;
  const arrivals = arrivalsOf(reader);
  const [first] = arrivals?.list ?? [];
  if (first === undefined || arrivals === undefined) {
    return arrivals !== undefined && reader.covers(ARRIVAL_CHANNEL, arrivals.watch)
      ? undefined
      : { untested: NOT_COVERED };
  }
  return {
    found: {
      id: "arrived-but-no-answer",
      title: {
        en: "No connection was made from here, yet connections reached the host while we probed",
        zh: "从这里无法建立连接，但探测期间有连接到达了该主机",
      },
      meaning: {
        en: "If one of them is ours, the way back is broken (one-way route, firewall that loses state). If all are of others, only the way from here is blocked.",
        zh: "如果其中有我们的连接，说明回程不通（单向路由、防火墙丢失会话状态）；如果都是别人的，说明只有从这里出发的路径被阻断。",
      },
      outside: outside("tcp-failed", { target: probe.target, fault: probe.faults["tcp"] ?? "" }),
      inside: inside(
        `event.${first.source}`,
        {
          detail: "",
          count: arrivals.list.length,
          firstMs: first.timeMs,
          lastMs: arrivals.list.at(-1)?.timeMs ?? first.timeMs,
          samples: arrivals.list.slice(0, 5).map(({ at }) => at),
        },
        first.at,
      ),
    },
  };
};

const stoppedButAnswers: Compare = (probe, reader) => {
  if (!answeredRdp(probe)) return undefined;
  const service = reader.section("services")?.find(({ name }) => /^(?:termservice|xrdp)$/i.test(name));
  if (service === undefined) return { untested: NOT_COLLECTED };
  if (!/^(?:stopped|inactive|dead|failed)$/i.test(service.state)) return undefined;
  return {
    found: {
      id: "stopped-but-answers",
      title: {
        en: "The service was stopped when its state was collected, yet the probe got an RDP answer",
        zh: "收集状态时服务已停止，但探测却得到了 RDP 应答",
      },
      meaning: {
        en: "Either the state changed between the two, or something else answers on that port. Compare the times; collect and probe again.",
        zh: "要么两者之间状态发生了变化，要么该端口上应答的是别的程序。请比对时间，并重新收集和探测。",
      },
      outside: outside("rdp-answered", { target: probe.target, atMs: probe.startedAtMs }),
      inside: inside("setting.service", service, reader.sectionAt("services")),
    },
  };
};

const switchedOffButAnswers: Compare = (probe, reader) => {
  if (!answeredRdp(probe)) return undefined;
  const entry = reader.policy("fDenyTSConnections") ?? reader.server("fDenyTSConnections");
  if (entry === undefined) return { untested: NOT_COLLECTED };
  if (entry.value !== 1) return undefined;
  return {
    found: {
      id: "switched-off-but-answers",
      title: {
        en: "Remote Desktop is switched off in the settings, yet the probe got an RDP answer",
        zh: "设置中已关闭远程桌面，但探测却得到了 RDP 应答",
      },
      meaning: {
        en: "Another machine or program answers, the settings are of another time, or they are not applied yet.",
        zh: "应答的是另一台机器或程序，或设置来自其他时间，或尚未生效。",
      },
      outside: outside("rdp-answered", { target: probe.target, atMs: probe.startedAtMs }),
      inside: reader.citeRegistry("for", entry),
    },
  };
};

function leafOf(probe: ProbeView): Partial<CertificateFacts> | undefined {
  const chain = probe.facts["tls.chain"];
  const leaf: unknown = Array.isArray(chain) ? chain[0] : undefined;
  if (typeof leaf !== "object" || leaf === null) return undefined;
  const facts: Partial<CertificateFacts> = {};
  Object.assign(facts, leaf);
  return facts;
}

/* decodeCertificate reads up to 128 KiB. */
const DER_HEX_MAX_CHARACTERS = 300_000;

function decoded(derHex: string | undefined): CertificateFacts | undefined {
  if (derHex === undefined || derHex.length > DER_HEX_MAX_CHARACTERS) return undefined;
  try {
    return decodeCertificate(fromHex(derHex));
  } catch (error) {
    // What is no certificate cannot be compared.
    if (error instanceof DecodeError || error instanceof RangeError) return undefined;
    throw error;
  }
}

const otherCertificate: Compare = (probe, reader) => {
  const leaf = leafOf(probe);
  if (leaf?.notAfterMs === undefined) return { untested: NOT_SEEN_FROM_OUTSIDE };
  const bound = boundCertificates(reader);
  if (bound.length === 0) return { untested: NOT_COLLECTED };
  const isSame = bound.some((state) => {
    const own = decoded(state.derHex);
    if (own !== undefined) return own.serial === leaf.serial && own.notAfterMs === leaf.notAfterMs;
    // Whole seconds: some collectors drop the rest.
    return state.notAfterMs === undefined || Math.abs(state.notAfterMs - (leaf.notAfterMs ?? 0)) < 1000;
  });
  const [first] = bound;
  if (isSame || first === undefined) return undefined;
  return {
    found: {
      id: "other-certificate",
      title: {
        en: "The certificate seen from outside is not the one that the listener is bound to",
        zh: "从外部看到的证书不是侦听器所绑定的证书",
      },
      meaning: {
        en: "Somebody in between ends TLS (gateway, inspection, attack), another machine answers, or the service still uses the certificate from before its last restart.",
        zh: "中间有设备终结了 TLS（网关、流量检查、攻击），或应答的是另一台机器，或服务自上次重启以来仍在使用旧证书。",
      },
      outside: outside("certificate", {
        subject: leaf.subject ?? "",
        notAfterMs: leaf.notAfterMs,
        serial: leaf.serial ?? "",
      }),
      inside: inside(
        "setting.certificate-bound",
        { thumbprintSha1: first.thumbprintSha1, subject: first.subject ?? "", notAfterMs: first.notAfterMs ?? null },
        reader.sectionAt("certificates"),
      ),
    },
  };
};

function namesOf(probe: ProbeView): readonly string[] {
  const ntlm = probe.facts["credssp.ntlm"];
  if (typeof ntlm !== "object" || ntlm === null) return [];
  const names: { netbiosComputer?: unknown; dnsComputer?: unknown } = {};
  Object.assign(names, ntlm);
  return [names.netbiosComputer, names.dnsComputer].flatMap((name) =>
    typeof name === "string" && name !== "" ? [name.toLowerCase()] : [],
  );
}

const otherHost: Compare = (probe, reader) => {
  const seen = namesOf(probe);
  if (seen.length === 0) return { untested: NOT_SEEN_FROM_OUTSIDE };
  const { host } = reader.evidence;
  const label = host.toLowerCase().split(".")[0] ?? "";
  // NetBIOS names end after fifteen characters.
  if (label === "" || seen.some((name) => (name.split(".")[0] ?? "").slice(0, 15) === label.slice(0, 15)))
    return undefined;
  return {
    found: {
      id: "other-host",
      title: {
        en: "The host that answered calls itself by another name than these logs",
        zh: "应答主机自报的名称与这些日志的主机名不同",
      },
      meaning: {
        en: "The logs are of another machine, or the address leads to another one: what follows from both together is not to be trusted.",
        zh: "日志属于另一台机器，或地址指向另一台机器：由两者共同得出的结论不可信。",
      },
      outside: outside("host-name", { names: seen }),
      inside: inside("log.host", { host }, reader.evidence.events?.lastAt ?? reader.sectionAt("version")),
    },
  };
};

const otherPort: Compare = (probe, reader) => {
  if (!answeredRdp(probe)) return undefined;
  const entry = reader.listener("PortNumber");
  if (entry === undefined) return { untested: NOT_COLLECTED };
  if (portOf(reader) === probe.port) return undefined;
  return {
    found: {
      id: "other-port",
      title: {
        en: "RDP answers on a port that the listener is not set to",
        zh: "RDP 在侦听器未设置的端口上应答",
      },
      meaning: {
        en: "A port forward or balancer stands in between (often meant so), or the setting waits for a restart of the service.",
        zh: "中间有端口转发或负载均衡（往往是有意为之），或设置要等服务重启后才生效。",
      },
      outside: outside("rdp-answered", { target: probe.target, atMs: probe.startedAtMs }),
      inside: reader.citeRegistry("for", entry),
    },
  };
};

const nlaSetButNotAsked: Compare = (probe, reader) => {
  const nla = probe.facts["x224.nla"];
  if (nla === undefined || nla === "not-tested") return { untested: NOT_SEEN_FROM_OUTSIDE };
  const entry = reader.listener("UserAuthentication");
  if (entry === undefined) return { untested: NOT_COLLECTED };
  if (entry.value !== 1 || nla === "required") return undefined;
  return {
    found: {
      id: "nla-set-but-not-asked",
      title: {
        en: "The settings demand NLA, yet the server that answered does without it",
        zh: "设置要求 NLA，但应答的服务器不要求 NLA",
      },
      meaning: {
        en: "Another machine answers, or the setting waits for a restart of the service.",
        zh: "应答的是另一台机器，或设置要等服务重启后才生效。",
      },
      outside: outside("nla", { nla }),
      inside: reader.citeRegistry("for", entry),
    },
  };
};

const CLOCK_LIMIT_MS = 60_000;

/** The host holds itself to be on time; the probe saw its clock off. */
const clocksDisagree: Compare = (probe, reader) => {
  const skewMs = probe.facts["credssp.clockSkewMs"];
  if (typeof skewMs !== "number") return { untested: NOT_SEEN_FROM_OUTSIDE };
  const state = reader.section("time");
  if (state?.offsetMs === undefined) return { untested: NOT_COLLECTED };
  // The host's offset is what its clock lacks: a clock that is ahead has a negative one.
  if (Math.abs(skewMs + state.offsetMs) < CLOCK_LIMIT_MS) return undefined;
  return {
    found: {
      id: "clocks-disagree",
      title: {
        en: "The host's own word about its clock and what the probe saw of it do not agree",
        zh: "主机对自身时钟的说法与探测所见不一致",
      },
      meaning: {
        en: "This machine's clock is wrong, or the host's time source is. Compare both with a third one before touching either.",
        zh: "本机时钟有误，或主机的时间源有误。改动之前，请先用第三方时钟与两者比对。",
      },
      outside: outside("clock", { skewMs }),
      inside: inside("setting.clock-offset", { offsetMs: state.offsetMs }, reader.sectionAt("time")),
    },
  };
};

const COMPARISONS: Readonly<Record<ContradictionId, Compare>> = {
  "other-host": otherHost,
  "open-but-nothing-arrived": openButNothingArrived,
  "arrived-but-no-answer": arrivedButNoAnswer,
  "stopped-but-answers": stoppedButAnswers,
  "switched-off-but-answers": switchedOffButAnswers,
  "other-certificate": otherCertificate,
  "other-port": otherPort,
  "nla-set-but-not-asked": nlaSetButNotAsked,
  "clocks-disagree": clocksDisagree,
};

/** Holds every statement of the probe against that of the host. What could not be compared is told. */
export function contradictionsOf(
  probe: ProbeView,
  reader: HostReader,
): { readonly contradictions: readonly Contradiction[]; readonly untested: readonly UntestedContradiction[] } {
  const contradictions: Contradiction[] = [];
  const untested: UntestedContradiction[] = [];
  for (const [name, compare] of Object.entries(COMPARISONS)) {
    const answer = compare(probe, reader);
    if (answer === undefined) continue;
    if ("found" in answer) contradictions.push(answer.found);
    else if (isContradictionId(name)) untested.push({ id: name, why: answer.untested });
  }
  return { contradictions, untested };
}

function isContradictionId(name: string): name is ContradictionId {
  return Object.hasOwn(COMPARISONS, name);
}
