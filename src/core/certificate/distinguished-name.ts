import { asn1Text } from "./asn1-string.ts";
import { DER_OBJECT_IDENTIFIER, DER_SET, type DerElement, DerReader } from "./der.ts";
import { decodeObjectIdentifier } from "../bytes/index.ts";

/*
 * RFC 5280 4.1.2.4: Name ::= SEQUENCE OF RelativeDistinguishedName; RDN ::= SET OF SEQUENCE { type OBJECT IDENTIFIER, value ANY }.
 * Written as RFC 4514 does and Windows shows it: the most specific part first.
 */
const ATTRIBUTE_KEYS: ReadonlyMap<string, string> = new Map([
  ["2.5.4.3", "CN"],
  ["2.5.4.4", "SN"],
  ["2.5.4.5", "SERIALNUMBER"],
  ["2.5.4.6", "C"],
  ["2.5.4.7", "L"],
  ["2.5.4.8", "S"],
  ["2.5.4.9", "STREET"],
  ["2.5.4.10", "O"],
  ["2.5.4.11", "OU"],
  ["2.5.4.12", "T"],
  ["2.5.4.42", "G"],
  ["0.9.2342.19200300.100.1.1", "UID"],
  ["0.9.2342.19200300.100.1.25", "DC"],
  ["1.2.840.113549.1.9.1", "E"],
]);
const COMMON_NAME = "CN";
const PARTS_MAX = 64;

/** A Name as text and its most specific common name. */
interface DistinguishedName {
  readonly text: string;
  readonly commonName?: string;
}

/* RFC 4514 2.4; control characters in hexadecimal too, so that a name stays one line. */
function escaped(value: string): string {
  return value
    .replaceAll(/["+,;<>\\]/g, String.raw`\$&`)
    .replaceAll(/^[ #]| $/g, String.raw`\$&`)
    .replaceAll(/\p{Cc}/gu, (character) => `\\${character.charCodeAt(0).toString(16).padStart(2, "0")}`);
}

function* attributes(name: DerElement, field: string): Generator<readonly [key: string, value: string]> {
  for (const rdn of new DerReader(name.contents, field).elements(PARTS_MAX, field)) {
    const set = new DerReader(rdn.contents, field);
    if (rdn.tag !== DER_SET) set.reject(field, "has a part that is no SET");
    for (const { contents } of set.elements(PARTS_MAX, field)) {
      const pair = new DerReader(contents, field);
      const type = decodeObjectIdentifier(pair.expect(DER_OBJECT_IDENTIFIER, field).contents);
      const value = asn1Text(pair.next());
      yield [ATTRIBUTE_KEYS.get(type) ?? type, value];
    }
  }
}

/** Text and common name of a Name element (SEQUENCE). Throws DecodeError. */
export function distinguishedName(name: DerElement, field: string): DistinguishedName {
  const parts: string[] = [];
  let commonName: string | undefined;
  for (const [key, value] of attributes(name, field)) {
    parts.unshift(`${key}=${escaped(value)}`);
    if (key === COMMON_NAME) commonName = value;
  }
  const text = parts.join(", ");
  return commonName === undefined ? { text } : { text, commonName };
}
