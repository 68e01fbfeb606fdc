import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** What is known of a host's keys before the connection. */
export interface HostKeyPolicy {
  /** Texts of known_hosts files (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"). */
  readonly knownHosts: readonly string[];
  /** "SHA256:…" as ssh-keygen -l prints it; then only this key counts. */
  readonly fingerprint?: string;
}

export type HostKeyVerdict = "trusted" | "unknown" | "changed" | "revoked";

interface KnownKey {
  readonly type: string;
  readonly key: string;
  readonly isRevoked: boolean;
}

const LINE_MOST = 32_768;

/** "SHA256:" and the hash in base64 without padding, as OpenSSH shows it. */
export function fingerprintOf(key: Uint8Array): string {
  return `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
}

/** The type that a key names in its first field (RFC 4253 section 6.6), or "" where it is no key. */
export function keyType(key: Uint8Array): string {
  const bytes = Buffer.from(key.buffer, key.byteOffset, key.byteLength);
  if (bytes.length < 4) return "";
  const length = bytes.readUInt32BE(0);
  return length > 64 || length > bytes.length - 4 ? "" : bytes.toString("latin1", 4, 4 + length);
}

/** Signature algorithms to ask for, so that the host shows a key that is known; undefined: no preference. */
export function wantedAlgorithms(policy: HostKeyPolicy, host: string, port: number): readonly string[] | undefined {
  if (policy.fingerprint !== undefined) return undefined;
  const types = new Set(keysOf(policy, host, port).map(({ type }) => type));
  if (types.size === 0) return undefined;
  return [...types].flatMap((type) => (type === "ssh-rsa" ? ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"] : [type]));
}

/** Is this the key of the host? A key that nobody vouches for is "unknown", never trusted on first use. */
export function judgeHostKey(policy: HostKeyPolicy, host: string, port: number, key: Uint8Array): HostKeyVerdict {
  if (policy.fingerprint !== undefined) return sameText(fingerprintOf(key), policy.fingerprint) ? "trusted" : "changed";
  const known = keysOf(policy, host, port);
  const shown = Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString("base64");
  const same = known.filter((one) => one.key === shown);
  if (same.some(({ isRevoked }) => isRevoked)) return "revoked";
  if (same.length > 0) return "trusted";
  return known.some(({ isRevoked }) => !isRevoked) ? "changed" : "unknown";
}

function sameText(left: string, right: string): boolean {
  const [one, other] = [Buffer.from(left), Buffer.from(right.replace(/=+$/, ""))];
  return one.length === other.length && timingSafeEqual(one, other);
}

function keysOf({ knownHosts }: HostKeyPolicy, host: string, port: number): readonly KnownKey[] {
  const name = port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;
  return knownHosts.flatMap((text) => text.split(/\r?\n/).flatMap((line) => keyIn(line, name)));
}

function keyIn(line: string, name: string): readonly KnownKey[] {
  const trimmed = line.trim();
  if (trimmed === "" || trimmed.startsWith("#") || trimmed.length > LINE_MOST) return [];
  const fields = trimmed.split(/\s+/);
  const marker = fields[0]?.startsWith("@") === true ? fields.shift() : undefined;
  const [names = "", type = "", key = ""] = fields;
  // Certificates of hosts are not spoken here: such a line vouches for nobody.
  if (marker === "@cert-authority" || key === "" || !isNamed(names, name)) return [];
  return [{ type, key: Buffer.from(key, "base64").toString("base64"), isRevoked: marker === "@revoked" }];
}

function isNamed(names: string, name: string): boolean {
  if (names.startsWith("|1|")) return isHashed(names, name);
  const patterns = names.toLowerCase().split(",");
  if (patterns.some((pattern) => pattern.startsWith("!") && matches(pattern.slice(1), name))) return false;
  return patterns.some((pattern) => !pattern.startsWith("!") && matches(pattern, name));
}

/** `|1|salt|hash`: HMAC-SHA1 of the name under the salt. */
function isHashed(names: string, name: string): boolean {
  const [, , salt = "", hash = ""] = names.split("|");
  return createHmac("sha1", Buffer.from(salt, "base64")).update(name).digest("base64") === hash;
}

/** "*" for any characters, "?" for one; without going back more than to the last star. */
function matches(pattern: string, name: string): boolean {
  let [at, from, star, mark] = [0, 0, -1, 0];
  while (from < name.length) {
    if (pattern[at] === "*") {
      star = at++;
      mark = from;
    } else if (at < pattern.length && (pattern[at] === "?" || pattern[at] === name[from])) {
      at++;
      from++;
    } else if (star >= 0) {
      at = star + 1;
      from = ++mark;
    } else return false;
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}
