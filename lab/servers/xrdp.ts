// xrdp in every variant, many at a time: each has its own copy of xrdp.ini.
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { certificate, legacyOpenSsl, type Certificate } from "../certificates.ts";
import type { Lab } from "../workshop.ts";
import { setIni, withoutSections } from "./ini.ts";
import { place, startServer, type LabServer, type Placement } from "./server.ts";
import type { Sesman } from "./sesman.ts";

/** What an xrdp shall be like. */
export interface XrdpOptions extends Placement {
  /** Settings of xrdp.ini: a key of `[Globals]`, or `Section/key`. */
  readonly ini?: Readonly<Record<string, string>>;
  /** "missing": paths at which there is no file. Default: a healthy one of the lab's CA. */
  readonly certificate?: Certificate | "missing";
  readonly env?: Readonly<Record<string, string>>;
  /** Runs as this user instead of ours; key files of the lab stay readable for root only. Needs root. */
  readonly asUser?: string;
  /** Lowers Debian's OpenSSL policy: TLS 1.0, 1024-bit keys, SHA-1. */
  readonly legacyTls?: boolean;
  /** The session keeper that it asks; xrdp then lives in the same network namespace and shares its sockets. */
  readonly sesman?: Sesman;
  /** Sections of xrdp.ini that are taken out, such as a session type: "Xorg", "Xvnc". */
  readonly without?: readonly string[];
}

/** A running xrdp. */
export interface XrdpServer extends LabServer {
  /** The text of the log that it keeps itself, with its lines about logins and sessions. */
  ownLog(): string;
}

// The sockets of sessions lie under /run/xrdp; the mount ends with the process.
const withSockets = 'mkdir -p /run/xrdp && mount --bind "$0" /run/xrdp && exec "$@"';

/** Starts xrdp; resolves when it answers X.224. */
export async function xrdp(lab: Lab, options: XrdpOptions = {}): Promise<XrdpServer> {
  const { address, port, netns } = place(lab, options);
  const folder = lab.makeFolder("xrdp");
  const files =
    options.certificate === "missing"
      ? { certPath: join(folder, "no-such-cert.pem"), keyPath: join(folder, "no-such-key.pem") }
      : (options.certificate ?? (await certificate(lab)));
  const ini = join(folder, "xrdp.ini");
  const [logPath, ownLogPath] = [join(folder, "xrdp.log"), join(folder, "xrdp-own.log")];
  writeFileSync(
    ini,
    setIni(withoutSections(readFileSync("/etc/xrdp/xrdp.ini", "utf8"), options.without ?? []), {
      port: `tcp://${address}:${port}`,
      certificate: files.certPath,
      key_file: files.keyPath,
      "Logging/LogFile": ownLogPath,
      "Logging/EnableSyslog": "false",
      ...options.ini,
    }),
  );
  // -n: no daemon, and so no pid file either, which is what lets many run side by side.
  const command = ["xrdp", "-n", "-c", ini];
  if (options.asUser !== undefined) {
    // The way to the configuration must be open, but not what lies beside it.
    chmodSync(lab.folder, 0o711);
    chmodSync(folder, 0o777);
    const group = (await lab.run("id", ["-g", options.asUser])).stdout.trim();
    command.unshift("setpriv", `--reuid=${options.asUser}`, `--regid=${group}`, "--init-groups");
  }
  if (options.sesman) command.unshift("unshare", "--mount", "sh", "-c", withSockets, options.sesman.socketFolder);
  const [program = "", ...args] = command;
  const server = await startServer(lab, {
    kind: "xrdp",
    command: program,
    args,
    env: { ...(options.legacyTls ? { OPENSSL_CONF: legacyOpenSsl(lab) } : {}), ...options.env },
    logPath,
    address,
    port,
    netns,
    ready: "x224",
  });
  return { ...server, ownLog: () => (existsSync(ownLogPath) ? readFileSync(ownLogPath, "utf8") : "") };
}
