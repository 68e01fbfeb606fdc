import type { CertificateState } from "../../inventory/index.ts";
import type { Because } from "../finding.ts";
import { type HostReader, RARE_MS } from "./host-reader.ts";
import { type HostSymptom, pooled, type PooledSetting, type PooledSign } from "./pool.ts";

const READS = /full ?control|read|generic_?(?:all|read)/i;
const NETWORK_SERVICE = /network service|S-1-5-20\b/i;
const SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";
const RDP_AUTHENTICATION = "1.3.6.1.4.1.311.54.1.2";
const ANY_PURPOSE = "2.5.29.37.0";

/** Whether an account of the listener may read the key file; undefined where nobody looked. */
export function canReadKey({ keyAccess }: CertificateState): boolean | undefined {
  if (keyAccess === undefined) return undefined;
  const ofService = keyAccess.filter(({ account }) => NETWORK_SERVICE.test(account));
  const isDenied = ofService.some(({ kind }) => kind === "deny");
  return !isDenied && ofService.some(({ kind, rights }) => kind === "allow" && READS.test(rights));
}

/** The certificates that a listener is bound to. */
export function boundCertificates(reader: HostReader): readonly CertificateState[] {
  return (reader.section("certificates") ?? []).filter(({ bound }) => bound);
}

function certificateFact(
  reader: HostReader,
  fact: string,
  { thumbprintSha1, store, ...more }: CertificateState,
): Because {
  const { notAfterMs, keyFile } = more;
  return {
    side: "for",
    fact: `setting.${fact}`,
    value: { thumbprintSha1, store, notAfterMs: notAfterMs ?? null, keyFile: keyFile ?? null },
    at: reader.sectionAt("certificates"),
  };
}

function keySettings(reader: HostReader): readonly PooledSetting[] {
  return boundCertificates(reader).flatMap((state): PooledSetting[] => {
    if (state.hasPrivateKey === false) {
      const because = certificateFact(reader, "certificate-without-key", state);
      return [{ cause: "rdp-cert-private-key-access", weight: 300, because }];
    }
    if (canReadKey(state) !== false) return [];
    // Windows' own certificate lies in the store "Remote Desktop": nobody chose its key, so the folder was changed.
    const isOwn = /remote desktop/i.test(state.store);
    const because = certificateFact(reader, "certificate-key-unreadable", state);
    return [{ cause: isOwn ? "machinekeys-permissions" : "rdp-cert-private-key-access", weight: 300, because }];
  });
}

/** Why the self-signed certificate could not be made: rights on the key folder, or a key that is in the way. */
function selfSignedFailed(source: string): readonly PooledSign[] {
  return [
    {
      source,
      details: ["access denied"],
      causes: { "machinekeys-permissions": 100, "rdp-selfsigned-not-recreated": 5 },
    },
    { source, details: ["old key"], causes: { "rdp-selfsigned-not-recreated": 80, "machinekeys-permissions": 20 } },
    { source, details: [""], causes: { "machinekeys-permissions": 50, "rdp-selfsigned-not-recreated": 45 } },
  ];
}

const keyUnreadable = pooled({
  group: "key-unreadable",
  stage: "tls",
  effect: "blocks",
  certainty: 0.93,
  windowMs: RARE_MS,
  endsWithLogon: true,
  signs: [
    {
      source: "Schannel 36870",
      causes: { "machinekeys-permissions": 68, "rdp-cert-private-key-access": 27, "rdp-selfsigned-not-recreated": 5 },
    },
    ...["1057", "1058"].flatMap((id) => selfSignedFailed(`RemoteConnectionManager ${id}`)),
    {
      source: "RemoteConnectionManager 1058",
      causes: { "rdp-cert-expired": 10 },
    },
    {
      source: "RemoteConnectionManager 1055",
      causes: { "rdp-cert-private-key-access": 85, "machinekeys-permissions": 15 },
    },
    { source: "Schannel 36869", causes: { "rdp-cert-private-key-access": 85, "machinekeys-permissions": 15 } },
    { source: "CertificateServicesClient-Lifecycle-System 1009", causes: { "rdp-cert-private-key-access": 60 } },
  ],
  settings: keySettings,
});

function expirySettings(reader: HostReader): readonly PooledSetting[] {
  return boundCertificates(reader)
    .filter(
      ({ notBeforeMs, notAfterMs }) =>
        (notAfterMs !== undefined && notAfterMs < reader.referenceMs) ||
        (notBeforeMs !== undefined && notBeforeMs > reader.referenceMs),
    )
    .map((state) => ({
      cause: "rdp-cert-expired",
      weight: 200,
      because: certificateFact(reader, "certificate-expired", state),
    }));
}

const expired = pooled({
  group: "certificate-expired",
  stage: "tls",
  effect: "hinders",
  certainty: 0.9,
  windowMs: RARE_MS,
  signs: [
    { source: "RemoteConnectionManager 1052", causes: { "rdp-cert-expired": 1 } },
    { source: "RemoteConnectionManager 1053", causes: { "rdp-cert-expired": 1 } },
    { source: "RemoteConnectionManager 1065", causes: { "rdp-cert-expired": 1 } },
  ],
  settings: expirySettings,
});

/** Any certificate of the machine, perhaps not that of the listener. */
const someExpired = pooled({
  group: "machine-certificate-expired",
  stage: "tls",
  effect: "weakens",
  certainty: 0.35,
  windowMs: RARE_MS,
  signs: ["1002", "1003"]
    .map((id) => `CertificateServicesClient-Lifecycle-System ${id}`)
    .concat(["6", "13", "64"].map((id) => `CertificateServicesClient-AutoEnrollment ${id}`))
    .map((source) => ({ source, causes: { "rdp-cert-expired": 70, "rdp-cert-wrong-eku-or-name": 30 } })),
});

function thumbprintSettings(reader: HostReader): readonly PooledSetting[] {
  const bound = reader.section("listener")?.certificateSha1;
  const known = reader.section("certificates");
  if (bound === undefined || known === undefined || known.length === 0) return [];
  const plain = plainThumbprint(bound);
  if (plain === "" || known.some(({ thumbprintSha1 }) => plainThumbprint(thumbprintSha1) === plain)) return [];
  const because: Because = {
    side: "for",
    fact: "setting.certificate-missing",
    value: { thumbprintSha1: bound },
    at: reader.sectionAt("listener"),
  };
  return [{ cause: "rdp-cert-thumbprint-mismatch", weight: 200, because }];
}

/** A thumbprint as forty hexadecimal digits in lower case. */
function plainThumbprint(thumbprint: string): string {
  return thumbprint.toLowerCase().replaceAll(/[^\da-f]/g, "");
}

const thumbprint = pooled({
  group: "certificate-missing",
  stage: "tls",
  effect: "hinders",
  certainty: 0.9,
  windowMs: RARE_MS,
  signs: [
    { source: "RemoteConnectionManager 1051", causes: { "rdp-cert-thumbprint-mismatch": 1 } },
    { source: "RemoteConnectionManager 1059", causes: { "rdp-cert-thumbprint-mismatch": 1 } },
  ],
  settings: thumbprintSettings,
});

function purposeSettings(reader: HostReader): readonly PooledSetting[] {
  return boundCertificates(reader)
    .filter(
      ({ extendedKeyUsages }) =>
        extendedKeyUsages !== undefined &&
        extendedKeyUsages.length > 0 &&
        ![SERVER_AUTHENTICATION, RDP_AUTHENTICATION, ANY_PURPOSE].some((purpose) =>
          extendedKeyUsages.includes(purpose),
        ),
    )
    .map((state) => ({
      cause: "rdp-cert-wrong-eku-or-name",
      weight: 200,
      because: certificateFact(reader, "certificate-purpose", state),
    }));
}

const unfit = pooled({
  group: "certificate-unfit",
  stage: "tls",
  effect: "hinders",
  certainty: 0.85,
  windowMs: RARE_MS,
  signs: [
    { source: "RemoteConnectionManager 1054", causes: { "rdp-cert-wrong-eku-or-name": 1 } },
    { source: "RemoteConnectionManager 1062", causes: { "rdp-cert-wrong-eku-or-name": 1 } },
    { source: "RemoteConnectionManager 1064", causes: { "rdp-cert-wrong-eku-or-name": 1 } },
  ],
  settings: purposeSettings,
});

/** The certificate of the listener and its key. */
export const CERTIFICATE_SYMPTOMS: readonly HostSymptom[] = [keyUnreadable, expired, thumbprint, unfit, someExpired];
