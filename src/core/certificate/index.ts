export { decodeCertificate, decodeCertificateKey } from "./certificate.ts";
export type { CertificateFacts, CertificateKey } from "./certificate.ts";
export type { KeyPurpose, SubjectAltNames } from "./extensions.ts";
export { formatIpAddress, parseIpAddress } from "./ip-address.ts";
export { lintCertificate } from "./lint.ts";
export type { CertificateLint } from "./lint.ts";
export { matchName } from "./match-name.ts";
export type { NameMatch } from "./match-name.ts";
