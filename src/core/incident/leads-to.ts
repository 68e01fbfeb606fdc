import type { CauseId } from "../knowledge/index.ts";

/** A fault that brings others about: seen together, they are one incident, and the first is the reason of the second. */
const LEADS_TO: Readonly<Partial<Record<CauseId, readonly CauseId[]>>> = {
  "memory-or-session-leak": ["termservice-crash-loop", "slow-logon-profile", "wddm-driver-issue"],
  "tcp-port-exhaustion": ["nla-dc-unreachable", "clock-skew", "rds-license-server-unreachable"],
  "nla-dc-unreachable": ["slow-logon-profile", "kerberos-spn-or-ntlm-blocked", "rds-license-server-unreachable"],
  "clock-skew": ["nla-dc-unreachable", "kerberos-spn-or-ntlm-blocked"],
  "rdp-bruteforce-or-flood": ["account-locked-out", "memory-or-session-leak"],
  "machinekeys-permissions": ["rdp-selfsigned-not-recreated", "rdp-cert-expired"],
  "port-conflict": ["rdp-listener-not-listening"],
  "rdp-listener-config-corrupt": ["rdp-listener-not-listening"],
  "termservice-crash-loop": ["rdp-listener-not-listening", "termservice-stopped"],
  "rds-license-server-unreachable": ["rds-cal-unavailable", "rds-grace-period-expired"],
  "windows-update-regression": ["termservice-crash-loop", "udp-transport-broken", "wddm-driver-issue"],
};

/** Whether one cause brings the other about. */
export function leadsTo(from: CauseId, to: CauseId): boolean {
  return LEADS_TO[from]?.includes(to) === true;
}
