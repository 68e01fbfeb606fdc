// Which causes a peer's output names. Read generously: every word that would lead an administrator to the cause counts,
// and one word may count for several causes.
import type { CauseId } from "../../src/core/knowledge/index.ts";
import type { Target } from "../../lab/scenarios/index.ts";

export type Peer = "xfreerdp" | "nmap";

/** One line of the table: when the pattern is in the output, these causes count as named. */
export interface Row {
  readonly says: RegExp;
  readonly causes: readonly CauseId[];
  /** In words, for the report. */
  readonly about: string;
}

const UNREACHED = ["firewall-drop", "host-down-or-asleep", "nat-or-segmentation-path"] as const;
const NOBODY_LISTENS = [
  "rdp-listener-not-listening",
  "termservice-stopped",
  "rdp-disabled",
  "rdp-disabled-by-gpo",
  "rdp-listener-config-corrupt",
] as const;
const NO_CERTIFICATE = [
  "rdp-selfsigned-not-recreated",
  "machinekeys-permissions",
  "rdp-cert-private-key-access",
  "rdp-cert-thumbprint-mismatch",
] as const;
const LICENSING = [
  "rds-grace-period-expired",
  "rds-license-server-unreachable",
  "rds-cal-unavailable",
  "rds-license-material-corrupt",
] as const;

/** The words of xfreerdp 2.11. Its code 0x2000D stands for closed ports, resets, web servers and wrong passwords alike. */
const XFREERDP: readonly Row[] = [
  { says: /DNS_NAME_NOT_FOUND|DNS_ERROR/, causes: ["dns-name-or-address-wrong"], about: "DNS name not found" },
  { says: /ERRCONNECT_CONNECT_FAILED/, causes: UNREACHED, about: "connect failed" },
  { says: /Connection refused/i, causes: NOBODY_LISTENS, about: "connection refused" },
  { says: /No route to host|Network is unreachable/i, causes: UNREACHED, about: "no route" },
  {
    says: /SSL_CERT_NOT_ON_SERVER/,
    causes: NO_CERTIFICATE,
    about: "no certificate on the server",
  },
  {
    says: /INCONSISTENT_FLAGS|SSL_REQUIRED_BY_SERVER|SSL_NOT_ALLOWED_BY_SERVER|Protocol Security Negotiation Failure/,
    causes: ["security-layer-mismatch"],
    about: "negotiation failure",
  },
  {
    says: /HYBRID_REQUIRED_BY_SERVER|Unknown protocol security error 6/,
    causes: ["nla-required-client-unsupported"],
    about: "NLA required, or failure 6",
  },
  { says: /non-advertised encryption method 0x0+\b/, causes: ["security-layer-mismatch"], about: "no encryption" },
  {
    says: /do not have the CA certificate|self.signed certificate|unable to get local issuer/i,
    causes: ["rdp-cert-untrusted-by-client", "rdp-cert-thumbprint-mismatch", "rdp-cert-private-key-access"],
    about: "CA unknown",
  },
  {
    says: /or the certificate has expired|certificate has expired|certificate is not yet valid/i,
    causes: ["rdp-cert-expired"],
    about: "perhaps expired",
  },
  {
    says: /does not match (any of the names|the name)|CERTIFICATE NAME MISMATCH/i,
    causes: ["rdp-cert-wrong-eku-or-name", "dns-name-or-address-wrong"],
    about: "name mismatch",
  },
  {
    says: /unable to retrieve bindings|ee key too small|md too weak|unsupported certificate purpose/i,
    causes: ["rdp-cert-wrong-eku-or-name"],
    about: "certificate unusable",
  },
  {
    says: /unsupported protocol|protocol version|wrong version number|tlsv1 alert protocol/i,
    causes: ["tls-no-common-version", "protocol-stream-error"],
    about: "TLS version",
  },
  {
    says: /no shared cipher|handshake failure|insufficient security/i,
    causes: ["tls-no-common-cipher", "machinekeys-permissions"],
    about: "handshake failure",
  },
  {
    says: /tlsv1 alert internal error/i,
    causes: ["machinekeys-permissions", "rdp-cert-private-key-access"],
    about: "alert 80",
  },
  { says: /TIME_SKEW|TIME_DIFFERENCE|clock skew/i, causes: ["clock-skew"], about: "clock skew" },
  {
    says: /NO_AUTHENTICATING_AUTHORITY|NO_LOGON_SERVERS|STATUS_\w*TRUST/i,
    causes: ["nla-dc-unreachable"],
    about: "no logon server",
  },
  { says: /BAD_BINDINGS|BAD_NETWORK_PATH_BINDINGS/i, causes: ["channel-binding-ntlmv1"], about: "channel binding" },
  {
    says: /NTLM_BLOCKED|KDC_UNKNOWN_ETYPE|WRONG_PRINCIPAL|TARGET_UNKNOWN/i,
    causes: ["kerberos-spn-or-ntlm-blocked"],
    about: "Kerberos or NTLM blocked",
  },
  {
    says: /CredSSP version|protocol version mismatch|pubKeyAuth|public key echo/i,
    causes: ["credssp-oracle-remediation"],
    about: "CredSSP version",
  },
  {
    says: /ENCPKGMISMATCH|ENCRYPTION_PACKAGE_MISMATCH/,
    causes: ["fips-mismatch"],
    about: "encryption package mismatch",
  },
  { says: /LICENSE_NO_LICENSE_SERVER|ERR_NO_LICENSE_SERVER|LICENSE/i, causes: LICENSING, about: "licensing" },
  {
    says: /SERVER_DENIED_CONNECTION|DENIED_CONNECTION/i,
    causes: ["max-connections-reached", "drain-mode-or-logons-disabled"],
    about: "server denied the connection",
  },
  {
    says: /ERRINFO_(RPC_INITIATED|IDLE_TIMEOUT|LOGON_TIMEOUT|DISCONNECTED_BY_OTHER|LOGOFF_BY_USER)/i,
    causes: ["session-ended-by-policy-or-admin"],
    about: "ended on purpose",
  },
  { says: /OUT_OF_MEMORY/i, causes: ["memory-or-session-leak"], about: "out of memory" },
  {
    says: /INSUFFICIENT_PRIVILEGES|LOGON_TYPE_NOT_GRANTED|ERRCONNECT_ACCESS_DENIED|NO_PERMISSION/i,
    causes: ["logon-right-missing"],
    about: "insufficient privileges",
  },
  {
    says: /LOGON_FAILURE|ERRCONNECT_AUTHENTICATION_FAILED|WRONG_PASSWORD|SEC_E_LOGON_DENIED|FAILED_BAD_PASSWORD/i,
    causes: ["bad-credentials"],
    about: "logon failure",
  },
  {
    says: /PASSWORD_(CERTAINLY_)?EXPIRED|PASSWORD_MUST_CHANGE|FAILED_UPDATE_PASSWORD/i,
    causes: ["password-expired-or-must-change"],
    about: "password expired",
  },
  {
    says: /ACCOUNT_(DISABLED|EXPIRED|RESTRICTION)|INVALID_(LOGON_HOURS|WORKSTATION)/i,
    causes: ["account-disabled-or-restricted"],
    about: "account restricted",
  },
  { says: /ACCOUNT_LOCKED_OUT/i, causes: ["account-locked-out"], about: "locked out" },
  {
    says: /FRESH_CREDENTIALS|SMARTCARD_LOGON_REQUIRED/i,
    causes: ["credential-delegation-or-smartcard"],
    about: "other credentials",
  },
  { says: /WINLOGON_CRASH|CSRSS_CRASH/i, causes: ["termservice-crash-loop"], about: "host process crash" },
  { says: /SERVER_(SHUTDOWN|REBOOT)/i, causes: ["host-down-or-asleep"], about: "shutdown" },
  {
    says: /CLOSE_STACK_ON_DRIVER|DWM_CRASH|DRIVER_IFACE/i,
    causes: ["wddm-driver-issue"],
    about: "display driver",
  },
  { says: /GRAPHICS/i, causes: ["gpu-graphics-policy"], about: "graphics" },
  { says: /ERRINFO_CB_|REDIRECT/i, causes: ["broker-or-balancer-redirect"], about: "broker" },
  {
    says: /Invalid (TPKT|length)|tpkt_|unexpected tpdu|expected X224_TPDU|malformed|invalid PDU|ERRINFO_.*(DATA|PDU|SEQUENCE)/i,
    causes: ["protocol-stream-error", "port-conflict"],
    about: "malformed bytes",
  },
  {
    says: /rdg_|rts_|PROXY_|gateway/i,
    causes: ["rd-gateway-unreachable-or-cert", "rd-gateway-denied-or-limit"],
    about: "gateway",
  },
];

/** The words of nmap 7.93 with its three RDP scripts. */
const NMAP: readonly Row[] = [
  { says: /Failed to resolve/, causes: ["dns-name-or-address-wrong"], about: "name not resolved" },
  { says: /Other addresses for .*not scanned/, causes: ["dns-name-or-address-wrong"], about: "other addresses" },
  { says: /\/tcp\s+closed/, causes: NOBODY_LISTENS, about: "closed" },
  {
    says: /\/tcp\s+filtered/,
    causes: [...UNREACHED, "rdp-bruteforce-or-flood"],
    about: "filtered",
  },
  {
    says: /Native RDP: SUCCESS/,
    causes: ["security-layer-mismatch"],
    about: "native RDP accepted",
  },
  { says: /Received unhandled packet/, causes: ["port-conflict", "protocol-stream-error"], about: "unhandled packet" },
  {
    says: /host-unreach|Host seems down|host down|no-route|net-unreach|failed to determine route/i,
    causes: UNREACHED,
    about: "unreachable",
  },
  { says: /SSL_CERT_NOT_ON_SERVER/, causes: NO_CERTIFICATE, about: "no certificate on the server" },
  {
    says: /INCONSISTENT_FLAGS|SSL_REQUIRED_BY_SERVER|RDP Encryption level: None/i,
    causes: ["security-layer-mismatch"],
    about: "negotiation failure",
  },
  {
    says: /CredSSP \(NLA\): FAILED|SSL_NOT_ALLOWED_BY_SERVER/,
    causes: ["security-layer-mismatch"],
    about: "TLS refused",
  },
  {
    says: /Public Key bits: (512|768|1024)\b|Signature Algorithm: (sha1|md5)/,
    causes: ["rdp-cert-wrong-eku-or-name"],
    about: "weak certificate",
  },
  { says: /Public Key type: (ed25519|unknown)/i, causes: ["rdp-cert-wrong-eku-or-name"], about: "unusual key" },
];

const DAY_MS = 86_400_000;
const SKEW_MS = 300_000;

/** What nmap leaves to the reader's eye: dates, names and clocks that it prints without a word about them. */
function readNmapFacts(text: string, target: Target, nowMs: number): readonly Row[] {
  const rows: Row[] = [];
  const note = (causes: readonly CauseId[], about: string): void => void rows.push({ says: /./, causes, about });
  const [, after] = /Not valid after:\s+(\S+)/.exec(text) ?? [];
  const [, before] = /Not valid before:\s+(\S+)/.exec(text) ?? [];
  if (after !== undefined && Date.parse(`${after}Z`) < nowMs + 14 * DAY_MS)
    note(["rdp-cert-expired"], `notAfter ${after}`);
  if (before !== undefined && Date.parse(`${before}Z`) > nowMs) note(["rdp-cert-expired"], `notBefore ${before}`);
  const [, subject] = /Subject: commonName=([^/\n]+)/.exec(text) ?? [];
  const asked = target.certificateName ?? target.host;
  if (
    subject !== undefined &&
    target.gateway === undefined &&
    !text.includes(`DNS:${asked}`) &&
    subject.trim() !== asked
  ) {
    note(["rdp-cert-wrong-eku-or-name", "dns-name-or-address-wrong"], `subject ${subject.trim()}`);
  }
  const [, issuer] = /Issuer: commonName=([^/\n]+)/.exec(text) ?? [];
  if (issuer !== undefined && target.caPath !== undefined && issuer.trim() !== "Lab CA") {
    note(["rdp-cert-untrusted-by-client", "rdp-cert-thumbprint-mismatch"], `issuer ${issuer.trim()}`);
  }
  // TLS answered, and RDP did not: a reader can see that another service has the port.
  if (subject !== undefined && !/Security layer/.test(text)) note(["port-conflict"], "a certificate and no RDP");
  const [, systemTime] = /System_Time:\s+(\S+)/.exec(text) ?? [];
  if (systemTime !== undefined && Math.abs(Date.parse(systemTime) - nowMs) > SKEW_MS)
    note(["clock-skew"], `system time ${systemTime}`);
  const [, computer] = /DNS_Computer_Name:\s+(\S+)/.exec(text) ?? [];
  if (computer !== undefined && computer.toLowerCase() !== asked.split(".")[0]) {
    note(["dns-name-or-address-wrong"], `computer ${computer}`);
  }
  return rows;
}

/** The rows that apply to what a peer said about a target. */
export function readPeer(peer: Peer, text: string, target: Target, nowMs: number): readonly Row[] {
  const table = peer === "xfreerdp" ? XFREERDP : NMAP;
  const rows = [
    ...table.filter(({ says }) => says.test(text)),
    ...(peer === "nmap" ? readNmapFacts(text, target, nowMs) : []),
  ];
  if (target.gateway === undefined || rows.length === 0) return rows;
  // Asked about the gateway itself, whatever is found wrong there is the gateway's.
  return peer === "nmap"
    ? [...rows, { says: /./, causes: ["rd-gateway-unreachable-or-cert"], about: "at the gateway" }]
    : rows;
}
