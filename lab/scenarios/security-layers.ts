// TLS versions and ciphers that do not meet, and security layers that do not.
import { namedShadow, namedXrdp } from "./hosts.ts";
import type { Ground, Scenario, Target } from "./scenario.ts";

const onlyVersion =
  (version: string) =>
  (ground: Ground): Promise<Target> =>
    namedXrdp(ground, { ini: { ssl_protocols: version }, legacyTls: true });

/** Alert 40 is also what Schannel sends when it cannot use its key. */
const HANDSHAKE_FAILURE = ["tls-no-common-cipher", "machinekeys-permissions"] as const;

/** Faults of agreement. */
export const securityLayerScenarios: readonly Scenario[] = [
  {
    id: "only-tls-1.0",
    title: "TLS 1.0 and nothing newer",
    truth: "tls-no-common-version",
    sameOnTheWire: ["tls-no-common-version"],
    production: "real",
    start: onlyVersion("TLSv1"),
  },
  {
    id: "only-tls-1.1",
    title: "TLS 1.1 and nothing newer",
    truth: "tls-no-common-version",
    sameOnTheWire: ["tls-no-common-version"],
    production: "real",
    start: onlyVersion("TLSv1.1"),
  },
  {
    id: "only-camellia",
    title: "only Camellia suites are left switched on",
    truth: "tls-no-common-cipher",
    sameOnTheWire: HANDSHAKE_FAILURE,
    production: "real",
    start: (ground) =>
      namedXrdp(ground, {
        ini: { ssl_protocols: "TLSv1.2", tls_ciphers: ground.dice.pick("CAMELLIA256-SHA", "CAMELLIA128-SHA") },
      }),
  },
  {
    id: "suites-for-other-key-type",
    title: "an ECDSA certificate, and only suites for RSA keys",
    truth: "tls-no-common-cipher",
    sameOnTheWire: HANDSHAKE_FAILURE,
    production: "real",
    start: (ground) =>
      namedXrdp(
        ground,
        { ini: { ssl_protocols: "TLSv1.2", tls_ciphers: "ECDHE-RSA-AES256-GCM-SHA384" } },
        { key: ground.dice.pick("ec:prime256v1", "ec:secp384r1") },
      ),
  },
  {
    id: "plain-rdp-only",
    title: "only standard RDP security: no TLS, no NLA",
    truth: "security-layer-mismatch",
    sameOnTheWire: ["security-layer-mismatch"],
    production: "real",
    start: (ground) =>
      namedXrdp(ground, { ini: { security_layer: "rdp", crypt_level: ground.dice.pick("high", "medium") } }),
  },
  {
    id: "clear-text-only",
    title: "standard RDP security without any encryption",
    truth: "security-layer-mismatch",
    sameOnTheWire: ["security-layer-mismatch"],
    production: "real",
    start: (ground) => namedShadow(ground, { security: "rdp" }),
  },
  {
    id: "demands-tls-whatever-is-offered",
    title: "answers that TLS is required to a client that offers it",
    truth: "security-layer-mismatch",
    sameOnTheWire: ["security-layer-mismatch"],
    production: "real",
    start: (ground) => namedShadow(ground, { security: "ext" }),
  },
];
