import type { CauseId } from "../../knowledge/index.ts";
import type { Localized } from "../../texts/index.ts";

/** What of a host can speak for a cause: its events, its collected settings, both; or nothing, and why. */
export type HostCoverage =
  | { readonly by: "events" | "settings" | "both" }
  | { readonly by: "nothing"; readonly why: Localized };

const EVENTS: HostCoverage = { by: "events" };
const SETTINGS: HostCoverage = { by: "settings" };
const BOTH: HostCoverage = { by: "both" };

function nothing(en: string, zh: string): HostCoverage {
  return { by: "nothing", why: { en, zh } };
}

/** For every cause of the catalogue, what a host tells of it. A test holds this against the symptoms. */
export const HOST_COVERAGE: Readonly<Record<CauseId, HostCoverage>> = {
  "dns-name-or-address-wrong": nothing(
    "A wrong name leads past this host, which therefore writes nothing.",
    "错误的名称不会指向此主机，主机上没有任何记录。",
  ),
  "host-down-or-asleep": EVENTS,
  "firewall-drop": BOTH,
  "nat-or-segmentation-path": nothing(
    "What never arrives leaves no trace on the host; the comparison with a probe tells of it.",
    "未到达的连接不会在主机上留下痕迹；需与探测结果比对。",
  ),
  "rdp-listener-not-listening": EVENTS,
  "rdp-disabled": BOTH,
  "rdp-disabled-by-gpo": BOTH,
  "termservice-stopped": BOTH,
  "termservice-crash-loop": EVENTS,
  "rdp-listener-config-corrupt": EVENTS,
  "listener-port-changed": BOTH,
  "port-conflict": BOTH,
  "citrix-ica-coexistence": SETTINGS,
  "rdp-cert-expired": BOTH,
  "rdp-selfsigned-not-recreated": EVENTS,
  "machinekeys-permissions": BOTH,
  "rdp-cert-private-key-access": BOTH,
  "rdp-cert-thumbprint-mismatch": BOTH,
  "rdp-cert-wrong-eku-or-name": BOTH,
  "rdp-cert-untrusted-by-client": EVENTS,
  "tls-no-common-version": BOTH,
  "tls-no-common-cipher": EVENTS,
  "fips-mismatch": BOTH,
  "security-layer-mismatch": EVENTS,
  "nla-required-client-unsupported": nothing(
    "The client is told so and goes; the host writes nothing of it, and NLA is the right setting.",
    "客户端收到提示后离开，主机没有记录；而且 NLA 本来就是正确的设置。",
  ),
  "nla-dc-unreachable": BOTH,
  "clock-skew": BOTH,
  "credssp-oracle-remediation": BOTH,
  "channel-binding-ntlmv1": BOTH,
  "kerberos-spn-or-ntlm-blocked": EVENTS,
  "bad-credentials": EVENTS,
  "account-locked-out": EVENTS,
  "account-disabled-or-restricted": EVENTS,
  "password-expired-or-must-change": EVENTS,
  "logon-right-missing": BOTH,
  "credential-delegation-or-smartcard": EVENTS,
  "max-connections-reached": BOTH,
  "drain-mode-or-logons-disabled": BOTH,
  "rds-grace-period-expired": BOTH,
  "rds-cal-unavailable": EVENTS,
  "rds-license-server-unreachable": EVENTS,
  "rds-license-material-corrupt": EVENTS,
  "memory-or-session-leak": BOTH,
  "tcp-port-exhaustion": EVENTS,
  "rdp-bruteforce-or-flood": EVENTS,
  "wddm-driver-issue": EVENTS,
  "gpu-graphics-policy": EVENTS,
  "hyperv-or-vgpu-legacy": EVENTS,
  "udp-transport-broken": EVENTS,
  "windows-update-regression": EVENTS,
  "lossy-or-high-latency-path": EVENTS,
  "idle-nat-timeout-or-keepalive": EVENTS,
  "session-ended-by-policy-or-admin": EVENTS,
  "audio-service-blocking": SETTINGS,
  "third-party-security-hook": BOTH,
  "broker-or-balancer-redirect": EVENTS,
  "rd-gateway-denied-or-limit": EVENTS,
  "rd-gateway-unreachable-or-cert": nothing(
    "Clients that do not reach the gateway leave nothing there; the client's own code tells of it.",
    "连不上网关的客户端不会在网关留下记录；需看客户端代码。",
  ),
  "slow-logon-profile": EVENTS,
  "protocol-stream-error": EVENTS,
};
