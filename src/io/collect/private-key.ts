import ssh2 from "ssh2";

/** Does this private key (OpenSSH or PEM) need a passphrase? Throws nothing: what is no key at all is not encrypted. */
export function isEncryptedKey(key: string): boolean {
  const parsed = ssh2.utils.parseKey(key);
  return parsed instanceof Error && /passphrase/i.test(parsed.message);
}

/** Why this key cannot be used, or undefined where it can. */
export function keyFault(key: string, passphrase: string | undefined): string | undefined {
  const parsed = ssh2.utils.parseKey(key, passphrase);
  return parsed instanceof Error ? parsed.message : undefined;
}
