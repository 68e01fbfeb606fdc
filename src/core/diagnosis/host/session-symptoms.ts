import type { Group } from "../candidate.ts";
import type { Because } from "../finding.ts";
import type { HostReader } from "./host-reader.ts";
import { type HostSymptom, pooled, type PooledSetting } from "./pool.ts";

/** Reasons that an idle limit, a session limit or an administrator gives ([MS-RDPBCGR] 2.2.5.1.1). */
const ENDED_BY_OTHERS = ["1", "2", "3", "4"];

const graphics = pooled({
  group: "graphics",
  stage: "graphics",
  effect: "hinders",
  certainty: 0.7,
  signs: [
    { source: "RdpCoreTS 1", causes: { "wddm-driver-issue": 45, "gpu-graphics-policy": 45 } },
    { source: "RdpCoreTS 3", causes: { "hyperv-or-vgpu-legacy": 60, "gpu-graphics-policy": 30 } },
    { source: "RdpCoreTS 4", causes: { "hyperv-or-vgpu-legacy": 80 } },
    { source: "RdpCoreTS 7", causes: { "wddm-driver-issue": 40, "memory-or-session-leak": 40 } },
    { source: "RdpCoreTS 161", causes: { "gpu-graphics-policy": 80 } },
    { source: "LocalSessionManager 20", causes: { "wddm-driver-issue": 60 } },
    { source: "LocalSessionManager 36", atLeast: 2, causes: { "wddm-driver-issue": 40, "memory-or-session-leak": 30 } },
    { source: "Application Error 1000", details: ["dwm"], causes: { "wddm-driver-issue": 80 } },
    { source: "Display 4101", causes: { "wddm-driver-issue": 50, "gpu-graphics-policy": 40 } },
  ],
});

const udp = pooled({
  group: "udp",
  stage: "graphics",
  effect: "weakens",
  certainty: 0.6,
  signs: [
    { source: "RdpCoreTS 136", causes: { "udp-transport-broken": 1 } },
    { source: "RdpCoreTS 138", causes: { "udp-transport-broken": 1 } },
    { source: "RdpCoreTS 291", causes: { "udp-transport-broken": 1 } },
  ],
});

/** Connections that broke; every laptop that is closed makes one, so a few tell nothing. */
const broken = pooled({
  group: "connections-lost",
  stage: "desktop",
  effect: "hinders",
  certainty: 0.5,
  signs: [
    {
      source: "RdpCoreTS 142",
      atLeast: 5,
      causes: { "lossy-or-high-latency-path": 30, "idle-nat-timeout-or-keepalive": 30 },
    },
    {
      source: "RdpCoreTS 143",
      atLeast: 5,
      causes: { "lossy-or-high-latency-path": 30, "idle-nat-timeout-or-keepalive": 30 },
    },
    { source: "RdpCoreTS 137", atLeast: 3, causes: { "lossy-or-high-latency-path": 60 } },
    { source: "RdpCoreTS 146", atLeast: 3, causes: { "lossy-or-high-latency-path": 30 } },
    { source: "RdpCoreTS 150", atLeast: 5, causes: { "lossy-or-high-latency-path": 40 } },
    { source: "RdpCoreTS 99", atLeast: 5, causes: { "lossy-or-high-latency-path": 20 } },
  ],
});

const LIMITS: Readonly<Record<string, number>> = { MaxIdleTime: 0, MaxConnectionTime: 0, MaxDisconnectionTime: 0 };

function limitSettings(reader: HostReader): readonly PooledSetting[] {
  return Object.keys(LIMITS).flatMap((name): PooledSetting[] => {
    const entry = reader.listener(name);
    if (typeof entry?.value !== "number" || entry.value === 0) return [];
    return [{ cause: "session-ended-by-policy-or-admin", weight: 20, because: reader.citeRegistry("for", entry) }];
  });
}

/** Somebody, or a limit, ended sessions: meant so, and yet what users call "it throws me out". */
function endedOnPurposeLook(reader: HostReader): readonly Group[] {
  return endings.look(reader).map((group) => ({
    ...group,
    candidates: group.candidates.map((candidate) => ({
      ...candidate,
      because: [...(candidate.because ?? []), ...limitSettings(reader).map(({ because }) => because)],
    })),
  }));
}

const endings = pooled({
  group: "sessions-ended",
  stage: "desktop",
  effect: "weakens",
  certainty: 0.9,
  signs: [
    ...[20515, 20516, 20517, 20518, 20519].map((id) => ({
      source: `RemoteConnectionManager ${id}`,
      causes: { "session-ended-by-policy-or-admin": 1 },
    })),
    { source: "LocalSessionManager 40", details: ENDED_BY_OTHERS, causes: { "session-ended-by-policy-or-admin": 1 } },
    { source: "RdpCoreTS 103", details: ENDED_BY_OTHERS, causes: { "session-ended-by-policy-or-admin": 1 } },
  ],
});

const endedOnPurpose: HostSymptom = { ...endings, look: endedOnPurposeLook };

const policyDrop = pooled({
  group: "listener-switched-under-sessions",
  stage: "desktop",
  effect: "hinders",
  certainty: 0.75,
  signs: [{ source: "RdpCoreTS 106", causes: { "rdp-disabled-by-gpo": 70, "broker-or-balancer-redirect": 30 } }],
});

const profile = pooled({
  group: "profile",
  stage: "desktop",
  effect: "hinders",
  certainty: 0.8,
  signs: [
    ...[20491, 20493, 20494, 20495, 20499, 1046].map((id) => ({
      source: `RemoteConnectionManager ${id}`,
      causes: { "slow-logon-profile": 60 },
    })),
    { source: "LocalSessionManager 48", causes: { "slow-logon-profile": 40, "nla-dc-unreachable": 20 } },
    ...[1500, 1502, 1504, 1505, 1508, 1509, 1511, 1515, 1521, 1542].map((id) => ({
      source: `User Profiles Service ${id}`,
      causes: { "slow-logon-profile": 60 },
    })),
    { source: "Winlogon 6005", causes: { "slow-logon-profile": 50 } },
    { source: "Winlogon 6006", causes: { "slow-logon-profile": 50 } },
  ],
});

function hookSettings(reader: HostReader): readonly PooledSetting[] {
  return (reader.section("hooking-products") ?? []).slice(0, 5).map((product): PooledSetting => {
    const because: Because = {
      side: "for",
      fact: "setting.product",
      value: product,
      at: reader.sectionAt("hooking-products"),
    };
    return { cause: "third-party-security-hook", weight: 10, because };
  });
}

const hooks = pooled({
  group: "hooks",
  stage: "x224",
  effect: "hinders",
  certainty: 0.5,
  signs: [
    { source: "LocalSessionManager 33", causes: { "third-party-security-hook": 40 } },
    { source: "LocalSessionManager 35", causes: { "third-party-security-hook": 60 } },
    { source: "Schannel 36865", causes: { "third-party-security-hook": 60 } },
  ],
});

/** A product that hooks sessions is there: worth a line, and a suspect of nothing. */
const products = pooled({
  group: "products",
  stage: "x224",
  effect: "weakens",
  certainty: 0.2,
  signs: [],
  settings: hookSettings,
});

const stream = pooled({
  group: "stream",
  stage: "desktop",
  effect: "hinders",
  certainty: 0.5,
  signs: [
    {
      source: "TermDD 50",
      causes: { "protocol-stream-error": 50, "rds-license-material-corrupt": 20, "rdp-bruteforce-or-flood": 30 },
    },
    { source: "RdpCoreTS 97", causes: { "protocol-stream-error": 60 } },
    { source: "RdpCoreTS 67", causes: { "protocol-stream-error": 50 } },
    { source: "RdpCoreTS 164", causes: { "protocol-stream-error": 50 } },
  ],
});

/** Sound that cannot start holds sessions up; the service's state is all that a host tells of it. */
const audio: HostSymptom = {
  group: "audio",
  stage: "desktop",
  effect: "hinders",
  signs: [],
  look: audioLook,
};

function audioLook(reader: HostReader): readonly Group[] {
  const service = reader.section("services")?.find(({ name }) => name.toLowerCase() === "audiosrv");
  if (service === undefined || !/pending/i.test(service.state)) return [];
  const because: Because = { side: "for", fact: "setting.service", value: service, at: reader.sectionAt("services") };
  return [
    {
      group: "host.audio",
      stage: "desktop",
      effect: "hinders",
      certainty: 0.6,
      because: [],
      candidates: [{ id: "audio-service-blocking", weight: 1, because: [because] }],
    },
  ];
}

const broker = pooled({
  group: "broker",
  stage: "mcs",
  effect: "hinders",
  certainty: 0.8,
  signs: [
    ...[1280, 1284, 1296, 1298, 1299, 1300, 1306].map((id) => ({
      source: `SessionBroker-Client ${id}`,
      causes: { "broker-or-balancer-redirect": 1 },
    })),
    ...[784, 802, 833, 865, 898, 901, 902, 2056].map((id) => ({
      source: `SessionBroker ${id}`,
      causes: { "broker-or-balancer-redirect": 1 },
    })),
    { source: "LocalSessionManager 49", causes: { "broker-or-balancer-redirect": 0.5 } },
    { source: "RemoteConnectionManager 1066", causes: { "broker-or-balancer-redirect": 0.5 } },
  ],
});

const gateway = pooled({
  group: "gateway",
  stage: "tcp",
  effect: "hinders",
  certainty: 0.8,
  signs: [
    { source: "Gateway 201", causes: { "rd-gateway-denied-or-limit": 80 } },
    { source: "Gateway 301", causes: { "rd-gateway-denied-or-limit": 80 } },
    { source: "Gateway 304", causes: { "firewall-drop": 40, "rdp-disabled": 20, "host-down-or-asleep": 40 } },
  ],
});

/** From the first picture to the end of a session, and what stands before the host. */
export const SESSION_SYMPTOMS: readonly HostSymptom[] = [
  broker,
  gateway,
  policyDrop,
  graphics,
  profile,
  stream,
  hooks,
  broken,
  audio,
  udp,
  endedOnPurpose,
  products,
];
