// Certificates that are out of date, for somebody else, too weak, missing, or not trusted.
import { certificate } from "../index.ts";
import type { CertificateOptions, XrdpOptions } from "../index.ts";
import { namedShadow, namedXrdp } from "./hosts.ts";
import type { Ground, Scenario, Target } from "./scenario.ts";

type Looks = (ground: Ground) => CertificateOptions;

const xrdpWith =
  (looks: Looks, options: XrdpOptions = {}) =>
  (ground: Ground): Promise<Target> =>
    namedXrdp(ground, options, looks(ground));

const expired: Looks = ({ dice }) => ({ from: -dice.between(380, 800), to: -dice.between(2, 90) });

/** Windows has no certificate that it can use: which of these it is, its event log tells. */
const NO_USABLE_CERTIFICATE = [
  "rdp-selfsigned-not-recreated",
  "machinekeys-permissions",
  "rdp-cert-private-key-access",
  "rdp-cert-thumbprint-mismatch",
] as const;

/** Faults of the certificate. */
export const certificateScenarios: readonly Scenario[] = [
  {
    id: "certificate-expired",
    title: "the certificate has expired",
    truth: "rdp-cert-expired",
    sameOnTheWire: ["rdp-cert-expired"],
    production: "real",
    start: xrdpWith(expired),
  },
  {
    id: "certificate-not-yet-valid",
    title: "the certificate becomes valid in some days",
    truth: "rdp-cert-expired",
    // A clock that was wrong when it was issued looks the same.
    sameOnTheWire: ["rdp-cert-expired", "clock-skew"],
    production: "real",
    start: xrdpWith(({ dice }) => ({ from: dice.between(3, 30), to: dice.between(200, 400) })),
  },
  {
    id: "certificate-expired-with-nla",
    title: "the certificate of a host that requires NLA has expired",
    truth: "rdp-cert-expired",
    sameOnTheWire: ["rdp-cert-expired"],
    production: "real",
    start: (ground) => namedShadow(ground, { security: "nla" }, expired(ground)),
  },
  {
    id: "certificate-expires-soon",
    title: "the certificate expires within days",
    truth: "rdp-cert-expired",
    sameOnTheWire: ["rdp-cert-expired"],
    production: "real",
    start: xrdpWith(({ dice }) => ({ from: -dice.between(300, 360), to: dice.between(2, 6) })),
  },
  {
    id: "certificate-for-other-name",
    title: "the certificate was issued for another name; the address is the right one",
    truth: "rdp-cert-wrong-eku-or-name",
    // A name that leads to another host, which gives no names before a login, looks the same.
    sameOnTheWire: ["rdp-cert-wrong-eku-or-name", "dns-name-or-address-wrong"],
    production: "real",
    start: (ground) => {
      const other = ground.newName();
      return namedXrdp(ground, {}, { cn: other, san: `DNS:${other}` });
    },
  },
  {
    id: "certificate-weak",
    title: "RSA-1024 signed with SHA-1",
    truth: "rdp-cert-wrong-eku-or-name",
    sameOnTheWire: ["rdp-cert-wrong-eku-or-name"],
    production: "real",
    start: xrdpWith(() => ({ key: "rsa:1024", digest: "sha1" }), { legacyTls: true }),
  },
  {
    id: "certificate-for-clients",
    title: "the certificate is for client authentication only",
    truth: "rdp-cert-wrong-eku-or-name",
    sameOnTheWire: ["rdp-cert-wrong-eku-or-name"],
    production: "real",
    start: xrdpWith(() => ({ eku: "clientAuth" })),
  },
  {
    id: "certificate-ed25519",
    title: "the certificate has an Ed25519 key, which Windows clients cannot use",
    truth: "rdp-cert-wrong-eku-or-name",
    sameOnTheWire: ["rdp-cert-wrong-eku-or-name"],
    production: "real",
    start: xrdpWith(() => ({ key: "ed25519" })),
  },
  {
    id: "certificate-of-other-issuer",
    title: "the certificate comes from a CA that is not among the roots to be trusted",
    truth: "rdp-cert-untrusted-by-client",
    sameOnTheWire: ["rdp-cert-untrusted-by-client"],
    production: "real",
    start: async (ground) => {
      const trusted = await ground.certificate(ground.newName());
      const issuer = await certificate(ground.lab, {
        cn: `Old CA ${ground.dice.between(1, 999)}`,
        san: "",
        eku: "none",
        notCa: false,
        selfSigned: true,
        freshKey: true,
      });
      return { ...(await namedXrdp(ground, {}, { issuer })), caPath: trusted.caPath };
    },
  },
  {
    id: "fell-back-to-self-signed",
    title: "a CA certificate was bound by a wrong thumbprint: the host shows its self-signed one",
    truth: "rdp-cert-thumbprint-mismatch",
    sameOnTheWire: ["rdp-cert-untrusted-by-client", "rdp-cert-thumbprint-mismatch", "rdp-cert-private-key-access"],
    production: "real",
    start: async (ground) => {
      const trusted = await ground.certificate(ground.newName());
      const name = ground.newName();
      const looks = { selfSigned: true, from: -30, to: 152, cn: name, san: "" } as const;
      return { ...(await namedXrdp(ground, {}, looks)), caPath: trusted.caPath };
    },
  },
  {
    id: "certificate-file-missing",
    title: "TLS is required, and there is no certificate",
    truth: "rdp-selfsigned-not-recreated",
    sameOnTheWire: NO_USABLE_CERTIFICATE,
    production: "real",
    start: (ground) => namedXrdp(ground, { certificate: "missing" }),
  },
  {
    id: "private-key-unreadable",
    title: "the account of the service may not read the private key",
    truth: "rdp-cert-private-key-access",
    sameOnTheWire: NO_USABLE_CERTIFICATE,
    production: "real",
    start: (ground) => namedXrdp(ground, { asUser: "xrdp" }),
  },
  {
    id: "key-of-other-certificate",
    title: "the key belongs to another certificate",
    truth: "rdp-cert-thumbprint-mismatch",
    // A handshake that the host ends after the hello: a device in between and old versions do the same.
    sameOnTheWire: [...NO_USABLE_CERTIFICATE, "third-party-security-hook", "tls-no-common-version"],
    production: "real",
    start: async (ground) => {
      const name = ground.newName();
      const [shown, other] = await Promise.all([
        ground.certificate(name),
        ground.certificate(name, { freshKey: true }),
      ]);
      return namedXrdp(ground, { certificate: { ...shown, keyPath: other.keyPath } });
    },
  },
];
