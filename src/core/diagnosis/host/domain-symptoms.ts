import type { Because } from "../finding.ts";
import { type HostReader, RARE_MS } from "./host-reader.ts";
import { type HostSymptom, pooled, type PooledSetting } from "./pool.ts";

/** Kerberos' default tolerance between two clocks. */
const KERBEROS_LIMIT_MS = 300_000;

/** STATUS_NO_LOGON_SERVERS and its kin, as a failed logon has them. */
const NO_DOMAIN_CONTROLLER = [
  "0xc000005e",
  "0xc000018a",
  "0xc000018b",
  "0xc000018c",
  "0xc000018d",
  "0xc0000192",
  "0xc0000233",
];
/** STATUS_TIME_DIFFERENCE_AT_DC, and KRB_AP_ERR_SKEW of Kerberos. */
const TIME_DIFFERS = ["0xc0000133", "0x00000025"];
const NTLM_BLOCKED = ["0xc0000388", "0xc0000418"];
/** KDC_ERR_S_PRINCIPAL_UNKNOWN, KDC_ERR_PRINCIPAL_NOT_UNIQUE. */
const NAME_UNKNOWN = ["0x00000007", "0x00000008"];

function domainSettings(reader: HostReader): readonly PooledSetting[] {
  const state = reader.section("domain");
  if (state === undefined || !state.isJoined) return [];
  const at = reader.sectionAt("domain");
  const found: PooledSetting[] = [];
  if (state.secureChannel === "broken") {
    const because: Because = {
      side: "for",
      fact: "setting.secure-channel",
      value: { domain: state.domain ?? null, error: state.secureChannelError ?? null },
      at,
    };
    found.push({ cause: "nla-dc-unreachable", weight: 150, because });
  }
  if (state.srvResolves === false || state.nameResolves === false) {
    const because: Because = { side: "for", fact: "setting.domain-name", value: { domain: state.domain ?? null }, at };
    found.push({ cause: "nla-dc-unreachable", weight: 120, because });
  }
  return found;
}

/**
 * No domain controller: NLA cannot verify domain accounts; local ones still get in. Every start without a network writes some
 * of these. A host without free ports shows the same.
 */
const noController = pooled({
  group: "no-domain-controller",
  stage: "credssp",
  effect: "hinders",
  certainty: 0.85,
  endsWithLogon: true,
  worseWith: (reader) =>
    reader.signs("Security 4625", undefined, (detail) => NO_DOMAIN_CONTROLLER.includes(detail)).length > 0 ||
    reader.section("domain")?.secureChannel === "broken",
  signs: [
    { source: "NETLOGON 5719", causes: { "nla-dc-unreachable": 60, "tcp-port-exhaustion": 5 } },
    { source: "NETLOGON 3210", causes: { "nla-dc-unreachable": 80 } },
    { source: "NETLOGON 5783", causes: { "nla-dc-unreachable": 60 } },
    { source: "GroupPolicy 1129", causes: { "nla-dc-unreachable": 50, "tcp-port-exhaustion": 5 } },
    { source: "GroupPolicy 1054", causes: { "nla-dc-unreachable": 40 } },
    {
      source: "Security 4625",
      details: NO_DOMAIN_CONTROLLER,
      causes: { "nla-dc-unreachable": 90, "tcp-port-exhaustion": 10 },
    },
    {
      source: "RemoteConnectionManager 1067",
      causes: { "nla-dc-unreachable": 10, "kerberos-spn-or-ntlm-blocked": 5 },
      onlyBeside: true,
    },
    { source: "Tcpip 4227", causes: { "tcp-port-exhaustion": 80 } },
    { source: "Tcpip 4231", causes: { "tcp-port-exhaustion": 200 } },
  ],
  settings: domainSettings,
});

function timeSettings(reader: HostReader): readonly PooledSetting[] {
  const offsetMs = reader.section("time")?.offsetMs;
  if (offsetMs === undefined || Math.abs(offsetMs) < KERBEROS_LIMIT_MS) return [];
  const because: Because = {
    side: "for",
    fact: "setting.clock-offset",
    value: { offsetMs },
    at: reader.sectionAt("time"),
  };
  return [{ cause: "clock-skew", weight: 100, because }];
}

const clock = pooled({
  group: "clock",
  stage: "credssp",
  effect: "hinders",
  certainty: 0.85,
  signs: [
    { source: "Time-Service 50", causes: { "clock-skew": 1 } },
    { source: "Time-Service 34", causes: { "clock-skew": 1 } },
    { source: "Security-Kerberos 5", causes: { "clock-skew": 1 } },
    { source: "Security 4625", details: TIME_DIFFERS, causes: { "clock-skew": 1 } },
    { source: "Security 4768", details: TIME_DIFFERS, causes: { "clock-skew": 1 } },
    { source: "Security 4771", details: TIME_DIFFERS, causes: { "clock-skew": 1 } },
  ],
  settings: timeSettings,
  // Set right by more than a minute since.
  endsWith: [
    { source: "Kernel-General 1", detail: "step" },
    { source: "Security 4616", detail: "step" },
  ],
});

const kerberosAlone = pooled({
  group: "kerberos-name",
  stage: "credssp",
  effect: "hinders",
  certainty: 0.6,
  windowMs: RARE_MS,
  signs: [
    {
      source: "RemoteConnectionManager 1067",
      causes: { "kerberos-spn-or-ntlm-blocked": 60, "nla-dc-unreachable": 40 },
    },
    { source: "Security 4769", details: NAME_UNKNOWN, causes: { "kerberos-spn-or-ntlm-blocked": 50 } },
    { source: "Security 4625", details: NTLM_BLOCKED, causes: { "kerberos-spn-or-ntlm-blocked": 90 } },
    { source: "Security 4776", details: NTLM_BLOCKED, causes: { "kerberos-spn-or-ntlm-blocked": 90 } },
  ],
});

/** Without a domain controller no name can be registered: that fault explains this one. */
const kerberos: HostSymptom = {
  ...kerberosAlone,
  look: (reader) =>
    ["NETLOGON 5719", "GroupPolicy 1129"].some((source) => reader.signs(source).length > 0)
      ? []
      : kerberosAlone.look(reader),
};

const LSA_KEY = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa";
const NTLM_V2_ONLY = 3;

function ntlmSettings(reader: HostReader): readonly PooledSetting[] {
  const level = reader.registry(LSA_KEY, "LmCompatibilityLevel");
  if (typeof level?.value !== "number" || level.value >= NTLM_V2_ONLY) return [];
  return [{ cause: "channel-binding-ntlmv1", weight: 40, because: reader.citeRegistry("for", level) }];
}

const bindings = pooled({
  group: "channel-bindings",
  stage: "credssp",
  effect: "hinders",
  certainty: 0.7,
  signs: [
    {
      source: "Security 4625",
      details: ["0xc000035b"],
      causes: { "channel-binding-ntlmv1": 90, "third-party-security-hook": 10 },
    },
  ],
});

/** Old NTLM alone breaks nothing on the host: it fails where another machine demands channel bindings. */
const oldNtlm = pooled({
  group: "old-ntlm",
  stage: "credssp",
  effect: "weakens",
  certainty: 0.4,
  signs: [],
  settings: ntlmSettings,
});

const CREDSSP_KEY = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System\\CredSSP\\Parameters";

function oracleSettings(reader: HostReader): readonly PooledSetting[] {
  const entry = reader.registry(CREDSSP_KEY, "AllowEncryptionOracle");
  // 0 turns clients away that lack the update; 2 leaves the hole of CVE-2018-0886 open.
  if (entry === undefined || entry.value === 1) return [];
  return [{ cause: "credssp-oracle-remediation", weight: 1, because: reader.citeRegistry("for", entry) }];
}

const oracle = pooled({
  group: "credssp-update",
  stage: "credssp",
  effect: "weakens",
  certainty: 0.4,
  signs: [{ source: "LSA 6041", causes: { "credssp-oracle-remediation": 1 } }],
  settings: oracleSettings,
});

/** What stands between a right password and its proof: domain, clock, Kerberos, CredSSP. */
export const DOMAIN_SYMPTOMS: readonly HostSymptom[] = [noController, clock, kerberos, bindings, oracle, oldNtlm];
