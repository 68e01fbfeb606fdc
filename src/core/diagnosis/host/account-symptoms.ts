import type { Group } from "../candidate.ts";
import type { Because } from "../finding.ts";
import { explainNtStatus } from "../symptoms/nt-status.ts";
import { cite, type EventSign, type HostReader } from "./host-reader.ts";
import { type HostSymptom, pooled, type PooledSetting } from "./pool.ts";

/** A failed logon says that one account fails; that hinders its user, and blocks nobody else. */
const ACCOUNT_CAUSES: ReadonlySet<string> = new Set([
  "bad-credentials",
  "account-locked-out",
  "account-disabled-or-restricted",
  "password-expired-or-must-change",
  "logon-right-missing",
  "credential-delegation-or-smartcard",
]);

/** Refused logons by what their status means for the account. */
const refusedLogons: HostSymptom = {
  group: "refused-logons",
  stage: "credssp",
  effect: "hinders",
  signs: [
    "0xc0000234",
    "0xc0000072",
    "0xc0000193",
    "0xc000006e",
    "0xc000006f",
    "0xc0000070",
    "0xc0000071",
    "0xc0000224",
    "0xc000015b",
  ].map((status) => ({
    source: "Security 4625",
    details: [status],
    causes: Object.fromEntries((explainNtStatus(Number(status)) ?? []).map(({ id, weight }) => [id, weight])),
  })),
  look: refusedLogonsLook,
};

function refusedLogonsLook(reader: HostReader): readonly Group[] {
  const byCause = new Map<string, { group: Group; signs: EventSign[] }>();
  for (const sign of reader.signs("Security 4625")) {
    const [candidate] = explainNtStatus(Number(sign.detail)) ?? [];
    if (candidate === undefined || !ACCOUNT_CAUSES.has(candidate.id)) continue;
    const known = byCause.get(candidate.id)?.signs ?? [];
    known.push(sign);
    const because = known.map((one) => cite("for", one));
    const group: Group = {
      group: `host.refused-logons.${candidate.id}`,
      stage: "credssp",
      effect: candidate.id === "bad-credentials" ? "weakens" : "hinders",
      certainty: 0.9,
      because: [],
      candidates: [{ id: candidate.id, weight: 1, because }],
    };
    byCause.set(candidate.id, { group, signs: known });
  }
  return [...byCause.values()].map(({ group }) => group);
}

/** What speaks of wrong passwords without the Security log. */
const refusedPasswords = pooled({
  group: "refused-passwords",
  stage: "credssp",
  effect: "weakens",
  certainty: 0.8,
  signs: [
    { source: "RdpCoreTS 140", causes: { "bad-credentials": 1 } },
    { source: "RemoteConnectionManager 1012", causes: { "bad-credentials": 1 } },
    { source: "RemoteConnectionManager 1041", causes: { "bad-credentials": 1 } },
    { source: 'xrdp-sesman "AUTHFAIL"', causes: { "bad-credentials": 1 } },
    { source: 'xrdp "AUTHFAIL"', causes: { "bad-credentials": 1 } },
  ],
});

const locked = pooled({
  group: "accounts-locked",
  stage: "credssp",
  effect: "hinders",
  certainty: 0.93,
  signs: [{ source: "Security 4740", causes: { "account-locked-out": 1 } }],
});

const RDP_RIGHT = "SeRemoteInteractiveLogonRight";
const RDP_DENY = "SeDenyRemoteInteractiveLogonRight";

/** Nobody but the service may log on, or everybody is denied. */
function rightSettings(reader: HostReader): readonly PooledSetting[] {
  const rights = reader.section("security-policy")?.privilegeRights;
  if (rights === undefined) return [];
  const at = reader.sectionAt("security-policy");
  const allowed = rights[RDP_RIGHT];
  const denied = rights[RDP_DENY] ?? [];
  const found: PooledSetting[] = [];
  if (allowed !== undefined && allowed.length === 0) {
    const because: Because = {
      side: "for",
      fact: "setting.logon-right",
      value: { right: RDP_RIGHT, accounts: [] },
      at,
    };
    found.push({ cause: "logon-right-missing", weight: 60, because });
  }
  const everybody = denied.filter((account) =>
    /S-1-1-0\b|S-1-5-11\b|S-1-5-32-555\b|^everyone$|authenticated users|remote desktop users/i.test(account),
  );
  if (everybody.length > 0) {
    const because: Because = {
      side: "for",
      fact: "setting.logon-denied",
      value: { right: RDP_DENY, accounts: everybody },
      at,
    };
    found.push({ cause: "logon-right-missing", weight: 90, because });
  }
  return found;
}

const noRight = pooled({
  group: "no-logon-right",
  stage: "credssp",
  effect: "hinders",
  certainty: 0.9,
  signs: [
    { source: "Security 4825", causes: { "logon-right-missing": 1 } },
    { source: 'xrdp-sesman "login denied"', causes: { "logon-right-missing": 1 } },
    { source: "RdpCoreTS 147", causes: { "logon-right-missing": 0.5, "bad-credentials": 0.5 } },
  ],
  settings: rightSettings,
});

const smartcard = pooled({
  group: "client-certificate",
  stage: "credssp",
  effect: "hinders",
  certainty: 0.7,
  signs: [{ source: "RdpCoreTS 149", causes: { "credential-delegation-or-smartcard": 1 } }],
});

/** Detections that are an attack by passwords or by connections. */
const ATTACKS: ReadonlySet<string> = new Set([
  "password-guessing",
  "password-spraying",
  "distributed-guessing",
  "handshake-flood",
  "success-after-guessing",
]);

/** Somebody guesses passwords, or opens connections by the thousand: also a cause of lockouts and of slow answers. */
const attacked: HostSymptom = {
  group: "attacked",
  stage: "x224",
  effect: "hinders",
  signs: [{ source: "RemoteConnectionManager 1006", causes: { "rdp-bruteforce-or-flood": 1 } }],
  look: attackedLook,
};

function attackedLook(reader: HostReader): readonly Group[] {
  const since = reader.referenceMs - 86_400_000;
  const attacks = reader.evidence.detections.filter(({ id, lastMs }) => ATTACKS.has(id) && lastMs >= since);
  const halfOpen = reader.signs("RemoteConnectionManager 1006");
  const because: Because[] = [
    ...halfOpen.map((sign) => cite("for", sign)),
    ...attacks.slice(0, 5).map((attack): Because => ({
      side: "for",
      fact: `detection.${attack.id}`,
      value: {
        title: attack.title,
        count: attack.count,
        addresses: attack.addresses.slice(0, 5),
        outcome: attack.outcome,
      },
      at: attack.because.find(({ at }) => at !== undefined)?.at ?? "",
    })),
  ];
  if (because.length === 0) return [];
  return [
    {
      group: "host.attacked",
      stage: "x224",
      effect: halfOpen.length > 0 ? "hinders" : "weakens",
      certainty: 0.9,
      because: [],
      candidates: [{ id: "rdp-bruteforce-or-flood", weight: 1, because }],
    },
  ];
}

/** Accounts and those who try them. */
export const ACCOUNT_SYMPTOMS: readonly HostSymptom[] = [
  refusedLogons,
  locked,
  noRight,
  smartcard,
  refusedPasswords,
  attacked,
];
