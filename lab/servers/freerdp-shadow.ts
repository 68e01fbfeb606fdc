// freerdp-shadow-cli: NLA, TLS, or plain RDP (which here means no encryption at all).
import { appendFileSync, copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Certificate } from "../certificates.ts";
import { scenery } from "../scenery.ts";
import type { Lab } from "../workshop.ts";
import { place, startServer, type LabServer, type Placement } from "./server.ts";
import { sharedDisplay, xvfb } from "./xvfb.ts";

/** What a freerdp-shadow shall be like. */
export interface ShadowOptions extends Placement {
  /** "ext" answers SSL_REQUIRED to every request. */
  readonly security: "nla" | "tls" | "rdp" | "ext";
  /** Default: the self-signed one that it makes for its computer name. */
  readonly certificate?: Certificate;
  /** How far its clock is off, as faketime writes it, such as "+7m". */
  readonly clockOffset?: string;
  /** Computer name in the NTLM challenge and in its own certificate. Needs root. */
  readonly hostname?: string;
  /** The account that NLA knows; whether this machine has it does not matter. Default labuser / Passw0rd!. */
  readonly account?: { readonly user: string; readonly password: string };
  /** The same for several accounts. */
  readonly accounts?: readonly { readonly user: string; readonly password: string }[];
  /** With TLS or plain RDP: names and passwords are those of this machine, by PAM's service "login". Needs root. */
  readonly pam?: boolean;
  /** Shows a display of its own with a terminal and a clock, instead of the lab's shared, empty one. */
  readonly scenery?: boolean;
}

async function sceneryDisplay(lab: Lab): Promise<string> {
  const { display } = await xvfb(lab);
  await scenery(lab, display);
  return display;
}

/** Starts freerdp-shadow on the lab's shared display; resolves when it answers X.224. */
export async function freerdpShadow(lab: Lab, options: ShadowOptions): Promise<LabServer> {
  const { address, port, netns } = place(lab, options);
  const display = options.scenery ? await sceneryDisplay(lab) : await sharedDisplay(lab);
  const folder = lab.makeFolder("shadow");
  const settings = join(folder, "freerdp", "shadow");
  mkdirSync(settings, { recursive: true });
  if (options.certificate) {
    copyFileSync(options.certificate.certPath, join(settings, "shadow.crt"));
    copyFileSync(options.certificate.keyPath, join(settings, "shadow.key"));
  }
  const command = ["freerdp-shadow-cli", `/bind-address:${address}`, `/port:${port}`, `/sec:${options.security}`];
  if (options.security === "nla" || options.security === "ext") {
    const sam = join(folder, "sam");
    for (const { user, password } of options.accounts ?? [
      options.account ?? { user: "labuser", password: "Passw0rd!" },
    ]) {
      const hash = await lab.run("winpr-hash", ["-u", user, "-p", password]);
      if (hash.code !== 0) throw new Error(`winpr-hash: ${hash.stderr}`);
      appendFileSync(sam, `${user}:::${hash.stdout.trim()}:::\n`, { mode: 0o600 });
    }
    command.push("+auth", `/sam-file:${sam}`);
  } else {
    command.push(options.pam ? "+auth" : "-auth");
  }
  // The library without its wrapper program, so that the process that we stop is the server. $LIB is for the loader.
  const preload = "LD_PRELOAD=/usr/$LIB/faketime/libfaketimeMT.so.1";
  if (options.clockOffset !== undefined) command.unshift("env", preload, `FAKETIME=${options.clockOffset}`);
  // $0 is the name, the rest of the arguments the command: nothing is quoted into the script.
  if (options.hostname !== undefined)
    command.unshift("unshare", "-u", "sh", "-c", 'hostname "$0" && exec "$@"', options.hostname);
  const [program = "", ...args] = command;
  return startServer(lab, {
    kind: "freerdp-shadow",
    command: program,
    args,
    env: { HOME: folder, XDG_CONFIG_HOME: folder, DISPLAY: display },
    logPath: join(folder, "shadow.log"),
    address,
    port,
    netns,
    ready: "x224",
  });
}
