import { DecodeError, decodeObjectIdentifier, toHex } from "../bytes/index.ts";
import { asn1Text } from "./asn1-string.ts";
import {
  bitStringOctets,
  DER_BIT_STRING,
  DER_BOOLEAN,
  DER_OBJECT_IDENTIFIER,
  DER_OCTET_STRING,
  DER_SEQUENCE,
  DerReader,
} from "./der.ts";
import { generalName } from "./general-name.ts";

/* RFC 5280 4.2: Extensions ::= SEQUENCE OF SEQUENCE { extnID OID, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING } */

const EXTENSIONS_MAX = 128;
const NAMES_MAX = 4096;
const LIST_MAX = 128;

/** Names in subjectAltName (RFC 5280 4.2.1.6), by kind; all lists are empty when there is no such extension. */
export interface SubjectAltNames {
  readonly dns: readonly string[];
  readonly ip: readonly string[];
  readonly uri: readonly string[];
  readonly email: readonly string[];
  readonly upn: readonly string[];
  readonly other: readonly string[];
}

/** One purpose of extKeyUsage (RFC 5280 4.2.1.12); `name` is missing for those that have no place in remote access. */
export interface KeyPurpose {
  readonly oid: string;
  readonly name?: string;
}

/** What the extensions say. A field is missing when its extension is; that means "not restricted" for both key usages. */
export interface ExtensionFacts {
  readonly subjectAltNames: SubjectAltNames;
  readonly keyUsage?: readonly string[];
  readonly extendedKeyUsage?: readonly KeyPurpose[];
  /** basicConstraints cA. */
  readonly ca?: boolean;
  readonly subjectKeyId?: string;
  readonly authorityKeyId?: string;
  readonly ocspUrls?: readonly string[];
  readonly issuerUrls?: readonly string[];
  readonly crlUrls?: readonly string[];
  /** Name of a version 1 template of Windows certificate services, e.g. "Machine". */
  readonly templateName?: string;
  /** Identifier of a template of version 2 or later. */
  readonly templateOid?: string;
  /** Identifiers of extensions whose contents could not be read. */
  readonly unreadableExtensions?: readonly string[];
}

type Draft = { -readonly [Key in keyof ExtensionFacts]: ExtensionFacts[Key] };

const KEY_USAGE_BITS: readonly string[] = [
  "digitalSignature",
  "nonRepudiation",
  "keyEncipherment",
  "dataEncipherment",
  "keyAgreement",
  "keyCertSign",
  "cRLSign",
  "encipherOnly",
  "decipherOnly",
];

const KEY_PURPOSES: ReadonlyMap<string, string> = new Map([
  ["2.5.29.37.0", "anyExtendedKeyUsage"],
  ["1.3.6.1.5.5.7.3.1", "serverAuth"],
  ["1.3.6.1.5.5.7.3.2", "clientAuth"],
  ["1.3.6.1.5.5.7.3.3", "codeSigning"],
  ["1.3.6.1.5.5.7.3.4", "emailProtection"],
  ["1.3.6.1.5.5.7.3.8", "timeStamping"],
  ["1.3.6.1.5.5.7.3.9", "OCSPSigning"],
  ["1.3.6.1.5.5.8.2.2", "ipsecIKEIntermediate"],
  ["1.3.6.1.5.2.3.5", "kdcAuthentication"],
  ["1.3.6.1.4.1.311.54.1.2", "remoteDesktopAuthentication"],
  ["1.3.6.1.4.1.311.20.2.2", "smartcardLogon"],
  ["1.3.6.1.4.1.311.10.3.4", "encryptingFileSystem"],
]);

function readSubjectAltName(value: DerReader, draft: Draft): void {
  const lists: Record<keyof SubjectAltNames, string[]> = { dns: [], ip: [], uri: [], email: [], upn: [], other: [] };
  for (const element of value.enter(DER_SEQUENCE, "subjectAltName").elements(NAMES_MAX, "subjectAltName")) {
    const { kind, text } = generalName(element);
    lists[kind].push(text);
  }
  draft.subjectAltNames = lists;
}

function readKeyUsage(value: DerReader, draft: Draft): void {
  const octets = bitStringOctets(value.expect(DER_BIT_STRING, "keyUsage"), "keyUsage");
  draft.keyUsage = KEY_USAGE_BITS.filter((_, bit) => ((octets[bit >>> 3] ?? 0) & (0x80 >>> (bit & 7))) !== 0);
}

function readExtendedKeyUsage(value: DerReader, draft: Draft): void {
  const purposes: KeyPurpose[] = [];
  for (const { contents } of value.enter(DER_SEQUENCE, "extKeyUsage").elements(LIST_MAX, "extKeyUsage")) {
    const oid = decodeObjectIdentifier(contents);
    const name = KEY_PURPOSES.get(oid);
    purposes.push(name === undefined ? { oid } : { oid, name });
  }
  draft.extendedKeyUsage = purposes;
}

function readBasicConstraints(value: DerReader, draft: Draft): void {
  const cA = value.enter(DER_SEQUENCE, "basicConstraints").optional(DER_BOOLEAN);
  draft.ca = (cA?.contents[0] ?? 0) !== 0;
}

function readAuthorityInfoAccess(value: DerReader, draft: Draft): void {
  const ocsp: string[] = [];
  const issuers: string[] = [];
  for (const { contents } of value
    .enter(DER_SEQUENCE, "authorityInfoAccess")
    .elements(LIST_MAX, "authorityInfoAccess")) {
    const description = new DerReader(contents, "AccessDescription");
    const method = decodeObjectIdentifier(description.expect(DER_OBJECT_IDENTIFIER, "accessMethod").contents);
    const location = generalName(description.next());
    if (location.kind !== "uri") continue;
    if (method === "1.3.6.1.5.5.7.48.1") ocsp.push(location.text);
    if (method === "1.3.6.1.5.5.7.48.2") issuers.push(location.text);
  }
  draft.ocspUrls = ocsp;
  draft.issuerUrls = issuers;
}

/* DistributionPoint ::= SEQUENCE { distributionPoint [0] { fullName [0] GeneralNames } OPTIONAL, ... } */
function readCrlDistributionPoints(value: DerReader, draft: Draft): void {
  const urls: string[] = [];
  const points = value.enter(DER_SEQUENCE, "cRLDistributionPoints");
  for (const { contents } of points.elements(LIST_MAX, "cRLDistributionPoints")) {
    const name = new DerReader(contents, "DistributionPoint").optional(0xa0);
    const fullName = name && new DerReader(name.contents, "distributionPoint").optional(0xa0);
    if (!fullName) continue;
    for (const element of new DerReader(fullName.contents, "fullName").elements(LIST_MAX, "fullName")) {
      const { kind, text } = generalName(element);
      if (kind === "uri") urls.push(text);
    }
  }
  draft.crlUrls = urls;
}

const READERS: ReadonlyMap<string, (value: DerReader, draft: Draft) => void> = new Map([
  ["2.5.29.17", readSubjectAltName],
  ["2.5.29.15", readKeyUsage],
  ["2.5.29.37", readExtendedKeyUsage],
  ["2.5.29.19", readBasicConstraints],
  ["1.3.6.1.5.5.7.1.1", readAuthorityInfoAccess],
  ["2.5.29.31", readCrlDistributionPoints],
  [
    "2.5.29.14",
    (value: DerReader, draft: Draft): void => {
      draft.subjectKeyId = toHex(value.expect(DER_OCTET_STRING, "subjectKeyIdentifier").contents);
    },
  ],
  [
    "2.5.29.35",
    (value: DerReader, draft: Draft): void => {
      const keyIdentifier = value.enter(DER_SEQUENCE, "authorityKeyIdentifier").optional(0x80);
      if (keyIdentifier) draft.authorityKeyId = toHex(keyIdentifier.contents);
    },
  ],
  [
    "1.3.6.1.4.1.311.20.2",
    (value: DerReader, draft: Draft): void => {
      draft.templateName = asn1Text(value.next());
    },
  ],
  [
    "1.3.6.1.4.1.311.21.7",
    (value: DerReader, draft: Draft): void => {
      const template = value.enter(DER_SEQUENCE, "CertificateTemplate");
      draft.templateOid = decodeObjectIdentifier(template.expect(DER_OBJECT_IDENTIFIER, "templateID").contents);
    },
  ],
]);

/**
 * Facts of an Extensions element's contents. One extension that cannot be read is listed and does not hide the others; the list itself
 * must be readable. Throws DecodeError.
 */
export function extensionFacts(extensions: DerReader): ExtensionFacts {
  const draft: Draft = { subjectAltNames: { dns: [], ip: [], uri: [], email: [], upn: [], other: [] } };
  const unreadable: string[] = [];
  for (const { contents } of extensions.elements(EXTENSIONS_MAX, "extensions")) {
    const extension = new DerReader(contents, "Extension");
    const oid = decodeObjectIdentifier(extension.expect(DER_OBJECT_IDENTIFIER, "extnID").contents);
    extension.optional(DER_BOOLEAN);
    const value = extension.expect(DER_OCTET_STRING, "extnValue").contents;
    try {
      READERS.get(oid)?.(new DerReader(value, oid), draft);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      unreadable.push(oid);
    }
  }
  if (unreadable.length > 0) draft.unreadableExtensions = unreadable;
  return draft;
}
