// xrdp in every variant, many at a time: each has its own copy of xrdp.ini.
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { certificate, legacyOpenSsl, type Certificate } from "../certificates.ts";
import type { Lab } from "../workshop.ts";
import { place, startServer, type LabServer, type Placement } from "./server.ts";

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
}

/** Changes settings of an ini file's text and keeps everything else as it is; a missing key is added to its section. */
function setIni(text: string, changes: Readonly<Record<string, string>>): string {
  const wanted = new Map(
    Object.entries(changes).map(([path, value]) => [path.includes("/") ? path : `Globals/${path}`, value]),
  );
  const lines: string[] = [];
  let section = "";
  const leave = (): void => {
    for (const [path, value] of wanted) {
      const [where, key] = path.split("/");
      if (where !== section) continue;
      lines.push(`${key}=${value}`);
      wanted.delete(path);
    }
  };
  for (const line of text.split("\n")) {
    const header = /^\[(.+)\]\s*$/.exec(line)?.[1];
    if (header !== undefined) {
      leave();
      section = header;
    }
    const path = `${section}/${/^([^#;=\s]+)\s*=/.exec(line)?.[1] ?? ""}`;
    const value = wanted.get(path);
    lines.push(value === undefined ? line : `${path.slice(section.length + 1)}=${value}`);
    wanted.delete(path);
  }
  leave();
  for (const [path, value] of wanted) {
    const [where, key] = path.split("/");
    lines.push(`[${where}]`, `${key}=${value}`);
  }
  return lines.join("\n");
}

/** Starts xrdp; resolves when it answers X.224. */
export async function xrdp(lab: Lab, options: XrdpOptions = {}): Promise<LabServer> {
  const { address, port, netns } = place(lab, options);
  const folder = lab.makeFolder("xrdp");
  const files =
    options.certificate === "missing"
      ? { certPath: join(folder, "no-such-cert.pem"), keyPath: join(folder, "no-such-key.pem") }
      : (options.certificate ?? (await certificate(lab)));
  const ini = join(folder, "xrdp.ini");
  const logPath = join(folder, "xrdp.log");
  writeFileSync(
    ini,
    setIni(readFileSync("/etc/xrdp/xrdp.ini", "utf8"), {
      port: `tcp://${address}:${port}`,
      certificate: files.certPath,
      key_file: files.keyPath,
      "Logging/LogFile": join(folder, "xrdp-own.log"),
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
  const [program = "", ...args] = command;
  return startServer(lab, {
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
}

/**
 * Starts xrdp-sesman, which xrdp asks on port 3350 of its own loopback to make a session: one per network namespace.
 * It lives in a process namespace of its own, so that the sessions it made end with it. Needs root.
 */
export async function sesman(lab: Lab, options: { netns?: string } = {}): Promise<LabServer> {
  const folder = lab.makeFolder("sesman");
  const ini = join(folder, "sesman.ini");
  writeFileSync(
    ini,
    setIni(readFileSync("/etc/xrdp/sesman.ini", "utf8"), {
      "Logging/LogFile": join(folder, "sesman-own.log"),
      "Logging/EnableSyslog": "false",
    }),
  );
  return startServer(lab, {
    kind: "sesman",
    command: "unshare",
    args: ["--pid", "--fork", "--kill-child", "--mount-proc", "xrdp-sesman", "-n", "-c", ini],
    logPath: join(folder, "sesman.log"),
    address: "::1",
    port: 3350,
    netns: options.netns,
    ready: "listens",
  });
}

/** A login account that is removed with the lab, for complete logins through sesman. Needs root. */
export async function labUser(lab: Lab, password: string): Promise<string> {
  const name = `rdpl${process.pid}u${lab.next()}`;
  lab.register("user", name);
  const made = await lab.run("useradd", ["-m", "-s", "/bin/bash", name]);
  const set = await lab.run("chpasswd", [], { input: `${name}:${password}\n` });
  if (made.code !== 0 || set.code !== 0) throw new Error(`no account could be made: ${made.stderr}${set.stderr}`);
  return name;
}
