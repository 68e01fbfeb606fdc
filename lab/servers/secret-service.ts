// A Secret Service (gnome-keyring) on a private message bus, unlocked: an operating system's keyring without a desktop.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Lab } from "../workshop.ts";
import { tail } from "./server.ts";

/** A running keyring. */
export interface SecretService {
  /** What a program needs in its environment to find it. */
  readonly env: Readonly<Record<string, string>>;
  /** Puts a secret into it, as `@napi-rs/keyring` names it: by service and user name. */
  store(service: string, username: string, secret: string): Promise<void>;
}

const busSettings = (path: string): string => `<busconfig><type>session</type><listen>unix:path=${path}</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>`;

/** Starts it; resolves when it answers on its bus. It ends with the lab. Needs the packages of group "keyring". */
export async function secretService(lab: Lab): Promise<SecretService> {
  const folder = lab.makeFolder("keyring");
  const [bus, run, logPath] = [join(folder, "bus"), join(folder, "run"), join(folder, "keyring.log")];
  mkdirSync(run, { mode: 0o700 });
  writeFileSync(join(folder, "bus.conf"), busSettings(bus));
  const env = { DBUS_SESSION_BUS_ADDRESS: `unix:path=${bus}`, XDG_RUNTIME_DIR: run, HOME: folder };
  lab.start({ command: "dbus-daemon", args: [`--config-file=${join(folder, "bus.conf")}`, "--nofork"], env, logPath });
  // It reads the password that unlocks it to the end of its stdin.
  const daemon = "printf lab | exec gnome-keyring-daemon --foreground --unlock --components=secrets";
  const owned = "org.freedesktop.DBus.NameHasOwner";
  const question = ["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/", owned];
  const owns = async (name: string): Promise<boolean> =>
    (await lab.run("dbus-send", [...question, `string:${name}`], { env })).stdout.includes("true");
  const until = async (name: string): Promise<void> => {
    const deadline = performance.now() + 10_000;
    while (!(await owns(name))) {
      if (performance.now() > deadline) throw new Error(`nobody is ${name} on the bus\n${tail(logPath)}`);
      await sleep(20);
    }
  };
  await until("org.freedesktop.DBus");
  lab.start({ command: "sh", args: ["-c", daemon], env, logPath });
  await until("org.freedesktop.secrets");
  return {
    env,
    store: async (service, username, secret) => {
      const names = ["service", service, "username", username];
      const done = await lab.run("secret-tool", ["store", "--label=lab", ...names], { env, input: secret });
      if (done.code !== 0) throw new Error(`secret-tool: ${done.stderr}`);
    },
  };
}
