import { decodeObjectIdentifier, toHex, toLatin1 } from "../bytes/index.ts";
import { asn1Text } from "./asn1-string.ts";
import { DER_OBJECT_IDENTIFIER, type DerElement, DerReader } from "./der.ts";
import { distinguishedName } from "./distinguished-name.ts";
import { formatIpAddress } from "./ip-address.ts";

/*
 * RFC 5280 4.2.1.6: GeneralName ::= CHOICE { [0] otherName { type-id OID, [0] value }, [1] rfc822Name IA5String, [2] dNSName IA5String,
 *   [4] directoryName (explicit Name), [6] uniformResourceIdentifier IA5String, [7] iPAddress OCTET STRING, [8] registeredID OID, ... }
 */
const USER_PRINCIPAL_NAME = "1.3.6.1.4.1.311.20.2.3";

/** One GeneralName as text; `kind` "other" has its own kind in the text. */
interface GeneralName {
  readonly kind: "dns" | "ip" | "uri" | "email" | "upn" | "other";
  readonly text: string;
}

function otherName(element: DerElement): GeneralName {
  const reader = new DerReader(element.contents, "otherName");
  const type = decodeObjectIdentifier(reader.expect(DER_OBJECT_IDENTIFIER, "type-id").contents);
  const value = new DerReader(reader.expect(0xa0, "value").contents, "value").next();
  if (type === USER_PRINCIPAL_NAME) return { kind: "upn", text: asn1Text(value) };
  return { kind: "other", text: `otherName ${type}: ${asn1Text(value)}` };
}

/** A GeneralName element as text. Throws DecodeError. */
export function generalName(element: DerElement): GeneralName {
  switch (element.tag) {
    case 0xa0:
      return otherName(element);
    case 0x81:
      return { kind: "email", text: toLatin1(element.contents) };
    case 0x82:
      return { kind: "dns", text: toLatin1(element.contents) };
    case 0xa4: {
      const name = new DerReader(element.contents, "directoryName").next();
      return { kind: "other", text: `directoryName: ${distinguishedName(name, "directoryName").text}` };
    }
    case 0x86:
      return { kind: "uri", text: toLatin1(element.contents) };
    case 0x87: {
      const text = formatIpAddress(element.contents);
      if (text !== undefined) return { kind: "ip", text };
      return { kind: "other", text: `iPAddress: ${toHex(element.contents)}` };
    }
    case 0x88:
      return { kind: "other", text: `registeredID: ${decodeObjectIdentifier(element.contents)}` };
    default:
      return { kind: "other", text: `[0x${element.tag.toString(16)}]: ${toHex(element.contents)}` };
  }
}
