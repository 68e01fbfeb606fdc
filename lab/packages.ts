// The Debian packages of the lab, and how they come onto a machine without starting a single daemon.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { fileURLToPath } from "node:url";

/** One Debian package of the lab: its name and what the lab does with it. */
export interface LabPackage {
  readonly name: string;
  readonly purpose: string;
}

/**
 * Which part of the lab is wanted: `core` the servers and the network, `peers` the tools that we compare ourselves with,
 * `desktop` what a session shows, `kerberos` a key distribution centre, `keyring` a Secret Service, `logon-peers` tools that
 * try passwords, which only bench:logon compares itself with, `database` the server that a store may lie on, `alerting`
 * those that take alerts, `metrics` those that read our metrics or that we compare ourselves with, `browser` what looks at
 * the dashboard.
 */
export type PackageGroup =
  | "core"
  | "peers"
  | "desktop"
  | "kerberos"
  | "keyring"
  | "logon-peers"
  | "database"
  | "alerting"
  | "metrics"
  | "browser";

/** Every package, by group. */
export const labPackages: Readonly<Record<PackageGroup, readonly LabPackage[]>> = {
  core: [
    { name: "openssl", purpose: "makes the certificates" },
    { name: "xrdp", purpose: "RDP server with every classic security layer; sesman for complete logins" },
    { name: "xorgxrdp", purpose: "Xorg session behind xrdp" },
    { name: "freerdp2-shadow-x11", purpose: "RDP server with NLA, TLS or plain RDP" },
    { name: "winpr-utils", purpose: "winpr-hash writes the password file of freerdp-shadow" },
    { name: "xvfb", purpose: "the display that freerdp-shadow shows" },
    { name: "weston", purpose: "RDP server without authentication" },
    { name: "gnome-remote-desktop", purpose: "RDP server with NLA, headless" },
    { name: "mutter", purpose: "the compositor that gnome-remote-desktop needs" },
    { name: "pipewire", purpose: "carries the picture from mutter to gnome-remote-desktop" },
    { name: "wireplumber", purpose: "session keeper that pipewire needs" },
    { name: "dbus", purpose: "private message bus of the gnome-remote-desktop session" },
    { name: "dbus-daemon", purpose: "dbus-run-session" },
    { name: "dbus-bin", purpose: "asks that bus who is there" },
    { name: "haproxy", purpose: "load balancer in front of a server" },
    { name: "faketime", purpose: "a server whose clock is wrong" },
    { name: "microsocks", purpose: "SOCKS5 proxy on the way to a server" },
    { name: "openssh-server", purpose: "the SSH server through which a collector runs" },
    { name: "openssh-client", purpose: "ssh-keygen makes its keys" },
    { name: "iproute2", purpose: "network namespaces, virtual links, slow lines" },
    { name: "nftables", purpose: "packets dropped, rejected, or lost by size" },
  ],
  browser: [
    { name: "chromium", purpose: "looks at the dashboard as a person does" },
    { name: "fonts-noto-cjk", purpose: "Chinese signs in what it sees" },
  ],
  peers: [
    { name: "freerdp2-x11", purpose: "xfreerdp +auth-only" },
    { name: "nmap", purpose: "the three RDP scripts" },
    { name: "sslscan", purpose: "sslscan --rdp" },
    { name: "libevtx-utils", purpose: "evtxexport, the reference for event log files" },
  ],
  desktop: [
    { name: "xterm", purpose: "a window with text" },
    { name: "x11-apps", purpose: "xclock on the desktop, xwd for pictures of it" },
    { name: "x11-xserver-utils", purpose: "xsetroot colours the background" },
    { name: "openbox", purpose: "a window manager" },
    { name: "tigervnc-standalone-server", purpose: "Xvnc session behind xrdp" },
  ],
  kerberos: [
    { name: "krb5-kdc", purpose: "a key distribution centre" },
    { name: "krb5-admin-server", purpose: "kadmin.local makes its principals" },
    { name: "krb5-user", purpose: "kinit gets a ticket" },
  ],
  keyring: [
    { name: "gnome-keyring", purpose: "a Secret Service" },
    { name: "libsecret-tools", purpose: "secret-tool looks into it" },
  ],
  database: [{ name: "postgresql-15", purpose: "a store on PostgreSQL" }],
  "logon-peers": [{ name: "hydra", purpose: "tries passwords; which of them does it call valid?" }],
  alerting: [
    { name: "prometheus-alertmanager", purpose: "takes alerts over its API v2" },
    { name: "python3-aiosmtpd", purpose: "SMTP server with a real mailbox; unlike a mail system it replaces nobody's" },
  ],
  metrics: [
    { name: "prometheus", purpose: "reads our metrics, takes remote writes; promtool checks rules" },
    { name: "prometheus-blackbox-exporter", purpose: "the exporter whose names we use" },
  ],
};

/** What `ensurePackages` found and made. `missing` is empty when the lab can run. */
export interface PackageOutcome {
  readonly missing: readonly string[];
  readonly installed: readonly string[];
  /** The command that a person runs to get what is missing; absent when nothing is. */
  readonly enableWith?: string;
  /** Why it could not be installed, one line. */
  readonly why?: string;
}

const usual = ["core", "peers", "desktop"] as const;

/** What the tests need, all of it: only what tries passwords is left to the benchmark that asks for it. */
export const testedWith = Object.keys(labPackages).filter((group): group is PackageGroup => group !== "logon-peers");
const installScript = fileURLToPath(new URL("install-packages.sh", import.meta.url));
const enableWith = "sudo node_modules/.bin/node lab/cli.ts packages";

/** Names of the packages of these groups that are not installed here. Takes about 20 ms. */
export function missingPackages(groups: readonly PackageGroup[] = usual): readonly string[] {
  const wanted = groups.flatMap((group) => labPackages[group].map((entry) => entry.name));
  const query = spawnSync("dpkg-query", ["-W", "-f", "${db:Status-Status} ${Package}\n", ...wanted], {
    encoding: "utf8",
  });
  const present = new Set(
    (query.stdout ?? "")
      .split("\n")
      .filter((line) => line.startsWith("installed "))
      .map((line) => line.slice("installed ".length)),
  );
  return wanted.filter((name) => !present.has(name));
}

/**
 * Installs what is missing, as root or by `sudo -n`, announced in one line on stderr. While apt works, a `policy-rc.d`
 * keeps every daemon from starting; it is put back as it was, and the units of new packages are disabled. Two runs at
 * once wait for one another. Never throws: what stays missing is in the outcome, with the command that enables it.
 */
export function ensurePackages(groups: readonly PackageGroup[] = usual): PackageOutcome {
  const missing = missingPackages(groups);
  if (missing.length === 0) return { missing, installed: [] };
  if (!existsSync("/usr/bin/apt-get"))
    return { missing, installed: [], enableWith: "run it on Debian 12", why: "this machine has no apt-get" };
  const root = userInfo().uid === 0;
  if (!root && spawnSync("sudo", ["-n", "true"], { stdio: "ignore" }).status !== 0)
    return { missing, installed: [], enableWith, why: "installing needs root or a sudo that asks no password" };
  console.error(`rdpulse lab: installing ${missing.length} Debian packages (once): ${missing.join(" ")} …`);
  const command = ["sh", installScript, ...missing];
  const run = spawnSync(root ? "sh" : "sudo", root ? command.slice(1) : ["-n", ...command], {
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
  });
  const left = missingPackages(groups);
  const installed = missing.filter((name) => !left.includes(name));
  if (left.length === 0) return { missing: left, installed };
  const why = (run.stderr ?? "").trim().split("\n").at(-1) || run.error?.message || `apt-get ended with ${run.status}`;
  return { missing: left, installed, enableWith, why };
}
