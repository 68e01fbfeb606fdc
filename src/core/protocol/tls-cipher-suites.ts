/** A cipher suite with what can be read off its name. */
export interface TlsCipherSuite {
  readonly code: number;
  /** IANA name. */
  readonly name: string;
  /** Authenticated encryption: GCM, CCM or ChaCha20-Poly1305. */
  readonly aead: boolean;
  /** Ephemeral key exchange: a stolen server key does not open recorded sessions. */
  readonly forwardSecrecy: boolean;
  /** No encryption, no authentication, export keys, RC2, RC4, DES, 3DES or an MD5 MAC. */
  readonly weak: boolean;
}

/** IANA registry "TLS Cipher Suites": those that Windows (schannel) and OpenSSL offer or offered, without the TLS_ in front. */
const NAMES: readonly (readonly [code: number, name: string])[] = [
  [0x0001, "RSA_WITH_NULL_MD5"],
  [0x0002, "RSA_WITH_NULL_SHA"],
  [0x0003, "RSA_EXPORT_WITH_RC4_40_MD5"],
  [0x0004, "RSA_WITH_RC4_128_MD5"],
  [0x0005, "RSA_WITH_RC4_128_SHA"],
  [0x0006, "RSA_EXPORT_WITH_RC2_CBC_40_MD5"],
  [0x0008, "RSA_EXPORT_WITH_DES40_CBC_SHA"],
  [0x0009, "RSA_WITH_DES_CBC_SHA"],
  [0x000a, "RSA_WITH_3DES_EDE_CBC_SHA"],
  [0x0013, "DHE_DSS_WITH_3DES_EDE_CBC_SHA"],
  [0x0014, "DHE_RSA_EXPORT_WITH_DES40_CBC_SHA"],
  [0x0015, "DHE_RSA_WITH_DES_CBC_SHA"],
  [0x0016, "DHE_RSA_WITH_3DES_EDE_CBC_SHA"],
  [0x0018, "DH_anon_WITH_RC4_128_MD5"],
  [0x001b, "DH_anon_WITH_3DES_EDE_CBC_SHA"],
  [0x002f, "RSA_WITH_AES_128_CBC_SHA"],
  [0x0032, "DHE_DSS_WITH_AES_128_CBC_SHA"],
  [0x0033, "DHE_RSA_WITH_AES_128_CBC_SHA"],
  [0x0034, "DH_anon_WITH_AES_128_CBC_SHA"],
  [0x0035, "RSA_WITH_AES_256_CBC_SHA"],
  [0x0038, "DHE_DSS_WITH_AES_256_CBC_SHA"],
  [0x0039, "DHE_RSA_WITH_AES_256_CBC_SHA"],
  [0x003a, "DH_anon_WITH_AES_256_CBC_SHA"],
  [0x003b, "RSA_WITH_NULL_SHA256"],
  [0x003c, "RSA_WITH_AES_128_CBC_SHA256"],
  [0x003d, "RSA_WITH_AES_256_CBC_SHA256"],
  [0x0040, "DHE_DSS_WITH_AES_128_CBC_SHA256"],
  [0x0041, "RSA_WITH_CAMELLIA_128_CBC_SHA"],
  [0x0045, "DHE_RSA_WITH_CAMELLIA_128_CBC_SHA"],
  [0x0067, "DHE_RSA_WITH_AES_128_CBC_SHA256"],
  [0x006a, "DHE_DSS_WITH_AES_256_CBC_SHA256"],
  [0x006b, "DHE_RSA_WITH_AES_256_CBC_SHA256"],
  [0x0084, "RSA_WITH_CAMELLIA_256_CBC_SHA"],
  [0x0088, "DHE_RSA_WITH_CAMELLIA_256_CBC_SHA"],
  [0x0096, "RSA_WITH_SEED_CBC_SHA"],
  [0x009c, "RSA_WITH_AES_128_GCM_SHA256"],
  [0x009d, "RSA_WITH_AES_256_GCM_SHA384"],
  [0x009e, "DHE_RSA_WITH_AES_128_GCM_SHA256"],
  [0x009f, "DHE_RSA_WITH_AES_256_GCM_SHA384"],
  [0x1301, "AES_128_GCM_SHA256"],
  [0x1302, "AES_256_GCM_SHA384"],
  [0x1303, "CHACHA20_POLY1305_SHA256"],
  [0x1304, "AES_128_CCM_SHA256"],
  [0x1305, "AES_128_CCM_8_SHA256"],
  [0xc007, "ECDHE_ECDSA_WITH_RC4_128_SHA"],
  [0xc008, "ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA"],
  [0xc009, "ECDHE_ECDSA_WITH_AES_128_CBC_SHA"],
  [0xc00a, "ECDHE_ECDSA_WITH_AES_256_CBC_SHA"],
  [0xc011, "ECDHE_RSA_WITH_RC4_128_SHA"],
  [0xc012, "ECDHE_RSA_WITH_3DES_EDE_CBC_SHA"],
  [0xc013, "ECDHE_RSA_WITH_AES_128_CBC_SHA"],
  [0xc014, "ECDHE_RSA_WITH_AES_256_CBC_SHA"],
  [0xc018, "ECDH_anon_WITH_AES_128_CBC_SHA"],
  [0xc019, "ECDH_anon_WITH_AES_256_CBC_SHA"],
  [0xc023, "ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"],
  [0xc024, "ECDHE_ECDSA_WITH_AES_256_CBC_SHA384"],
  [0xc027, "ECDHE_RSA_WITH_AES_128_CBC_SHA256"],
  [0xc028, "ECDHE_RSA_WITH_AES_256_CBC_SHA384"],
  [0xc02b, "ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"],
  [0xc02c, "ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"],
  [0xc02f, "ECDHE_RSA_WITH_AES_128_GCM_SHA256"],
  [0xc030, "ECDHE_RSA_WITH_AES_256_GCM_SHA384"],
  [0xc09c, "RSA_WITH_AES_128_CCM"],
  [0xc09d, "RSA_WITH_AES_256_CCM"],
  [0xc09e, "DHE_RSA_WITH_AES_128_CCM"],
  [0xc09f, "DHE_RSA_WITH_AES_256_CCM"],
  [0xc0ac, "ECDHE_ECDSA_WITH_AES_128_CCM"],
  [0xc0ad, "ECDHE_ECDSA_WITH_AES_256_CCM"],
  [0xcca8, "ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"],
  [0xcca9, "ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"],
  [0xccaa, "DHE_RSA_WITH_CHACHA20_POLY1305_SHA256"],
];

const SUITES: ReadonlyMap<number, TlsCipherSuite> = new Map(
  NAMES.map(([code, name]) => [
    code,
    {
      code,
      name: `TLS_${name}`,
      aead: /GCM|CCM|POLY1305/.test(name),
      forwardSecrecy: code >> 8 === 0x13 || /^(?:EC)?DHE_/.test(name),
      weak: /NULL|anon|EXPORT|RC2|RC4|DES|MD5/.test(name),
    },
  ]),
);

/** The suite of a code point, or undefined when the table does not have it. */
export function tlsCipherSuite(code: number): TlsCipherSuite | undefined {
  return SUITES.get(code);
}

/** IANA name of a suite, or its number as `0xc02f` when the table does not have it. */
export function tlsCipherSuiteName(code: number): string {
  return SUITES.get(code)?.name ?? `0x${code.toString(16).padStart(4, "0")}`;
}
