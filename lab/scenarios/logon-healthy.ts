// Logons with which nothing is wrong: whatever blocks or hinders, and is named here, is a false alarm.
import { gnomeRemoteDesktop, weston } from "../index.ts";
import { windows10, windows7, windowsServer2022 } from "../stand-in/index.ts";
import type { StandInScript } from "../stand-in/index.ts";
import { namedShadow, start } from "./hosts.ts";
import { namedDesktop, newAccount, newPassword, standInAccount } from "./logon-hosts.ts";
import type { HealthyLogon, LogonTarget } from "./logon-scenario.ts";
import type { Ground } from "./scenario.ts";

async function atGnome(ground: Ground, depth: LogonTarget["depth"]): Promise<LogonTarget> {
  const [name, account] = [ground.newName(), { user: "labuser", password: newPassword(ground) }];
  const server = await start(ground, name, (certificate) =>
    gnomeRemoteDesktop(ground.lab, { port: ground.port, certificate, account, scenery: true }),
  );
  return { ...ground.reach(name, server), ...account, depth };
}

async function atShadow(ground: Ground, depth: LogonTarget["depth"]): Promise<LogonTarget> {
  const account = { user: "labuser", password: newPassword(ground) };
  return { ...(await namedShadow(ground, { security: "nla", account, scenery: true })), ...account, depth };
}

function standIn(
  id: string,
  title: string,
  script: StandInScript,
  depth: LogonTarget["depth"] = "desktop",
): HealthyLogon {
  return {
    id: `healthy-logon-${id}`,
    title,
    production: "stand-in",
    judged: ["accepted"],
    start: async (ground) => ({ ...(await standInAccount(ground, script)), depth }),
  };
}

const autoDetect = { roundTrips: 3, result: { baseRttMs: 7, averageRttMs: 9, bandwidthKbps: 54_321 } };

/** Healthy logons to servers of every kind. */
export const healthyLogons: readonly HealthyLogon[] = [
  {
    id: "healthy-logon-xrdp-xorg",
    title: "xrdp with an Xorg session",
    production: "real",
    judged: ["accepted"],
    start: async (ground) => (await namedDesktop(ground)).target,
  },
  {
    id: "healthy-logon-xrdp-xvnc",
    title: "xrdp with an Xvnc session",
    production: "real",
    judged: ["accepted"],
    start: async (ground) => ({ ...(await namedDesktop(ground)).target, domain: "Xvnc" }),
  },
  {
    id: "healthy-logon-xrdp-window-manager",
    title: "xrdp with a window manager, negotiating its security",
    production: "real",
    judged: ["accepted"],
    start: async (ground) =>
      (await namedDesktop(ground, { xrdp: { ini: { security_layer: "negotiate" } } }, { desktop: "openbox" })).target,
  },
  {
    id: "healthy-logon-xrdp-password-only",
    title: "xrdp, asked for the password alone: without a session it cannot be verified",
    production: "real",
    judged: ["not-verifiable"],
    start: async (ground) => ({ ...(await namedDesktop(ground)).target, depth: "credential" }),
  },
  {
    id: "healthy-logon-shadow-nla-password-only",
    title: "freerdp-shadow with NLA, the password alone",
    production: "real",
    judged: ["accepted"],
    start: (ground) => atShadow(ground, "credential"),
  },
  {
    id: "healthy-logon-shadow-nla",
    title: "freerdp-shadow with NLA, to its desktop",
    production: "real",
    judged: ["accepted"],
    start: (ground) => atShadow(ground, "desktop"),
  },
  {
    id: "healthy-logon-shadow-tls",
    title: "freerdp-shadow with TLS, which asks PAM",
    production: "real",
    judged: ["accepted"],
    start: async (ground) => {
      const { user, password } = await newAccount(ground);
      const target = await namedShadow(ground, { security: "tls", pam: true, scenery: true });
      return { ...target, user, password, depth: "desktop" };
    },
  },
  {
    id: "healthy-logon-gnome-password-only",
    title: "gnome-remote-desktop, the password alone",
    production: "real",
    judged: ["accepted"],
    start: (ground) => atGnome(ground, "credential"),
  },
  {
    id: "healthy-logon-gnome",
    title: "gnome-remote-desktop, to its desktop",
    production: "real",
    judged: ["accepted"],
    start: (ground) => atGnome(ground, "desktop"),
  },
  {
    id: "healthy-logon-weston",
    title: "weston, which lets everybody in",
    production: "real",
    judged: ["accepted"],
    start: async (ground) => {
      const name = ground.newName();
      const server = await start(ground, name, (certificate) => weston(ground.lab, { port: ground.port, certificate }));
      return { ...ground.reach(name, server), user: "labuser", password: newPassword(ground), depth: "desktop" };
    },
  },
  standIn("windows-2022-password-only", "Windows Server 2022, the password alone", {}, "credential"),
  standIn("windows-2022-authorize", "Windows Server 2022, with Early User Authorization", {}, "authorize"),
  standIn("windows-2022", "Windows Server 2022, to its desktop, measured by its own requests", {
    session: { autoDetect },
  }),
  standIn("windows-10", "Windows 10, to its desktop", { ...windows10, session: { updates: { encoding: "rle" } } }),
  standIn("windows-7", "Windows 7, NLA offered, to its desktop", {
    ...windows7,
    session: { updates: { path: "slow" } },
  }),
  standIn("windows-without-nla", "Windows without NLA, which makes a new licence", {
    x224: { ...windowsServer2022.x224, nla: "absent" },
    licensing: { answer: "new-license" },
  }),
];
