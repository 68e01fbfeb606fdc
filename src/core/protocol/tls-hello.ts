import { concat } from "../bytes/index.ts";
import { x25519KeyShare } from "./tls-client-hello.ts";
import type { TlsClientHello, TlsKeyShare } from "./tls-client-hello.ts";
import {
  GROUP_SECP256R1,
  GROUP_SECP384R1,
  GROUP_SECP521R1,
  GROUP_X25519,
  GROUP_X25519_MLKEM768,
  GROUP_X448,
  TLS_1_1,
  TLS_1_2,
  TLS_1_3,
} from "./tls-names.ts";

/*
 * ClientHellos that each ask a server one question. draft-ietf-tls-ecdhe-mlkem 4.1: the client share of X25519MLKEM768 is the ML-KEM
 * encapsulation key (FIPS 203: 1152 bytes of 12-bit coefficients below 3329, then the seed rho of 32 bytes), then the x25519 key.
 */

const MLKEM768_COEFFICIENT_BYTES = 1152;
/** Brings the large hello to the size of that of OpenSSL 3.5, which has more extensions and signature algorithms. */
const LARGE_HELLO_PADDING = 144;
const SUITES_1_3 = [0x1302, 0x1301, 0x1303];
const SIGNATURES = [0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0807, 0x0201];
/** TLS_EMPTY_RENEGOTIATION_INFO_SCSV (RFC 5746 3.3): servers that insist on secure renegotiation see that it is known. */
const RENEGOTIATION_SCSV = 0x00ff;
/** What a Windows or OpenSSL server of the last fifteen years can pick from, the strong ones first. */
const SUITES_1_2 = [
  0xc02c, 0xc030, 0x009f, 0xcca9, 0xcca8, 0xccaa, 0xc02b, 0xc02f, 0x009e, 0xc024, 0xc028, 0x006b, 0xc023, 0xc027,
  0x0067, 0xc00a, 0xc014, 0x0039, 0xc009, 0xc013, 0x0033, 0x009d, 0x009c, 0x003d, 0x003c, 0x0035, 0x002f,
];

/** Random bytes of a hello, supplied by the caller. */
export interface TlsHelloSeed {
  /** 32 bytes. */
  readonly random: Uint8Array;
  /** 0..32 bytes; TLS 1.3 hellos of browsers have 32. */
  readonly sessionId: Uint8Array;
  readonly serverName?: string;
}

const named = (seed: TlsHelloSeed): Pick<TlsClientHello, "random" | "sessionId" | "serverName"> => ({
  random: seed.random,
  sessionId: seed.sessionId,
  ...(seed.serverName === undefined ? {} : { serverName: seed.serverName }),
});

/**
 * A well-formed client share for X25519MLKEM768 (1216 bytes) without any ML-KEM: all coefficients are zero, `seed` is rho, and any 32
 * bytes are an x25519 key. A server accepts it and answers; the secret that follows from it is of no use, so the handshake ends there.
 */
export function x25519MlKem768KeyShare(seed: Uint8Array, x25519PublicKey: Uint8Array): TlsKeyShare {
  if (seed.length !== 32) throw new RangeError(`a seed of ${seed.length} bytes`);
  if (x25519PublicKey.length !== 32) throw new RangeError(`an x25519 key of ${x25519PublicKey.length} bytes`);
  const key = concat([new Uint8Array(MLKEM768_COEFFICIENT_BYTES), seed, x25519PublicKey]);
  return { group: GROUP_X25519_MLKEM768, key };
}

/**
 * TLS 1.3, one group and no share: HelloRetryRequest = the server has the group, alert 40 = TLS 1.3 without it, alert 70 = no TLS 1.3.
 * About 145 bytes.
 */
export function postQuantumOnlyHello(seed: TlsHelloSeed, group: number = GROUP_X25519_MLKEM768): TlsClientHello {
  return {
    ...named(seed),
    maxVersion: TLS_1_3,
    cipherSuites: SUITES_1_3,
    groups: [group],
    keyShares: [],
    signatureAlgorithms: SIGNATURES,
  };
}

/**
 * X25519MLKEM768 and x25519 with a share for x25519 only. HelloRetryRequest = the server prefers ML-KEM; ServerHello with x25519 = it has
 * not got it, or does not insist. About 180 bytes.
 */
export function postQuantumPreferenceHello(seed: TlsHelloSeed, x25519PublicKey: Uint8Array): TlsClientHello {
  return {
    ...postQuantumOnlyHello(seed),
    groups: [GROUP_X25519_MLKEM768, GROUP_X25519],
    keyShares: [x25519KeyShare(x25519PublicKey)],
  };
}

/**
 * TLS 1.2 and 1.3 with shares for X25519MLKEM768 and x25519, as current clients send: about 1.6 KB, more than one segment. A server that
 * answers no other hello but this one, or all but this one, tells of the path or of itself. `keys`: 64 bytes, rho and x25519 key.
 */
export function largeHello(seed: TlsHelloSeed, keys: Uint8Array): TlsClientHello {
  if (keys.length !== 64) throw new RangeError(`keys of ${keys.length} bytes`);
  const x25519 = keys.subarray(32);
  return {
    ...named(seed),
    maxVersion: TLS_1_3,
    minVersion: TLS_1_2,
    cipherSuites: [...SUITES_1_3, ...SUITES_1_2, RENEGOTIATION_SCSV],
    groups: [GROUP_X25519_MLKEM768, GROUP_X25519, GROUP_SECP256R1, GROUP_X448, GROUP_SECP384R1, GROUP_SECP521R1],
    keyShares: [x25519MlKem768KeyShare(keys.subarray(0, 32), x25519), x25519KeyShare(x25519)],
    signatureAlgorithms: SIGNATURES,
    paddingLength: LARGE_HELLO_PADDING,
  };
}

/**
 * One old version at most (0x0300..0x0303), with old suites too: ServerHello with it = the server still speaks it, alert 70 or 40, or
 * the end of the connection = it does not. Throws RangeError for TLS 1.3.
 */
export function legacyHello(maxVersion: number, seed: TlsHelloSeed): TlsClientHello {
  if (maxVersion > TLS_1_2) throw new RangeError(`version 0x${maxVersion.toString(16)} is not a legacy one`);
  const cbc = [
    0xc00a, 0xc014, 0xc009, 0xc013, 0x0039, 0x0033, 0x0035, 0x002f, 0xc012, 0xc008, 0x0016, 0x000a, 0x0005, 0x0004,
  ];
  return {
    ...named(seed),
    maxVersion,
    cipherSuites: [...(maxVersion > TLS_1_1 ? SUITES_1_2 : []), ...cbc, RENEGOTIATION_SCSV].filter(
      (suite, index, all) => all.indexOf(suite) === index,
    ),
    groups: [GROUP_X25519, GROUP_SECP256R1, GROUP_SECP384R1, GROUP_SECP521R1],
    keyShares: [],
    // SHA-1 last: Windows Server 2008 R2 and old appliances sign with nothing else.
    signatureAlgorithms: maxVersion > TLS_1_1 ? [...SIGNATURES, 0x0203] : [],
  };
}

/**
 * TLS 1.2 in under 120 bytes (without a server name), answered by the whole certificate flight in the clear: a packet that passes
 * everywhere, whose answer does not.
 */
export function smallHello(seed: TlsHelloSeed): TlsClientHello {
  return {
    ...named(seed),
    maxVersion: TLS_1_2,
    cipherSuites: [
      0xc02c,
      0xc030,
      0xc02b,
      0xc02f,
      0xc028,
      0xc027,
      0xc014,
      0x009d,
      0x009c,
      0x0035,
      0x002f,
      RENEGOTIATION_SCSV,
    ],
    groups: [GROUP_X25519, GROUP_SECP256R1, GROUP_SECP384R1],
    keyShares: [],
    signatureAlgorithms: [0x0403, 0x0503, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0201],
  };
}
