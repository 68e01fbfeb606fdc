import type { CertificateFacts } from "../../../core/certificate/index.ts";
import type { Evidence, FactName, FactValues, StageName } from "../../../core/evidence/index.ts";
import { describeBuild } from "../../../core/knowledge/index.ts";
import { printable } from "../../../core/texts/index.ts";
import { duration, type Style, tell } from "./style.ts";

const DAY_MS = 86_400_000;

/** Reads facts by name, and speaks the reader's language. */
interface Reading {
  readonly style: Style;
  readonly evidence: Evidence;
  readonly fact: <Name extends FactName>(name: Name) => FactValues[Name] | undefined;
}

/** The key facts of a stage that did not fail, the most important first; each is a short phrase. */
export function stageFacts(style: Style, evidence: Evidence, stage: StageName): string[] {
  const reading: Reading = { style, evidence, fact: (name) => evidence.facts[name]?.value };
  return PHRASES[stage](reading).filter((phrase) => phrase !== "");
}

const PHRASES: Readonly<Record<StageName, (reading: Reading) => string[]>> = {
  dns: ({ fact, style }) => {
    const addresses = fact("dns.addresses") ?? [];
    const shown = addresses.slice(0, 2).map((address) => printable(address, 50));
    const more = addresses.length - shown.length;
    return more > 0 ? [...shown, tell(style, "fact.more-addresses", { count: more })] : shown;
  },
  tcp: ({ fact, style, evidence }) => {
    const isOpen = fact("tcp.connectMs") !== undefined;
    const attempts = fact("tcp.attempts") ?? [];
    const connected = attempts.filter(({ outcome }) => outcome === "connected").length;
    const tried = attempts.filter(({ outcome }) => outcome !== "not-tried").length;
    return [
      isOpen ? tell(style, "fact.port-open", { port: evidence.target.port }) : "",
      tried > 1 ? tell(style, "fact.addresses-connect", { connected, tried }) : "",
    ];
  },
  x224: ({ fact, style }) => {
    const selected = fact("x224.selectedProtocol");
    const nla = fact("x224.nla");
    return [
      selected === undefined ? "" : securityName(style, selected),
      nla === undefined || nla === "not-tested" ? "" : tell(style, `fact.nla-${nla}`),
    ];
  },
  tls: ({ fact, style, evidence }) => {
    const leaf = fact("tls.chain")?.[0];
    return [
      [fact("tls.version"), fact("tls.group")]
        .filter((part) => part !== undefined)
        .map((part) => printable(part, 40))
        .join(" "),
      leaf === undefined ? "" : certificatePhrase(style, leaf, evidence.startedAtMs),
    ];
  },
  credssp: ({ fact, style }) => {
    const version = fact("credssp.version");
    const names = fact("credssp.ntlm");
    const computer = names?.dnsComputer ?? names?.netbiosComputer;
    return [
      computer === undefined ? "" : printable(computer, 60),
      version === undefined ? "" : `CredSSP ${version}`,
      buildPhrase(fact("credssp.osVersion")),
      clockPhrase(style, fact("credssp.clockSkewMs"), fact("credssp.clockGrainMs")),
      ...credentialPhrases(style, fact),
    ];
  },
  mcs: ({ fact, style }) => {
    const version = fact("mcs.rdpVersion");
    const level = fact("mcs.encryptionLevel");
    return [
      version === undefined ? "" : `RDP ${rdpVersionName(version)}`,
      // 0 is what every server says inside TLS.
      level === undefined || level === 0 ? "" : tell(style, "fact.encryption-level", { level }),
    ];
  },
  licensing: ({ fact, style }) => {
    const answer = fact("licensing.answer");
    return [answer === undefined ? "" : tell(style, `fact.licensing-${answer}`)];
  },
  capabilities: ({ fact, style }) => {
    const width = fact("capabilities.desktopWidth");
    const height = fact("capabilities.desktopHeight");
    const sets = fact("capabilities.sets")?.length;
    return [
      width === undefined || height === undefined ? "" : `${width}x${height}`,
      sets === undefined ? "" : tell(style, "fact.capability-sets", { count: sets }),
      fact("capabilities.withoutAuthentication") === true ? tell(style, "fact.without-authentication") : "",
    ];
  },
  graphics: ({ fact, style }) => {
    const first = fact("graphics.firstPictureMs");
    const updates = fact("graphics.updates");
    const bytes = fact("graphics.bytes");
    const encodings = (fact("graphics.encodings") ?? []).map((encoding) => printable(encoding, 30));
    const unsupported = (fact("graphics.unsupported") ?? []).map((name) => printable(name, 30));
    return [
      first === undefined ? "" : tell(style, "fact.first-picture", { time: duration(style, first) }),
      updates === undefined ? "" : tell(style, "fact.updates", { count: updates }),
      bytes === undefined ? "" : tell(style, "fact.kilobytes", { count: Math.ceil(bytes / 1000) }),
      encodings.join(" + "),
      unsupported.length === 0 ? "" : tell(style, "fact.not-drawn", { list: unsupported.join(" + ") }),
    ];
  },
  desktop: ({ fact, style }) => {
    const picture = fact("desktop.picture");
    const stable = fact("desktop.stableMs");
    const width = fact("desktop.width");
    const height = fact("desktop.height");
    const depth = fact("desktop.colorDepth");
    const size = width === undefined || height === undefined ? "" : `${width}x${height}`;
    return [
      // Any other kind is the fault of the stage, which says it.
      picture?.kind === "desktop" ? tell(style, "picture.desktop") : "",
      stable === undefined ? "" : tell(style, "fact.stable", { time: duration(style, stable) }),
      fact("desktop.stable") === false ? tell(style, "fact.not-stable") : "",
      depth === undefined || size === "" ? size : `${size}x${depth}`,
    ];
  },
};

/** What became of the password, of the key that CredSSP ends at, and of the question who may log on. */
function credentialPhrases(style: Style, fact: Reading["fact"]): string[] {
  const credential = fact("credssp.credential");
  const serverKey = fact("credssp.serverKey");
  const authorization = fact("credssp.authorization");
  return [
    credential === undefined ? "" : tell(style, `fact.credential-${credential}`),
    serverKey === undefined ? "" : tell(style, `fact.server-key-${serverKey}`),
    authorization === undefined ? "" : tell(style, `fact.authorization-${authorization}`),
  ];
}

/** What the host is and what the extra questions found, one phrase each; for the lines under the stages. */
export function hostFacts(style: Style, evidence: Evidence): string[] {
  const fact = <Name extends FactName>(name: Name): FactValues[Name] | undefined => evidence.facts[name]?.value;
  const phrases: string[] = [];
  const fingerprint = fact("session.fingerprint");
  if (fingerprint !== undefined && fingerprint.stack !== "unknown") {
    const percent = Math.round(fingerprint.confidence * 100);
    phrases.push(tell(style, "fact.stack", { stack: STACK_NAMES[fingerprint.stack], percent }));
  }
  if (fingerprint?.inFront !== undefined) {
    phrases.push(tell(style, "fact.in-front", { name: printable(fingerprint.inFront, 60) }));
  }
  const udp = fact("session.udp");
  if (udp !== undefined) phrases.push(tell(style, `fact.udp-${udp}`));
  const postQuantum = fact("tls.postQuantum");
  if (postQuantum !== undefined && postQuantum !== "not-tested") phrases.push(tell(style, `fact.pq-${postQuantum}`));
  const gateway = fact("session.gateway");
  if (gateway !== undefined) {
    phrases.push(tell(style, `fact.gateway-${gateway.outcome}`, { host: printable(gateway.host, 80) }));
  }
  return phrases;
}

/** Server software as people call it. */
export const STACK_NAMES: Readonly<Record<FactValues["session.fingerprint"]["stack"], string>> = {
  windows: "Windows",
  xrdp: "xrdp",
  "freerdp-shadow": "FreeRDP shadow server",
  libfreerdp: "libfreerdp",
  weston: "Weston",
  virtualbox: "VirtualBox",
  unknown: "?",
};

/** [MS-RDPBCGR] 2.2.1.2.1 RDP Negotiation Response, selectedProtocol. */
function securityName(style: Style, selected: number): string {
  switch (selected) {
    case 0:
      return tell(style, "fact.security-rdp");
    case 1:
      return "TLS";
    case 2:
      return "CredSSP (NLA)";
    case 4:
      return "RDSTLS";
    case 8:
      return "CredSSP-EX (NLA)";
    case 16:
      return "RDS-AAD";
    default:
      return `0x${selected.toString(16)}`;
  }
}

function certificatePhrase(style: Style, leaf: CertificateFacts, nowMs: number): string {
  const name = printable(leaf.subjectCommonName ?? leaf.subject, 48);
  const date = leaf.notAfter.slice(0, 10);
  const days = Math.floor((leaf.notAfterMs - nowMs) / DAY_MS);
  if (nowMs > leaf.notAfterMs) {
    return tell(style, "fact.certificate-expired", {
      name,
      date,
      days: Math.floor((nowMs - leaf.notAfterMs) / DAY_MS),
    });
  }
  if (nowMs < leaf.notBeforeMs) {
    return tell(style, "fact.certificate-not-yet", { name, date: leaf.notBefore.slice(0, 10) });
  }
  return tell(style, "fact.certificate", { name, date, days });
}

/** The build number, with the releases that it fits: client and server often share one. */
function buildPhrase(version: FactValues["credssp.osVersion"] | undefined): string {
  if (version === undefined) return "";
  const { releases, version: number, mayBeFixedValue } = describeBuild(version.major, version.minor, version.build);
  // A number that many programs send as a constant says nothing of the host.
  if (mayBeFixedValue) return "";
  // Editions of one release differ only in their support dates.
  const names = [...new Set(releases.map(({ release }) => release.replace(/ \([EW]\)$/, "")))];
  return names.length === 0 ? number : `${names.join(" / ")} (${number})`;
}

/** Said only where it is more than its own uncertainty and more than a second. */
function clockPhrase(style: Style, skewMs: number | undefined, grainMs = 0): string {
  if (skewMs === undefined || Math.abs(skewMs) <= Math.max(1000, grainMs)) return "";
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  return tell(style, skewMs > 0 ? "fact.clock-ahead" : "fact.clock-behind", { time: lengthOfTime(style, seconds) });
}

function lengthOfTime(style: Style, seconds: number): string {
  if (seconds < 120) return tell(style, "time.seconds", { count: seconds });
  if (seconds < 7200) return tell(style, "time.minutes", { count: Math.round(seconds / 60) });
  if (seconds < 172_800) return tell(style, "time.hours", { count: Math.round(seconds / 3600) });
  return tell(style, "time.days", { count: Math.round(seconds / 86_400) });
}

/** [MS-RDPBCGR] 2.2.1.4.2 Server Core Data, version: 0x00080004 is 5.0 to 8.1, from 0x00080005 on 10.0, 10.1 … */
function rdpVersionName(version: number): string {
  const minor = version & 0xffff;
  if (version >>> 16 !== 8) return `0x${version.toString(16)}`;
  if (minor === 1) return "4.0";
  if (minor === 4) return "5.0-8.1";
  return minor >= 5 && minor <= 0x20 ? `10.${minor - 5}` : `0x${version.toString(16)}`;
}
