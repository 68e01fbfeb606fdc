import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { type Language, printable, say } from "../../../core/texts/index.ts";
import type { readPassword } from "../../../io/logon/index.ts";
import type { Arguments } from "../arguments.ts";
import { passwordSource } from "../logon/password-source.ts";
import { errnoOf, usage } from "../operation-error.ts";
import type { World } from "../world.ts";

const FINGERPRINT = /^SHA256:[A-Za-z0-9+/]{43}=?$/;
const USUAL_KNOWN_HOSTS = [join(homedir(), ".ssh", "known_hosts"), "/etc/ssh/ssh_known_hosts"];

/** What vouches for the host: the pinned fingerprint, the file that was named, or the usual files. */
export async function hostKeyPolicy(
  args: Arguments,
  env: World["env"],
): Promise<{ readonly knownHosts: readonly string[]; readonly fingerprint?: string }> {
  const fingerprint = args.get("host-key");
  if (fingerprint !== undefined) {
    if (!FINGERPRINT.test(fingerprint)) throw usage("collect.bad-fingerprint");
    return { knownHosts: [], fingerprint };
  }
  const named = args.get("known-hosts");
  if (named !== undefined) return { knownHosts: [await textOf(named)] };
  const usual =
    env["HOME"] === undefined
      ? USUAL_KNOWN_HOSTS
      : [join(env["HOME"], ".ssh", "known_hosts"), ...USUAL_KNOWN_HOSTS.slice(1)];
  const texts = await Promise.all(usual.map(async (path) => readFile(path, "utf8").catch(() => "")));
  return { knownHosts: texts };
}

interface Asked {
  readonly args: Arguments;
  readonly world: World;
  readonly language: Language;
  readonly host: string;
  readonly user: string;
  readonly readPassword: typeof readPassword;
}

export interface Credentials {
  readonly agent?: string;
  readonly privateKey?: string;
  readonly privateKeyName?: string;
  readonly passphrase?: string;
  readonly password?: string;
}

/** How the account is proven: a password only where it was asked for, a named key alone, else the agent's keys. */
export async function credentials({ args, world, language, host, user, readPassword }: Asked): Promise<Credentials> {
  const env = { ...world.env };
  const ask = { env, interrupted: world.interrupted };
  const isPasswordAsked =
    args.has("ask-password") || args.get("password-file") !== undefined || args.get("password-env") !== undefined;
  const password = isPasswordAsked
    ? (await readPassword(passwordSource(args, { user, domain: host }, language), ask)).reveal()
    : undefined;
  const path = args.get("identity");
  if (path === undefined) {
    const agent = world.env["SSH_AUTH_SOCK"];
    return {
      ...(agent === undefined || agent === "" || isPasswordAsked ? {} : { agent }),
      ...(password === undefined ? {} : { password }),
    };
  }
  const { isEncryptedKey } = await import("../../../io/collect/index.ts");
  const privateKey = await textOf(path);
  if (!isEncryptedKey(privateKey))
    return { privateKey, privateKeyName: path, ...(password === undefined ? {} : { password }) };
  const question = say(language, "collect.key-passphrase", { file: printable(path, 80) });
  const passphrase = (await readPassword({ kind: "prompt", question }, ask)).reveal();
  return { privateKey, privateKeyName: path, passphrase, ...(password === undefined ? {} : { password }) };
}

async function textOf(path: string): Promise<string> {
  const home = path.startsWith("~/") ? join(homedir(), path.slice(2)) : path;
  try {
    return await readFile(home, "utf8");
  } catch (error) {
    throw usage("error.unreadable-file", { file: printable(path, 120), reason: errnoOf(error) ?? String(error) });
  }
}
