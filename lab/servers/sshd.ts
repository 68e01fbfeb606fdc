// OpenSSH's sshd on loopback, with keys, accounts and a PATH of its own.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import type { Lab } from "../workshop.ts";
import { place, startServer, type LabServer, type Placement } from "./server.ts";

/** What an sshd shall be like. */
export interface SshdOptions extends Placement {
  /** Folders in which programs are looked for before the system's. */
  readonly path?: readonly string[];
  /** Further lines of sshd_config. */
  readonly config?: readonly string[];
}

/** A running sshd. */
export interface Sshd extends LabServer {
  /** The account that may sign in: whoever runs the lab. */
  readonly user: string;
  /** Private key that it accepts. */
  readonly keyPath: string;
  /** The same key, under the passphrase "lab passphrase". */
  readonly encryptedKeyPath: string;
  /** A private key that it does not know. */
  readonly strangerKeyPath: string;
  /** A known_hosts file with its host key. */
  readonly knownHostsPath: string;
  /** "SHA256:…" of its host key. */
  readonly fingerprint: string;
}

const PORT = 2222;

function publicOf(path: string): string {
  return readFileSync(`${path}.pub`, "utf8");
}

/** Starts sshd; resolves when it listens. */
export async function sshd(lab: Lab, options: SshdOptions = {}): Promise<Sshd> {
  const { address, port, netns } = place(lab, { port: PORT, ...options });
  const folder = lab.makeFolder("sshd");
  const key = async (name: string, passphrase = ""): Promise<string> => {
    const path = join(folder, name);
    const made = await lab.run("ssh-keygen", ["-q", "-t", "ed25519", "-N", passphrase, "-C", name, "-f", path]);
    if (made.code !== 0) throw new Error(`ssh-keygen: ${made.stderr}`);
    return path;
  };
  const [hostKey, keyPath, encryptedKeyPath, strangerKeyPath] = [
    await key("host"),
    await key("user"),
    await key("encrypted", "lab passphrase"),
    await key("stranger"),
  ];
  const authorized = join(folder, "authorized_keys");
  writeFileSync(authorized, publicOf(keyPath) + publicOf(encryptedKeyPath));
  const knownHostsPath = join(folder, "known_hosts");
  writeFileSync(knownHostsPath, `[${address}]:${port} ${publicOf(hostKey)}`);
  const [, fingerprint = ""] = (await lab.run("ssh-keygen", ["-lf", `${hostKey}.pub`])).stdout.split(" ");
  const config = join(folder, "sshd_config");
  const path = [...(options.path ?? []), "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"].join(":");
  writeFileSync(
    config,
    [
      `ListenAddress ${address}:${port}`,
      `HostKey ${hostKey}`,
      `AuthorizedKeysFile ${authorized}`,
      "PidFile none",
      "UsePAM no",
      "StrictModes no",
      "PasswordAuthentication no",
      "KbdInteractiveAuthentication no",
      "PermitRootLogin prohibit-password",
      `SetEnv PATH=${path}`,
      ...(options.config ?? []),
      "",
    ].join("\n"),
  );
  // Without it sshd refuses to start as root.
  if (userInfo().uid === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  const server = await startServer(lab, {
    kind: "sshd",
    // sshd starts itself anew for each connection and wants its full path for that.
    command: "/usr/sbin/sshd",
    args: ["-D", "-e", "-f", config],
    logPath: join(folder, "sshd.log"),
    address,
    port,
    netns,
    ready: "listens",
  });
  const { username: user } = userInfo();
  return { ...server, user, keyPath, encryptedKeyPath, strangerKeyPath, knownHostsPath, fingerprint };
}
