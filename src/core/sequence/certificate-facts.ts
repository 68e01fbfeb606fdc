import { DecodeError } from "../bytes/index.ts";
import { decodeCertificate, lintCertificate, matchName } from "../certificate/index.ts";
import type { CertificateFacts } from "../certificate/index.ts";
import { sha256 } from "../crypto/index.ts";
import { toHex } from "../bytes/index.ts";
import type { TlsVersionName } from "../evidence/index.ts";
import type { Moment, TlsPeer } from "./sequence.ts";
import type { StageLog } from "./stage-log.ts";

const TLS_VERSIONS: readonly string[] = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"] satisfies TlsVersionName[];

const DAY_MS = 86_400_000;

/** More than this many certificates in a chain are not looked at. */
const CHAIN_LIMIT = 10;

function isTlsVersion(name: string): name is TlsVersionName {
  return TLS_VERSIONS.includes(name);
}

/** Facts of a finished handshake: version, cipher, chain, and how the certificate stands to the name asked. */
export function learnCertificates(
  log: StageLog,
  peer: TlsPeer,
  asked: { readonly certificateName: string; readonly wallClockMs: number },
  moment: Moment,
): void {
  if (isTlsVersion(peer.version)) log.learn("tls.version", peer.version, moment);
  log.learn("tls.cipher", peer.cipher, moment);
  if (peer.group !== "") log.learn("tls.group", peer.group, moment);
  log.learn("tls.trustError", peer.trustError, moment);
  log.learn("tls.nameAsked", asked.certificateName, moment);
  const [leafDer] = peer.chain;
  if (leafDer === undefined) return;
  log.learn("tls.certificateSha256", toHex(sha256(leafDer)), moment);
  const chain: CertificateFacts[] = [];
  try {
    for (const der of peer.chain.slice(0, CHAIN_LIMIT)) chain.push(decodeCertificate(der));
  } catch (error) {
    // What was read before the damaged one is kept; OpenSSL accepted it, so the stage did not fail.
    if (!(error instanceof DecodeError)) throw error;
  }
  log.learn("tls.chain", chain, moment);
  const [leaf] = chain;
  if (leaf === undefined) return;
  const nowMs = asked.wallClockMs + moment.atMs;
  log.learn("tls.daysLeft", Math.floor((leaf.notAfterMs - nowMs) / DAY_MS), moment);
  log.learn("tls.nameMatches", matchName(asked.certificateName, leaf).matches, moment);
  log.learn("tls.certificateLint", lintCertificate(leaf, { nowMs, names: [asked.certificateName] }), moment);
}
