import { WriteCursor, concat, fromLatin1 } from "../bytes/index.ts";
import { decodeCertificate } from "../certificate/index.ts";
import { md5, sha256, sha384, sha512 } from "../crypto/index.ts";

/* RFC 5929 4.1: the hash of the certificate's signature, but SHA-256 where that is MD5 or SHA-1. Others, such as Ed25519, have none. */
const HASHES: ReadonlyMap<string, (message: Uint8Array) => Uint8Array> = new Map([
  ["md5", sha256],
  ["sha1", sha256],
  ["sha256", sha256],
  ["sha384", sha384],
  ["sha512", sha512],
]);

/**
 * MsvAvChannelBindings, 16 bytes ([MS-NLMP] 3.1.5.1.2): MD5 of a gss_channel_bindings_struct (RFC 4121 4.1.1.2) with no addresses and
 * the "tls-server-end-point" of RFC 5929 as application data. undefined: RFC 5929 does not define one for this certificate, or its hash
 * is none that we have. Throws DecodeError on bytes that are no certificate.
 */
export function tlsServerEndPoint(certificate: Uint8Array): Uint8Array | undefined {
  const { signatureHash } = decodeCertificate(certificate);
  const hash = signatureHash === undefined ? undefined : HASHES.get(signatureHash);
  if (hash === undefined) return undefined;
  return gssChannelBindings(hash(certificate));
}

/** MD5 of the gss_channel_bindings_struct around a certificate's hash, 16 bytes. */
export function gssChannelBindings(certificateHash: Uint8Array): Uint8Array {
  const application = concat([fromLatin1("tls-server-end-point:"), certificateHash]);
  // Initiator and acceptor: address type and length, both zero.
  return md5(new WriteCursor(128).zeros(16).u32le(application.length).bytes(application).finish());
}
