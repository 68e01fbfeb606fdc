/**
 * Security strength of a certificate's key in bits as NIST SP 800-57 part 1, table 2 compares them ("rsa-2048" is 112,
 * "ec-256" is 128); null for a key that is not known.
 */
export function keyStrength(keyType: string | undefined): number | null {
  const [, kind, size] = /^([a-z0-9.]+)-(\d{1,6})$/.exec(keyType ?? "") ?? [];
  if (kind === undefined || size === undefined) return null;
  const bits = Number(size);
  if (kind === "ec" || kind === "ed25519" || kind === "ed448") return Math.floor(bits / 2);
  if (kind !== "rsa" && kind !== "dsa") return null;
  return FINITE_FIELD.findLast(([from]) => bits >= from)?.[1] ?? 0;
}

/** Bits of the modulus, and the strength from there on. */
const FINITE_FIELD: readonly (readonly [fromBits: number, strength: number])[] = [
  [1024, 80],
  [2048, 112],
  [3072, 128],
  [7680, 192],
  [15_360, 256],
];

/** How `WatchedFacts.certificateKeyType` names a key: "rsa-2048". */
export function keyTypeOf(algorithm: string, bits: number | undefined): string {
  return bits === undefined ? algorithm : `${algorithm}-${bits}`;
}
