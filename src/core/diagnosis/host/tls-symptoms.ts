import type { Group } from "../candidate.ts";
import type { HostReader } from "./host-reader.ts";
import { type HostSymptom, pooled, type PooledSetting } from "./pool.ts";

const TLS_VERSION = ["70"];
const NO_CIPHER = ["40", "71"];
const NOT_TRUSTED = ["42", "43", "44", "45", "46", "48"];

/**
 * Schannel does not say which service a handshake was for, and strangers cause such alerts by the dozen: never more than a
 * hint, unless the protocol settings themselves leave nothing usable.
 */
const handshakes = pooled({
  group: "handshakes-failed",
  stage: "tls",
  effect: "hinders",
  certainty: 0.5,
  endsWithLogon: true,
  signs: [
    { source: "Schannel 36874", causes: { "tls-no-common-cipher": 55, "tls-no-common-version": 45 } },
    { source: "Schannel 36873", causes: { "tls-no-common-cipher": 90 } },
    { source: "Schannel 36871", causes: { "tls-no-common-version": 60, "tls-no-common-cipher": 40 } },
    { source: "Schannel 36888", details: TLS_VERSION, causes: { "tls-no-common-version": 80 } },
    {
      source: "Schannel 36888",
      details: NO_CIPHER,
      causes: { "tls-no-common-cipher": 60, "tls-no-common-version": 20 },
    },
    { source: "Schannel 36887", details: TLS_VERSION, causes: { "tls-no-common-version": 70 } },
    {
      source: "RdpCoreTS 139",
      causes: { "security-layer-mismatch": 30, "tls-no-common-version": 30, "rdp-bruteforce-or-flood": 40 },
    },
    {
      source: "TermDD 56",
      causes: {
        "security-layer-mismatch": 25,
        "tls-no-common-version": 20,
        "rdp-bruteforce-or-flood": 40,
        "bad-credentials": 15,
      },
    },
  ],
});

const untrusted = pooled({
  group: "certificate-refused-by-clients",
  stage: "tls",
  effect: "weakens",
  certainty: 0.4,
  signs: [{ source: "Schannel 36887", details: NOT_TRUSTED, causes: { "rdp-cert-untrusted-by-client": 1 } }],
});

const FIPS_KEY = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa\\FIPSAlgorithmPolicy";
const FIPS_LEVEL = 4;

function fipsSettings(reader: HostReader): readonly PooledSetting[] {
  const layer = reader.listener("SecurityLayer");
  const level = reader.listener("MinEncryptionLevel");
  const policy = reader.registry(FIPS_KEY, "Enabled");
  if (layer?.value !== 0) return [];
  const demands = [level?.value === FIPS_LEVEL ? level : undefined, policy?.value === 1 ? policy : undefined];
  return demands.flatMap((entry): PooledSetting[] =>
    entry === undefined ? [] : [{ cause: "fips-mismatch", weight: 80, because: reader.citeRegistry("for", entry) }],
  );
}

const levels = pooled({
  group: "encryption-levels",
  stage: "x224",
  effect: "hinders",
  certainty: 0.7,
  windowMs: 14 * 86_400_000,
  signs: [{ source: "RemoteConnectionManager 1050", causes: { "security-layer-mismatch": 60, "fips-mismatch": 40 } }],
  settings: fipsSettings,
});

const PROTOCOLS = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols";

/** TLS 1.2 switched off for servers: only hosts that have TLS 1.3 are left with anything modern. */
const tls12Off: HostSymptom = {
  group: "tls12-off",
  stage: "tls",
  effect: "blocks",
  signs: [],
  look: tls12OffLook,
};

function tls12OffLook(reader: HostReader): readonly Group[] {
  const enabled = reader.registry(`${PROTOCOLS}\\TLS 1.2\\Server`, "Enabled");
  if (enabled?.value !== 0) return [];
  return [
    {
      group: "host.tls12-off",
      stage: "tls",
      effect: "blocks",
      certainty: 0.85,
      because: [],
      candidates: [{ id: "tls-no-common-version", weight: 1, because: [reader.citeRegistry("for", enabled)] }],
    },
  ];
}

/** What Schannel and the security layer tell of handshakes. */
export const TLS_SYMPTOMS: readonly HostSymptom[] = [tls12Off, handshakes, levels, untrusted];
