// What only Windows does at a logon, from the stand-in: built from the specifications, and no Windows is in it.
import { fromLatin1 } from "../../src/core/bytes/index.ts";
import type { CauseId } from "../../src/core/knowledge/index.ts";
import { haproxy } from "../index.ts";
import { windowsServer2022 } from "../stand-in/index.ts";
import type { CredsspScript, StandInScript } from "../stand-in/index.ts";
import { standInAccount } from "./logon-hosts.ts";
import type { LogonScenario } from "./logon-scenario.ts";
import { DENIED, LET_IN, NOT_ASKED, REFUSED, standIn, WITHHELD, type Judged } from "./logon-stand-in.ts";

/** NLA answers the right password with one of these NTSTATUS codes. */
function status(
  id: string,
  title: string,
  cause: CauseId,
  judged: Judged,
  ...codes: readonly [number, ...number[]]
): LogonScenario {
  return standIn(`status-${id}`, title, [cause], judged, async (ground) => ({
    ...(await standInAccount(ground, {}, { status: ground.dice.pick(...codes) })),
    depth: "credential",
  }));
}

const credssp = (more: CredsspScript): StandInScript => ({ credssp: { ...windowsServer2022.credssp, ...more } });

const NO_SESSION = { sessionId: 3, redirFlags: 0 } as const;

/** A broker that sends clients to this address. */
const brokerTo = (targetNetAddress: string | undefined): StandInScript => ({
  session: {
    redirect: { packet: { ...NO_SESSION, ...(targetNetAddress === undefined ? {} : { targetNetAddress }) } },
  },
});

const WITHOUT_NLA = { x224: { ...windowsServer2022.x224, nla: "absent" } } as const satisfies StandInScript;

const NTSTATUS: readonly LogonScenario[] = [
  status(
    "wrong-password",
    "C000006D, C000006A or C0000064",
    "bad-credentials",
    REFUSED,
    0xc000006d,
    0xc000006a,
    0xc0000064,
  ),
  status("locked-out", "C0000234", "account-locked-out", REFUSED, 0xc0000234),
  status(
    "disabled",
    "C0000072 or C0000193: disabled, or expired",
    "account-disabled-or-restricted",
    REFUSED,
    0xc0000072,
    0xc0000193,
  ),
  status(
    "restricted",
    "C000006F, C0000070 or C000006E: hours, workstation, restriction",
    "account-disabled-or-restricted",
    ["refused", "denied"],
    0xc000006f,
    0xc0000070,
    0xc000006e,
  ),
  status("password-old", "C0000071 or C0000224", "password-expired-or-must-change", REFUSED, 0xc0000071, 0xc0000224),
  status("logon-type", "C000015B: not granted this type of logon", "logon-right-missing", DENIED, 0xc000015b),
  status("no-logon-servers", "C000005E", "nla-dc-unreachable", NOT_ASKED, 0xc000005e),
  status(
    "trust-broken",
    "C000018A to C000018D",
    "nla-dc-unreachable",
    NOT_ASKED,
    0xc000018a,
    0xc000018b,
    0xc000018c,
    0xc000018d,
  ),
  status("clock", "C0000133 or SEC_E_TIME_SKEW", "clock-skew", NOT_ASKED, 0xc0000133, 0x80090324),
  status("bindings", "C000035B: wrong channel bindings", "channel-binding-ntlmv1", NOT_ASKED, 0xc000035b),
  status("ntlm-blocked", "C0000418", "kerberos-spn-or-ntlm-blocked", NOT_ASKED, 0xc0000418),
  status(
    "smart-card",
    "C00002FA: this account must use a smart card",
    "credential-delegation-or-smartcard",
    REFUSED,
    0xc00002fa,
  ),
  status("resources", "C000009A or C0000017", "memory-or-session-leak", NOT_ASKED, 0xc000009a, 0xc0000017),
];

const TRUST: readonly LogonScenario[] = [
  standIn(
    "interception",
    "CredSSP proves another key than that of the TLS certificate",
    ["third-party-security-hook"],
    WITHHELD,
    async (ground) => standInAccount(ground, credssp({ interception: true })),
  ),
  standIn(
    "ntlm-downgrade",
    "the challenge takes away what protects NTLM's exchange",
    ["third-party-security-hook", "channel-binding-ntlmv1"],
    WITHHELD,
    async (ground) => ({
      ...(await standInAccount(ground, credssp({ challengeFlags: 0xa28a8235 }))),
      depth: "credential",
    }),
  ),
  standIn(
    "kerberos-only",
    "the host takes Kerberos and no NTLM, so that the password is not sent",
    ["kerberos-spn-or-ntlm-blocked"],
    WITHHELD,
    async (ground) => ({
      ...(await standInAccount(ground, credssp({ instead: "kerberos-only" }))),
      depth: "credential",
    }),
  ),
  standIn(
    "authorization-denied",
    "the password is right, and Early User Authorization denies the logon",
    ["logon-right-missing"],
    DENIED,
    async (ground) => ({ ...(await standInAccount(ground, {}, { authorization: "denied" })), depth: "authorize" }),
  ),
  standIn(
    "notice-password-old",
    "without NLA: Winlogon reports STATUS_PASSWORD_EXPIRED or _MUST_CHANGE",
    ["password-expired-or-must-change"],
    REFUSED,
    (ground) => standInAccount(ground, WITHOUT_NLA, { status: ground.dice.pick(0xc0000071, 0xc0000224) }),
  ),
  standIn(
    "notice-wrong-password",
    "without NLA: Winlogon reports STATUS_LOGON_FAILURE",
    ["bad-credentials"],
    REFUSED,
    async (ground) => ({ ...(await standInAccount(ground, WITHOUT_NLA)), password: "Not-this-1!" }),
  ),
  standIn(
    "notice-no-permission",
    "without NLA: Winlogon reports LOGON_MSG_NO_PERMISSION",
    ["logon-right-missing"],
    DENIED,
    (ground) =>
      standInAccount(ground, {
        ...WITHOUT_NLA,
        session: {
          desktop: "login-window",
          saveSessionInfo: [{ type: "extended", logonErrors: { notificationType: 0xfffffffa, notificationData: 1 } }],
        },
      }),
  ),
];

const REDIRECTIONS: readonly LogonScenario[] = [
  standIn(
    "redirected-to-dead-host",
    "the broker sends the client to a host on which nobody listens",
    ["broker-or-balancer-redirect"],
    ["accepted", "not-tested"],
    (ground) => standInAccount(ground, brokerTo(ground.lab.loopback())),
  ),
  standIn(
    "redirected-to-dead-farm",
    "the broker sends the client to a balancer (HAProxy) with nobody behind it",
    ["broker-or-balancer-redirect"],
    ["accepted", "not-tested"],
    async (ground) => {
      const balancer = ground.keep(await haproxy(ground.lab, { mode: "dead-backend", port: ground.port }));
      return standInAccount(ground, brokerTo(balancer.address));
    },
  ),
  standIn(
    "redirected-in-a-circle",
    "the broker sends the client back with a routing token, every time",
    ["broker-or-balancer-redirect"],
    ["accepted", "not-tested"],
    (ground) => {
      const loadBalanceInfo = fromLatin1(`Cookie: msts=${ground.dice.between(1e8, 1e9)}.15629.0000\r\n`);
      return standInAccount(ground, { session: { redirect: { packet: { ...NO_SESSION, loadBalanceInfo } } } });
    },
  ),
  standIn(
    "redirected-nowhere",
    "the broker redirects and names no host",
    ["broker-or-balancer-redirect"],
    ["accepted", "not-tested"],
    (ground) => standInAccount(ground, brokerTo(undefined)),
  ),
];

const SESSIONS: readonly LogonScenario[] = [
  standIn("black-screen", "a session that stays black", ["wddm-driver-issue", "slow-logon-profile"], LET_IN, (ground) =>
    standInAccount(ground, { session: { desktop: "black" } }),
  ),
  standIn(
    "empty-desktop",
    "the background is there and nothing stands on it: the shell did not start",
    ["slow-logon-profile"],
    LET_IN,
    (ground) => standInAccount(ground, { session: { desktop: "one-colour" } }),
  ),
  standIn(
    "no-picture",
    "the session stands and not a pixel is drawn",
    ["wddm-driver-issue", "lossy-or-high-latency-path"],
    LET_IN,
    (ground) => standInAccount(ground, { session: { desktop: "nothing" } }),
  ),
  standIn(
    "reset-in-activation",
    "the host resets the connection between Confirm Active and the font list",
    ["termservice-crash-loop"],
    LET_IN,
    (ground) => {
      const at = ground.dice.pick("confirm-active", "font-list");
      return standInAccount(ground, { interrupt: { at, with: "reset" } });
    },
  ),
  standIn(
    "lost-and-taken-up-again",
    "the connection breaks after the first picture and is taken up again with the cookie",
    ["lossy-or-high-latency-path", "nat-or-segmentation-path"],
    LET_IN,
    (ground) =>
      standInAccount(ground, {
        session: { reconnect: "cookie-required", end: { after: { updates: 4 }, with: "reset" } },
      }),
  ),
];

/** Everything that the stand-in plays, but for its endings. */
export const logonStandInScenarios: readonly LogonScenario[] = [...NTSTATUS, ...TRUST, ...REDIRECTIONS, ...SESSIONS];
