// Accounts that are not let in, on real servers: what NLA says of them, what PAM and sesman do with them, and what we withhold.
import type { CauseId } from "../../src/core/knowledge/index.ts";
import { gnomeRemoteDesktop } from "../index.ts";
import { start, namedShadow } from "./hosts.ts";
import { namedDesktop, newAccount, newPassword } from "./logon-hosts.ts";
import type { LogonScenario } from "./logon-scenario.ts";
import { logOnTo } from "./logon-target.ts";

const NOBODY = "labuser";

/** xrdp's own window says "login failed for user NAME" to all of these; only its log, and sesman's, tell more. */
const LOGIN_FAILED = [
  "bad-credentials",
  "account-locked-out",
  "account-disabled-or-restricted",
  "password-expired-or-must-change",
  "logon-right-missing",
  "max-connections-reached",
] as const satisfies readonly CauseId[];

/** freerdp-shadow asks PAM, and hangs up whatever PAM had against the account. */
const HUNG_UP_BY_PAM = [
  "bad-credentials",
  "account-locked-out",
  "account-disabled-or-restricted",
  "password-expired-or-must-change",
] as const satisfies readonly CauseId[];

/** The certificate was renewed, somebody opens the connection in between, or this is another host. */
const OTHER_KEY = [
  "rdp-cert-untrusted-by-client",
  "third-party-security-hook",
  "dns-name-or-address-wrong",
] as const satisfies readonly CauseId[];

/** Faults of the account, and of the trust in the host. */
export const logonAccountScenarios: readonly LogonScenario[] = [
  {
    id: "logon-wrong-password-nla",
    title: "wrong password at freerdp-shadow with NLA",
    truth: "bad-credentials",
    sameOnTheWire: ["bad-credentials"],
    judged: ["refused"],
    production: "real",
    start: async (ground) => {
      const account = { user: NOBODY, password: newPassword(ground) };
      const target = await namedShadow(ground, { security: "nla", account });
      return { ...target, user: NOBODY, password: `${account.password}x`, depth: "credential" };
    },
  },
  {
    id: "logon-unknown-user-nla",
    title: "an account that gnome-remote-desktop does not know",
    truth: "bad-credentials",
    sameOnTheWire: ["bad-credentials"],
    judged: ["refused"],
    production: "real",
    start: async (ground) => {
      const [name, password] = [ground.newName(), newPassword(ground)];
      const account = { user: NOBODY, password };
      const server = await start(ground, name, (certificate) =>
        gnomeRemoteDesktop(ground.lab, { port: ground.port, certificate, account }),
      );
      return { ...ground.reach(name, server), user: "somebody", password, depth: "credential" };
    },
  },
  {
    id: "logon-wrong-password-xrdp",
    title: "wrong password at xrdp",
    truth: "bad-credentials",
    sameOnTheWire: LOGIN_FAILED,
    judged: ["refused"],
    production: "real",
    start: async (ground) => {
      const { target } = await namedDesktop(ground);
      return { ...target, password: `${target.password}x` };
    },
  },
  {
    id: "logon-account-locked-by-failures",
    title: "xrdp: PAM has locked the account after two refused passwords, and the password is right",
    truth: "account-locked-out",
    sameOnTheWire: LOGIN_FAILED,
    judged: ["refused"],
    production: "real",
    start: async (ground) => {
      const { target } = await namedDesktop(ground, { sesman: { lockAfter: 2 } });
      for (const wrong of ["one", "two"]) await logOnTo(ground.lab, { ...target, password: wrong });
      return target;
    },
  },
  {
    id: "logon-account-locked-by-admin",
    title: "xrdp: the account is locked with usermod -L",
    truth: "account-disabled-or-restricted",
    sameOnTheWire: LOGIN_FAILED,
    judged: ["refused"],
    production: "real",
    start: async (ground) => (await namedDesktop(ground, {}, { kind: "locked" })).target,
  },
  {
    id: "logon-account-expired",
    title: "xrdp: the account's last day is over",
    truth: "account-disabled-or-restricted",
    sameOnTheWire: LOGIN_FAILED,
    judged: ["refused"],
    production: "real",
    start: async (ground) => (await namedDesktop(ground, {}, { kind: "expired-account" })).target,
  },
  {
    id: "logon-password-expired",
    title: "xrdp: the password is right and has expired",
    truth: "password-expired-or-must-change",
    sameOnTheWire: LOGIN_FAILED,
    judged: ["refused"],
    production: "real",
    start: async (ground) => (await namedDesktop(ground, {}, { kind: "expired-password" })).target,
  },
  {
    id: "logon-not-allowed",
    title: "xrdp: a healthy account that is not in the group of those who may log on",
    truth: "logon-right-missing",
    sameOnTheWire: LOGIN_FAILED,
    judged: ["refused", "denied"],
    production: "real",
    start: async (ground) =>
      (await namedDesktop(ground, { sesman: { allowedGroup: "users" } }, { kind: "not-allowed" })).target,
  },
  {
    id: "logon-no-session-left",
    title: "xrdp: MaxSessions of sesman is reached by another user's session",
    truth: "max-connections-reached",
    sameOnTheWire: LOGIN_FAILED,
    judged: ["refused", "denied"],
    production: "real",
    start: async (ground) => {
      const { host, target } = await namedDesktop(ground, { sesman: { maxSessions: 1 } });
      await logOnTo(ground.lab, target);
      if (host.sesman?.sessions().length !== 1) throw new Error("the first session was not made");
      const { user, password } = await newAccount(ground);
      return { ...target, user, password };
    },
  },
  {
    id: "logon-wrong-password-pam",
    title: "wrong password at freerdp-shadow with TLS, which asks PAM",
    truth: "bad-credentials",
    sameOnTheWire: HUNG_UP_BY_PAM,
    judged: ["refused", "not-tested"],
    production: "real",
    start: async (ground) => {
      const { user, password } = await newAccount(ground);
      const target = await namedShadow(ground, { security: "tls", pam: true });
      return { ...target, user, password: `${password}x`, depth: "desktop" };
    },
  },
  {
    id: "logon-password-expired-pam",
    title: "freerdp-shadow with TLS, which asks PAM: the password has expired",
    truth: "password-expired-or-must-change",
    sameOnTheWire: HUNG_UP_BY_PAM,
    judged: ["refused", "not-tested"],
    production: "real",
    start: async (ground) => {
      const { user, password } = await newAccount(ground, { kind: "expired-password" });
      const target = await namedShadow(ground, { security: "tls", pam: true });
      return { ...target, user, password, depth: "desktop" };
    },
  },
  {
    id: "logon-clear-text",
    title: "a server that would take the password without any encryption",
    truth: "security-layer-mismatch",
    sameOnTheWire: ["security-layer-mismatch"],
    judged: ["withheld"],
    production: "real",
    start: async (ground) => ({
      ...(await namedShadow(ground, { security: "rdp" })),
      user: NOBODY,
      password: newPassword(ground),
      depth: "desktop",
    }),
  },
  {
    id: "logon-key-changed",
    title: "the certificate was renewed since the last logon: the host shows another key",
    truth: "rdp-cert-untrusted-by-client",
    sameOnTheWire: OTHER_KEY,
    judged: ["withheld"],
    production: "real",
    start: async (ground) => {
      const account = { user: NOBODY, password: newPassword(ground) };
      const target = await namedShadow(ground, { security: "nla", account });
      const knownKeySha256 = `${ground.dice.between(10, 99)}`.repeat(32);
      return { ...target, ...account, depth: "credential", knownKeySha256 };
    },
  },
];
