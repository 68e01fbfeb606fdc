import type { Candidate } from "../candidate.ts";

/** What a fatal alert of the server means during the handshake (RFC 8446 section 6). */
export function explainAlert(alert: number): readonly Candidate[] {
  switch (alert) {
    case 70: // protocol_version
      return [{ id: "tls-no-common-version", weight: 1 }];
    case 40: // handshake_failure
      return NO_AGREEMENT;
    case 71: // insufficient_security
      return [{ id: "tls-no-common-cipher", weight: 1 }];
    case 80: // internal_error
      return SERVER_TROUBLE;
    case 42: // bad_certificate
    case 43: // unsupported_certificate
    case 44: // certificate_revoked
    case 45: // certificate_expired
    case 46: // certificate_unknown
    case 48: // unknown_ca
    case 49: // access_denied
    case 116: // certificate_required
      return CLIENT_CERTIFICATE;
    case 112: // unrecognized_name
      return UNKNOWN_NAME;
    case 20: // bad_record_mac
    case 21: // decryption_failed
    case 22: // record_overflow
      return DAMAGED_ON_THE_WAY;
    default:
      return OTHER_ALERT;
  }
}

const NO_AGREEMENT: readonly Candidate[] = [
  { id: "tls-no-common-cipher", weight: 75 },
  { id: "machinekeys-permissions", weight: 10 },
  { id: "tls-no-common-version", weight: 8 },
  { id: "rdp-cert-private-key-access", weight: 7 },
];

const SERVER_TROUBLE: readonly Candidate[] = [
  { id: "machinekeys-permissions", weight: 36 },
  { id: "rdp-cert-private-key-access", weight: 26 },
  { id: "rdp-selfsigned-not-recreated", weight: 16 },
  { id: "third-party-security-hook", weight: 12 },
  { id: "rdp-cert-thumbprint-mismatch", weight: 10 },
];

/** The alert speaks of the client's certificate, and this client shows none. */
const CLIENT_CERTIFICATE: readonly Candidate[] = [
  { id: "nla-required-client-unsupported", variant: "client-certificate-demanded", weight: 78 },
  { id: "third-party-security-hook", weight: 22 },
];

const UNKNOWN_NAME: readonly Candidate[] = [
  { id: "rdp-cert-wrong-eku-or-name", weight: 40 },
  { id: "broker-or-balancer-redirect", weight: 35 },
  { id: "dns-name-or-address-wrong", variant: "points-to-other-host", weight: 25 },
];

const DAMAGED_ON_THE_WAY: readonly Candidate[] = [
  { id: "third-party-security-hook", weight: 60 },
  { id: "lossy-or-high-latency-path", weight: 40 },
];

const OTHER_ALERT: readonly Candidate[] = [
  { id: "third-party-security-hook", weight: 40 },
  { id: "protocol-stream-error", weight: 35 },
  { id: "machinekeys-permissions", weight: 25 },
];
