// Login accounts in every state in which a sign-in can meet them. They are removed with the lab.
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Lab } from "./workshop.ts";

/**
 * State of an account. good: may log on. expired-password: PAM asks for a new one. expired-account: past its last day.
 * locked: `usermod -L`. not-allowed: healthy, but in no group that a sesman with `allowedGroup: "users"` lets in.
 * no-shell: its shell is nologin.
 */
export type AccountKind = "good" | "expired-password" | "expired-account" | "locked" | "not-allowed" | "no-shell";

/** What the account's session shows. black: an X server without a single window. dies-at-once: the session ends itself. */
export type Desktop = "xterm" | "openbox" | "dies-at-once" | "black" | "slow-home" | "logoff-on-key";

/** An account of the lab. */
export interface LabAccount {
  readonly user: string;
  readonly password: string;
  readonly kind: AccountKind;
  readonly home: string;
}

/** Something to recognise: a coloured background, a clock without a second hand, a terminal with text. */
const scene = `xsetroot -solid '#2f5d8a'
xclock -analog -update 60 -geometry 160x160-20+20 -bg '#f0e6c8' &
`;
const text = "RDPulse lab desktop\\n\\n";
const terminal = (then: string, how = "-geometry 60x16+40+60"): string =>
  `exec xterm ${how} -bg '#fffbe6' -fg '#202020' -e sh -c "printf '${text}'; id -un; ${then}"\n`;
const sessions: Readonly<Record<Desktop, string>> = {
  xterm: scene + terminal("exec sleep 100000"),
  "slow-home": scene + terminal("exec sleep 100000"),
  openbox: `${scene}openbox &\n${terminal("exec sleep 100000")}`,
  "dies-at-once": "exit 1\n",
  black: "exec sleep 100000\n",
  // As large as the screen: without a window manager the keys go to the window under the pointer. It lies over the clock or
  // under it, as it comes, so it has text enough not to be a screen of one colour by itself.
  "logoff-on-key":
    scene +
    terminal(
      "yes RDPulse lab desktop | head -n 40; stty raw -echo; dd bs=1 count=1 2>/dev/null",
      "-geometry 400x120+0+0",
    ),
};

// A name belongs to the machine: two labs of one program must not give the same.
let made = 0;

async function must(lab: Lab, command: string, args: readonly string[], input = ""): Promise<void> {
  const done = await lab.run(command, args, { input });
  if (done.code !== 0) throw new Error(`no account could be made: ${command}: ${done.stderr.trim()}`);
}

/**
 * Makes a login account in a given state, with a desktop (default xterm) for its session. `slowByS` is how long the
 * profile of a slow-home takes, default 5. Needs root.
 */
export async function labAccount(
  lab: Lab,
  kind: AccountKind,
  password: string,
  options: { readonly desktop?: Desktop; readonly slowByS?: number } = {},
): Promise<LabAccount> {
  made += 1;
  const user = `rdpl${process.pid}u${made}`;
  const home = `/home/${user}`;
  const desktop = options.desktop ?? "xterm";
  lab.register("user", user);
  const groups = kind === "not-allowed" ? [] : ["-G", "users"];
  await must(lab, "useradd", ["-m", "-s", kind === "no-shell" ? "/usr/sbin/nologin" : "/bin/bash", ...groups, user]);
  await must(lab, "chpasswd", [], `${user}:${password}\n`);
  const session = join(home, ".xsession");
  writeFileSync(session, `#!/bin/sh\n${sessions[desktop]}`);
  chmodSync(session, 0o755);
  // Debian's session else starts an ssh-agent, which notices only after ten seconds that the session has ended.
  writeFileSync(join(home, ".xsessionrc"), "SSH_AUTH_SOCK=none\n");
  if (desktop === "slow-home") writeFileSync(join(home, ".profile"), `sleep ${options.slowByS ?? 5}\n`);
  if (kind === "expired-password") await must(lab, "chage", ["-d", "0", user]);
  if (kind === "expired-account") await must(lab, "chage", ["-E", "2020-01-01", user]);
  if (kind === "locked") await must(lab, "usermod", ["-L", user]);
  return { user, password, kind, home };
}

/** A healthy account; resolves to its name. Needs root. */
export const labUser = async (lab: Lab, password: string): Promise<string> =>
  (await labAccount(lab, "good", password)).user;
