// The hosts that logon scenarios break: a whole xrdp host with its accounts, and the Windows stand-in with one.
import { desktopHost, labAccount } from "../index.ts";
import type { AccountKind, Desktop, DesktopHost, DesktopHostOptions, LabAccount } from "../index.ts";
import type { StandInScript } from "../stand-in/index.ts";
import type { LogonTarget } from "./logon-scenario.ts";
import type { Ground } from "./scenario.ts";
import { namedStandIn } from "./stand-ins.ts";

/** A password that nothing else has; every sort of character is in it. */
export function newPassword(ground: Ground): string {
  return `Lab-${ground.dice.between(1000, 9999)}-Wort!`;
}

/** What an account is like that logs on to a host of the lab. */
export interface Who {
  readonly kind?: AccountKind;
  readonly desktop?: Desktop;
  readonly slowByS?: number;
}

/** Makes an account of this machine. */
export function newAccount(ground: Ground, who: Who = {}): Promise<LabAccount> {
  return labAccount(ground.lab, who.kind ?? "good", newPassword(ground), {
    ...(who.desktop === undefined ? {} : { desktop: who.desktop }),
    ...(who.slowByS === undefined ? {} : { slowByS: who.slowByS }),
  });
}

/** A host and who logs on to it. */
export interface DesktopSituation {
  readonly host: DesktopHost;
  readonly account: LabAccount;
  readonly target: LogonTarget;
}

/** xrdp with sesman under a name of its own, and an account that logs on to a desktop there. */
export async function namedDesktop(
  ground: Ground,
  options: DesktopHostOptions = {},
  who: Who = {},
): Promise<DesktopSituation> {
  const name = ground.newName();
  const certificate = await ground.certificate(name);
  const account = await newAccount(ground, who);
  const host = ground.keep(
    await desktopHost(ground.lab, {
      port: ground.port,
      ...options,
      xrdp: { certificate, ...options.xrdp, ini: { security_layer: "tls", ...options.xrdp?.ini } },
    }),
  );
  const { user, password } = account;
  return { host, account, target: { ...ground.reach(name, host), user, password, depth: "desktop" } };
}

/** Who has an account on a stand-in. */
const STAND_IN_USER = "erika";

/** A Windows stand-in that knows one account, and gives it a session; the target has the right password. */
export async function standInAccount(
  ground: Ground,
  script: StandInScript = {},
  limits: { readonly status?: number; readonly authorization?: "denied" } = {},
): Promise<LogonTarget> {
  const password = newPassword(ground);
  const target = await namedStandIn(ground, {
    session: {},
    ...script,
    accounts: [{ user: STAND_IN_USER, password, ...limits }],
  });
  return { ...target, user: STAND_IN_USER, password, depth: "desktop" };
}
