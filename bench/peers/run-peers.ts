// xfreerdp and nmap asked about the same target, from the same place, with the same names and roots.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { authority, sharedDisplay, xvfb } from "../../lab/index.ts";
import type { CommandOutcome, Lab } from "../../lab/index.ts";
import type { Target } from "../../lab/scenarios/index.ts";
import type { LogonTarget } from "../../lab/scenarios/logons.ts";

const XFREERDP_DEADLINE_MS = 18_000;
const XFREERDP_LOGON_DEADLINE_MS = 30_000;
const NMAP_DEADLINE_MS = 40_000;
const NMAP_HOST_TIMEOUT = "30s";

/** What a peer said, both streams together. */
export interface PeerAnswer {
  readonly text: string;
  readonly exit: number | null;
  readonly seconds: number;
  /** It was still running at its deadline. */
  readonly killed: boolean;
}

/** Runs a command where the target's client stands; names are looked up in the lab's DNS. */
async function runThere(
  lab: Lab,
  target: Target,
  command: readonly string[],
  timeoutMs: number,
  env: Readonly<Record<string, string>>,
): Promise<PeerAnswer> {
  const began = performance.now();
  let outcome: CommandOutcome;
  if (target.netns !== undefined || target.resolver === undefined) {
    const [first = "", ...rest] = command;
    outcome = await lab.run(first, rest, {
      ...(target.netns === undefined ? {} : { netns: target.netns }),
      timeoutMs,
      env,
    });
  } else {
    const resolvConf = join(lab.folder, `resolv-${lab.next()}.conf`);
    writeFileSync(resolvConf, `nameserver ${target.resolver}\noptions timeout:2 attempts:1\n`, { mode: 0o644 });
    // A mount namespace of its own: the system's resolver library then asks the lab's DNS.
    const script = 'mount --bind "$0" /etc/resolv.conf && exec "$@"';
    outcome = await lab.run("unshare", ["-m", "sh", "-c", script, resolvConf, ...command], { timeoutMs, env });
  }
  return {
    text: `${outcome.stdout}\n${outcome.stderr}`,
    exit: outcome.code,
    seconds: (performance.now() - began) / 1000,
    killed: outcome.timedOut,
  };
}

/** `xfreerdp +auth-only`, which trusts the roots that the target names, or the lab's CA. */
export async function askXfreerdp(lab: Lab, target: Target): Promise<PeerAnswer> {
  const [gatewayHost] = (target.gateway ?? "").split(":");
  const command = [
    "xfreerdp",
    `/v:${target.host}:${target.port}`,
    "/u:labuser",
    "/p:not-the-password",
    "+auth-only",
    "/cert:deny",
    ...(target.certificateName === undefined ? [] : [`/cert:name:${target.certificateName}`]),
    ...(gatewayHost === "" ? [] : [`/g:${target.gateway}`, "/gu:labuser", "/gp:not-the-password"]),
  ];
  const display = await sharedDisplay(lab);
  // With no root at all it would refuse every certificate in the same words.
  const roots = target.caPath ?? (await authority(lab)).certPath;
  return runThere(lab, target, command, XFREERDP_DEADLINE_MS, {
    DISPLAY: display,
    SSL_CERT_FILE: roots,
  });
}

/**
 * xfreerdp with the account of the logon: `+auth-only` where no session is asked for, else a session on a display of its
 * own. Certificates are taken as they are. The password stands in its arguments: throw-away accounts only.
 */
export async function logOnWithXfreerdp(lab: Lab, target: LogonTarget): Promise<PeerAnswer> {
  const display = await xvfb(lab);
  const command = [
    "xfreerdp",
    `/v:${target.host}:${target.port}`,
    `/u:${target.user}`,
    `/p:${target.password}`,
    ...(target.domain === undefined ? [] : [`/d:${target.domain}`]),
    ...(target.depth === "desktop" ? ["/w:1024", "/h:768"] : ["+auth-only"]),
    "/cert:ignore",
  ];
  try {
    return await runThere(lab, target, command, XFREERDP_LOGON_DEADLINE_MS, { DISPLAY: display.display });
  } finally {
    await display.stop();
  }
}

/** nmap's three RDP scripts, forced to run whatever the port is; at a gateway, where there is one. */
export async function askNmap(lab: Lab, target: Target): Promise<PeerAnswer> {
  const [host = "", port = ""] =
    target.gateway === undefined ? [target.host, String(target.port)] : target.gateway.split(":");
  const scripts = "+rdp-enum-encryption,+rdp-ntlm-info,+ssl-cert";
  const command = [
    "nmap",
    "-Pn",
    "-v",
    "--reason",
    "-p",
    port,
    "--script",
    scripts,
    "--host-timeout",
    NMAP_HOST_TIMEOUT,
    host,
  ];
  return runThere(lab, target, command, NMAP_DEADLINE_MS, {});
}
