/*
 * Numbers of the IANA registries "TLS Parameters" (versions RFC 8446 4.2.1, supported groups, alerts RFC 8446 6). ML-KEM groups:
 * draft-ietf-tls-ecdhe-mlkem.
 */

export const SSL_3_0 = 0x0300;
export const TLS_1_0 = 0x0301;
export const TLS_1_1 = 0x0302;
export const TLS_1_2 = 0x0303;
export const TLS_1_3 = 0x0304;

export const GROUP_SECP256R1 = 0x0017;
export const GROUP_SECP384R1 = 0x0018;
export const GROUP_SECP521R1 = 0x0019;
export const GROUP_X25519 = 0x001d;
export const GROUP_X448 = 0x001e;
export const GROUP_SECP256R1_MLKEM768 = 0x11eb;
export const GROUP_X25519_MLKEM768 = 0x11ec;
export const GROUP_SECP384R1_MLKEM1024 = 0x11ed;

export const ALERT_HANDSHAKE_FAILURE = 40;
export const ALERT_ILLEGAL_PARAMETER = 47;
export const ALERT_PROTOCOL_VERSION = 70;

const VERSION_NAMES: ReadonlyMap<number, string> = new Map([
  [0x0002, "SSL 2.0"],
  [SSL_3_0, "SSL 3.0"],
  [TLS_1_0, "TLS 1.0"],
  [TLS_1_1, "TLS 1.1"],
  [TLS_1_2, "TLS 1.2"],
  [TLS_1_3, "TLS 1.3"],
]);

const GROUP_NAMES: ReadonlyMap<number, string> = new Map([
  [0x0013, "secp192r1"],
  [0x0015, "secp224r1"],
  [GROUP_SECP256R1, "secp256r1"],
  [GROUP_SECP384R1, "secp384r1"],
  [GROUP_SECP521R1, "secp521r1"],
  [0x001a, "brainpoolP256r1"],
  [0x001b, "brainpoolP384r1"],
  [0x001c, "brainpoolP512r1"],
  [GROUP_X25519, "x25519"],
  [GROUP_X448, "x448"],
  [0x001f, "brainpoolP256r1tls13"],
  [0x0020, "brainpoolP384r1tls13"],
  [0x0021, "brainpoolP512r1tls13"],
  [0x0100, "ffdhe2048"],
  [0x0101, "ffdhe3072"],
  [0x0102, "ffdhe4096"],
  [0x0103, "ffdhe6144"],
  [0x0104, "ffdhe8192"],
  [0x0200, "MLKEM512"],
  [0x0201, "MLKEM768"],
  [0x0202, "MLKEM1024"],
  [GROUP_SECP256R1_MLKEM768, "SecP256r1MLKEM768"],
  [GROUP_X25519_MLKEM768, "X25519MLKEM768"],
  [GROUP_SECP384R1_MLKEM1024, "SecP384r1MLKEM1024"],
  [0x6399, "X25519Kyber768Draft00"],
]);

const ALERT_NAMES: ReadonlyMap<number, string> = new Map([
  [0, "close_notify"],
  [10, "unexpected_message"],
  [20, "bad_record_mac"],
  [21, "decryption_failed"],
  [22, "record_overflow"],
  [30, "decompression_failure"],
  [ALERT_HANDSHAKE_FAILURE, "handshake_failure"],
  [41, "no_certificate"],
  [42, "bad_certificate"],
  [43, "unsupported_certificate"],
  [44, "certificate_revoked"],
  [45, "certificate_expired"],
  [46, "certificate_unknown"],
  [ALERT_ILLEGAL_PARAMETER, "illegal_parameter"],
  [48, "unknown_ca"],
  [49, "access_denied"],
  [50, "decode_error"],
  [51, "decrypt_error"],
  [60, "export_restriction"],
  [ALERT_PROTOCOL_VERSION, "protocol_version"],
  [71, "insufficient_security"],
  [80, "internal_error"],
  [86, "inappropriate_fallback"],
  [90, "user_canceled"],
  [100, "no_renegotiation"],
  [109, "missing_extension"],
  [110, "unsupported_extension"],
  [111, "certificate_unobtainable"],
  [112, "unrecognized_name"],
  [113, "bad_certificate_status_response"],
  [114, "bad_certificate_hash_value"],
  [115, "unknown_psk_identity"],
  [116, "certificate_required"],
  [120, "no_application_protocol"],
]);

/** "TLS 1.2" for 0x0303; undefined for a number that no version has. */
export function tlsVersionName(version: number): string | undefined {
  return VERSION_NAMES.get(version);
}

/** Registry name of a supported group; undefined when unknown. */
export function tlsGroupName(group: number): string | undefined {
  return GROUP_NAMES.get(group);
}

/** Specification name of an alert description; undefined when unknown. */
export function tlsAlertName(description: number): string | undefined {
  return ALERT_NAMES.get(description);
}

/** True for the key exchanges that a quantum computer cannot break later: those with ML-KEM (or its draft, Kyber). */
export function isPostQuantumGroup(group: number): boolean {
  return /MLKEM|Kyber/.test(GROUP_NAMES.get(group) ?? "");
}
