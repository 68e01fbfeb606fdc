import { X509Certificate } from "node:crypto";
import type { Socket } from "node:net";
import { connect as tlsConnect, createSecureContext } from "node:tls";
import type { SecureContext, TLSSocket } from "node:tls";
import type { TlsFailure, TlsPeer, TlsRequest } from "../../core/sequence/index.ts";

/**
 * The first hello must fit into one segment (below 600 bytes), so the groups are without ML-KEM and the suites are few;
 * old versions and weak keys are accepted because a fault is to be named, not met with a refusal of our own.
 */
const CIPHERS = [
  "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256",
  "ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM:ECDHE+AES:DHE+AES:AESGCM:AES:!AESCCM:!AESCCM8:!aDSS:!aPSK:!kPSK:!aNULL:!SRP",
  "@SECLEVEL=0",
].join(":");
const GROUPS = "X25519:P-256:P-384:P-521";
const CHAIN_LIMIT = 10;

/** One context for all connections with the same roots: making one costs more than a handshake. */
const contexts = new Map<string, SecureContext>();

function contextFor(caPem: string | undefined): SecureContext {
  const known = contexts.get(caPem ?? "");
  if (known !== undefined) return known;
  const context = createSecureContext({
    minVersion: "TLSv1",
    maxVersion: "TLSv1.3",
    ciphers: CIPHERS,
    ecdhCurve: GROUPS,
    ...(caPem === undefined ? {} : { ca: caPem }),
  });
  contexts.set(caPem ?? "", context);
  return context;
}

/** Throws when the PEM text holds no usable certificate; for checking `--ca` before anything is sent. */
export function checkRoots(caPem: string): void {
  contextFor(caPem);
}

/** Starts a TLS handshake on a connected socket. Events are the caller's. */
export function startTls(socket: Socket, request: TlsRequest, caPem: string | undefined): TLSSocket {
  return tlsConnect({
    socket,
    secureContext: contextFor(caPem),
    rejectUnauthorized: false,
    // Names are judged by our own code, which says what did not match.
    checkServerIdentity: () => undefined,
    ...(request.serverName === undefined ? {} : { servername: request.serverName }),
  });
}

/** What a finished handshake tells. Must be called in the `secureConnect` handler: later the certificate may be gone. */
export function peerOf(secure: TLSSocket, caPem: string | undefined): TlsPeer {
  const chain: X509Certificate[] = [];
  let certificate = secure.getPeerX509Certificate();
  while (certificate !== undefined && chain.length < CHAIN_LIMIT) {
    chain.push(certificate);
    const issuer = certificate.issuerCertificate;
    certificate = issuer === certificate ? undefined : issuer;
  }
  const exchange = secure.getEphemeralKeyInfo();
  const group = exchange !== null && "name" in exchange && typeof exchange.name === "string" ? exchange.name : "";
  return {
    version: secure.getProtocol() ?? "",
    cipher: secure.getCipher().standardName,
    group,
    chain: chain.map(({ raw }) => raw),
    trustError: trustErrorOf(secure, chain, caPem),
  };
}

const DATE_ERRORS: readonly string[] = ["CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID"];

/**
 * OpenSSL tells one error, and a date hides an issuer that nobody trusts. The dates are judged by our own code anyway, so
 * the issuer is looked at again where the operator named the roots.
 */
function trustErrorOf(secure: TLSSocket, chain: readonly X509Certificate[], caPem: string | undefined): string | null {
  if (secure.authorized) return null;
  // Node types this as Error; what it holds is OpenSSL's code as text.
  const told = String(secure.authorizationError);
  if (caPem === undefined || !DATE_ERRORS.includes(told) || leadsToRoot(chain, rootsIn(caPem))) return told;
  return "UNABLE_TO_GET_ISSUER_CERT_LOCALLY";
}

function rootsIn(caPem: string): readonly X509Certificate[] {
  const blocks = caPem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => new X509Certificate(block));
}

/** Is each certificate signed by the next one, and one of them by a root, or a root itself? */
function leadsToRoot(chain: readonly X509Certificate[], roots: readonly X509Certificate[]): boolean {
  for (const [index, certificate] of chain.entries()) {
    const signedBy = (issuer: X509Certificate): boolean =>
      certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
    if (roots.some((root) => root.fingerprint256 === certificate.fingerprint256 || signedBy(root))) return true;
    const next = chain[index + 1];
    if (next === undefined || !signedBy(next)) return false;
  }
  return false;
}

/** OpenSSL numbers a received alert as 1000 plus its description. */
const FIRST_ALERT_REASON = 1000;

/** What the error of a TLS socket says in facts of the wire. */
export function tlsFailureOf(error: NodeJS.ErrnoException): TlsFailure {
  const packed = /error:0A000([0-9A-F]{3}):/i.exec(error.message);
  if (packed !== null) {
    const alert = Number.parseInt(packed[1] ?? "", 16) - FIRST_ALERT_REASON;
    if (alert >= 0 && alert <= 255) return { kind: "alert", alert };
  }
  if (error.code === "ECONNRESET") return { kind: "closed", how: error.syscall === undefined ? "fin" : "rst" };
  if (error.code === "EPIPE") return { kind: "closed", how: "rst" };
  const reason = "reason" in error && typeof error.reason === "string" ? error.reason : (error.code ?? error.message);
  return { kind: "local", reason };
}
