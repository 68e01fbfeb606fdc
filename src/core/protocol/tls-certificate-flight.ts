import { concat, ReadCursor, WriteCursor } from "../bytes/index.ts";
import { TLS_1_2, TLS_1_3 } from "./tls-names.ts";
import {
  handshakeMessage,
  readClearRecords,
  readHandshakeMessage,
  readVector,
  TLS_RECORD_HANDSHAKE,
  tlsRecords,
} from "./tls-record.ts";
import { HANDSHAKE_SERVER_HELLO, readTlsServerHello, tlsServerHelloMessage } from "./tls-server-answer.ts";
import type { TlsAlert, TlsServerAnswerDetails } from "./tls-server-answer.ts";

/*
 * RFC 5246 7.3: the server's flight up to TLS 1.2 is in the clear
 *
 *   2 ServerHello, 11 Certificate, [22 CertificateStatus], 12 ServerKeyExchange (ephemeral key exchange only),
 *   [13 CertificateRequest], 14 ServerHelloDone
 *
 * RFC 5246 7.4.2 Server Certificate: certificate_list of 3 + n bytes, each certificate 3 + n bytes of DER, the server's own first.
 * RFC 8422 5.4 Server Key Exchange: curve_type 1 byte (3 named_curve), namedcurve 2 bytes, then the key.
 */

const HANDSHAKE_CERTIFICATE = 11;
const HANDSHAKE_SERVER_KEY_EXCHANGE = 12;
const HANDSHAKE_CERTIFICATE_REQUEST = 13;
const HANDSHAKE_SERVER_HELLO_DONE = 14;
const CURVE_TYPE_NAMED = 3;
const CERTIFICATES_MAX = 10;

/** What can be read of a server's first flight. */
export type TlsCertificateFlight =
  | {
      readonly kind: "certificates";
      readonly version: number;
      readonly cipherSuite: number;
      /** DER, the server's own first, as views of a copy; empty with an anonymous key exchange. */
      readonly certificates: readonly Uint8Array[];
      /** Curve of the key exchange, when it is an elliptic one and its message has arrived. */
      readonly group?: number;
      /** The server asks for a client certificate. */
      readonly certificateRequested: boolean;
      /** ServerHelloDone was seen: nothing more will come. */
      readonly complete: boolean;
    }
  /** TLS 1.3 (ServerHello or HelloRetryRequest): the certificate is encrypted. */
  | { readonly kind: "encrypted"; readonly cipherSuite: number }
  | TlsAlert;

function readCertificates(body: Uint8Array): readonly Uint8Array[] {
  const cursor = new ReadCursor(body, "Certificate");
  const list = readVector(cursor, 3, "certificate_list");
  cursor.expectEnd();
  const certificates: Uint8Array[] = [];
  while (list.remaining > 0) {
    if (certificates.length === CERTIFICATES_MAX) list.reject("certificate_list", `has more than ${CERTIFICATES_MAX}`);
    certificates.push(readVector(list, 3, "ASN.1Cert").rest());
  }
  return certificates;
}

function namedCurve(body: Uint8Array): number | undefined {
  return body.length >= 3 && body[0] === CURVE_TYPE_NAMED ? (body[1] ?? 0) * 0x100 + (body[2] ?? 0) : undefined;
}

/**
 * Reads the certificate chain out of a server's first flight, as far as it arrived: undefined until the Certificate message is
 * complete; after that `complete` tells whether `group` and `certificateRequested` can still change. At most 64 KiB and 10
 * certificates. Throws DecodeError when it is not TLS, malformed or larger.
 */
export function decodeCertificateFlight(bytes: Uint8Array): TlsCertificateFlight | undefined {
  const records = readClearRecords(bytes);
  const cursor = new ReadCursor(records.handshake, "ServerHello");
  const first = readHandshakeMessage(cursor);
  if (first === undefined) return records.alert === undefined ? undefined : { kind: "alert", ...records.alert };
  if (first.type !== HANDSHAKE_SERVER_HELLO) cursor.reject("msg_type", `is ${first.type}`);
  const hello = readTlsServerHello(first.body);
  const { cipherSuite } = hello;
  if (hello.kind === "hello-retry-request" || hello.version >= TLS_1_3) return { kind: "encrypted", cipherSuite };
  let certificates: readonly Uint8Array[] | undefined;
  let group: number | undefined;
  let certificateRequested = false;
  let complete = false;
  while (!complete) {
    const message = readHandshakeMessage(cursor);
    if (message === undefined) break;
    if (message.type === HANDSHAKE_CERTIFICATE) certificates = readCertificates(message.body);
    else if (message.type === HANDSHAKE_SERVER_KEY_EXCHANGE) group = namedCurve(message.body);
    else if (message.type === HANDSHAKE_CERTIFICATE_REQUEST) certificateRequested = true;
    else if (message.type === HANDSHAKE_SERVER_HELLO_DONE) complete = true;
  }
  if (certificates === undefined && !complete) {
    return records.alert === undefined ? undefined : { kind: "alert", ...records.alert };
  }
  return {
    kind: "certificates",
    version: hello.version,
    cipherSuite,
    certificates: certificates ?? [],
    ...(group === undefined ? {} : { group }),
    certificateRequested,
    complete,
  };
}

function vector24(content: Uint8Array): Uint8Array {
  return concat([new WriteCursor(3).u24be(content.length).finish(), content]);
}

/** A flight of TLS 1.0..1.2 for a stand-in server, its key exchange without a real key. */
export function encodeCertificateFlight(
  flight: Extract<TlsCertificateFlight, { kind: "certificates" }>,
  details: TlsServerAnswerDetails,
): Uint8Array {
  const { certificates, cipherSuite, group, version } = flight;
  const messages = [tlsServerHelloMessage({ kind: "server-hello", version, cipherSuite }, details)];
  if (certificates.length > 0 || !flight.complete) {
    messages.push(handshakeMessage(HANDSHAKE_CERTIFICATE, vector24(concat(certificates.map(vector24)))));
  }
  if (group !== undefined) {
    const key = details.keyExchange ?? new Uint8Array();
    const body = new WriteCursor().u8(CURVE_TYPE_NAMED).u16be(group).u8(key.length).bytes(key).finish();
    messages.push(handshakeMessage(HANDSHAKE_SERVER_KEY_EXCHANGE, body));
  }
  if (flight.certificateRequested) {
    // One certificate type (rsa_sign), no signature algorithms below TLS 1.2, no names.
    const body = version >= TLS_1_2 ? Uint8Array.of(1, 1, 0, 2, 4, 1, 0, 0) : Uint8Array.of(1, 1, 0, 0);
    messages.push(handshakeMessage(HANDSHAKE_CERTIFICATE_REQUEST, body));
  }
  if (flight.complete) messages.push(handshakeMessage(HANDSHAKE_SERVER_HELLO_DONE, new Uint8Array()));
  return tlsRecords(TLS_RECORD_HANDSHAKE, version, concat(messages));
}
