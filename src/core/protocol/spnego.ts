import { decodeObjectIdentifier, encodeObjectIdentifier, ReadCursor } from "../bytes/index.ts";
import {
  BER_OBJECT_IDENTIFIER,
  BER_OCTET_STRING,
  berContext,
  berElement,
  berEnumerated,
  berOctetString,
  berSequence,
  peekBerTag,
  readBerContext,
  readBerElement,
  readBerEnumerated,
  readBerLength,
  readBerOctetString,
  readBerSequence,
  readBerTag,
} from "./ber.ts";
import { isNtlmMessage } from "./ntlm.ts";

/*
 * RFC 4178 section 4.2 "Negotiation Tokens"; [MS-SPNG] 2.2.1 NegTokenInit2 puts negHints at [3] and the MIC at [4].
 *
 *   InitialContextToken ::= [APPLICATION 0] { OID 1.3.6.1.5.5.2, NegotiationToken }      RFC 2743 section 3.1; only around NegTokenInit
 *   NegotiationToken    ::= CHOICE { [0] NegTokenInit, [1] NegTokenResp }
 *   NegTokenInit ::= SEQUENCE {                        NegTokenResp ::= SEQUENCE {
 *     mechTypes   [0] SEQUENCE OF OBJECT IDENTIFIER,     negState      [0] ENUMERATED OPTIONAL,
 *     reqFlags    [1] BIT STRING   OPTIONAL,             supportedMech [1] OBJECT IDENTIFIER OPTIONAL,
 *     mechToken   [2] OCTET STRING OPTIONAL,             responseToken [2] OCTET STRING OPTIONAL,
 *     mechListMIC [3] OCTET STRING OPTIONAL }            mechListMIC   [3] OCTET STRING OPTIONAL }
 */

const SPNEGO_OID = "1.3.6.1.5.5.2";
const INITIAL_CONTEXT_TOKEN = 0x60;
const MECH_TYPES_MAX = 32;

const MECHANISM_NAMES: ReadonlyMap<string, string> = new Map([
  ["1.3.6.1.4.1.311.2.2.10", "NTLMSSP"],
  ["1.2.840.113554.1.2.2", "Kerberos"],
  ["1.2.840.48018.1.2.2", "MS-Kerberos"],
  ["1.2.840.113554.1.2.2.3", "Kerberos user-to-user"],
  ["1.3.6.1.4.1.311.2.2.30", "NEGOEX"],
  ["1.3.6.1.5.2.5", "IAKerb"],
  [SPNEGO_OID, "SPNEGO"],
]);

const NEG_STATES = ["accept-completed", "accept-incomplete", "reject", "request-mic"] as const;

/** negState of RFC 4178 4.2.2. */
export type NegState = (typeof NEG_STATES)[number];

/** `name` is missing for a mechanism that Windows does not ship. */
export interface SpnegoMechanism {
  readonly oid: string;
  readonly name?: string;
}

/** One negotiation token (RFC 4178 4.2). Byte fields that were decoded are views. */
export type SpnegoToken =
  | {
      readonly kind: "init";
      readonly mechTypes: readonly SpnegoMechanism[];
      readonly mechToken?: Uint8Array;
      readonly mechListMic?: Uint8Array;
    }
  | {
      readonly kind: "response";
      readonly negState?: NegState;
      readonly supportedMech?: SpnegoMechanism;
      readonly responseToken?: Uint8Array;
      readonly mechListMic?: Uint8Array;
    };

/** The mechanism with its name, from its dotted object identifier. */
export function spnegoMechanism(oid: string): SpnegoMechanism {
  const name = MECHANISM_NAMES.get(oid);
  return name === undefined ? { oid } : { oid, name };
}

function readMechanism(cursor: ReadCursor, field: string): SpnegoMechanism {
  return spnegoMechanism(decodeObjectIdentifier(readBerElement(cursor, BER_OBJECT_IDENTIFIER, field).rest()));
}

function readMechTypes(field: ReadCursor): readonly SpnegoMechanism[] {
  const list = readBerSequence(field, "mechTypes");
  const mechTypes: SpnegoMechanism[] = [];
  while (list.remaining > 0) {
    if (mechTypes.length === MECH_TYPES_MAX) list.reject("mechTypes", `has more than ${MECH_TYPES_MAX} entries`);
    mechTypes.push(readMechanism(list, "mechTypes"));
  }
  return mechTypes;
}

function optionalField<T>(
  sequence: ReadCursor,
  number: number,
  field: string,
  read: (contents: ReadCursor) => T,
): T | undefined {
  return peekBerTag(sequence, 0xa0 | number) ? read(readBerContext(sequence, number, field)) : undefined;
}

const octets =
  (field: string) =>
  (contents: ReadCursor): Uint8Array =>
    readBerOctetString(contents, field);

function decodeInit(token: ReadCursor): SpnegoToken {
  const sequence = readBerSequence(token, "NegTokenInit");
  const mechTypes = optionalField(sequence, 0, "mechTypes", readMechTypes) ?? [];
  optionalField(sequence, 1, "reqFlags", (contents) => contents.rest());
  const mechToken = optionalField(sequence, 2, "mechToken", octets("mechToken"));
  const hintsOrMic = optionalField(sequence, 3, "mechListMIC", (contents) =>
    peekBerTag(contents, BER_OCTET_STRING) ? readBerOctetString(contents, "mechListMIC") : undefined,
  );
  const mechListMic = optionalField(sequence, 4, "mechListMIC", octets("mechListMIC")) ?? hintsOrMic;
  return { kind: "init", mechTypes, ...(mechToken && { mechToken }), ...(mechListMic && { mechListMic }) };
}

function decodeResponse(token: ReadCursor): SpnegoToken {
  const sequence = readBerSequence(token, "NegTokenResp");
  const negState = optionalField(
    sequence,
    0,
    "negState",
    (contents) =>
      NEG_STATES[readBerEnumerated(contents, "negState")] ?? contents.reject("negState", "is none of RFC 4178"),
  );
  const supportedMech = optionalField(sequence, 1, "supportedMech", (contents) =>
    readMechanism(contents, "supportedMech"),
  );
  const responseToken = optionalField(sequence, 2, "responseToken", octets("responseToken"));
  const mechListMic = optionalField(sequence, 3, "mechListMIC", octets("mechListMIC"));
  return {
    kind: "response",
    ...(negState && { negState }),
    ...(supportedMech && { supportedMech }),
    ...(responseToken && { responseToken }),
    ...(mechListMic && { mechListMic }),
  };
}

/** Decodes a negotiation token (RFC 4178 4.2), with or without the GSS-API frame of the first one. Throws DecodeError. */
export function decodeSpnego(bytes: Uint8Array): SpnegoToken {
  let cursor = new ReadCursor(bytes, "NegotiationToken");
  if (peekBerTag(cursor, INITIAL_CONTEXT_TOKEN)) {
    cursor = readBerElement(cursor, INITIAL_CONTEXT_TOKEN, "InitialContextToken");
    const thisMech = readMechanism(cursor, "thisMech");
    if (thisMech.oid !== SPNEGO_OID) cursor.reject("thisMech", `is ${thisMech.oid} instead of SPNEGO`);
  }
  const tag = readBerTag(cursor);
  const choice = cursor.sub(readBerLength(cursor), "NegotiationToken");
  if (tag === 0xa0) return decodeInit(choice);
  if (tag === 0xa1) return decodeResponse(choice);
  return cursor.reject("NegotiationToken", `has tag 0x${tag.toString(16)}`);
}

function encodeMechanism(mechanism: SpnegoMechanism): Uint8Array {
  return berElement(BER_OBJECT_IDENTIFIER, encodeObjectIdentifier(mechanism.oid));
}

/** Encodes a negotiation token (RFC 4178 4.2); NegTokenInit gets its GSS-API frame. Throws RangeError on a wrong object identifier. */
export function encodeSpnego(token: SpnegoToken): Uint8Array {
  const fields: Uint8Array[] = [];
  const bytes = (number: number, value: Uint8Array | undefined): void => {
    if (value) fields.push(berContext(number, berOctetString(value)));
  };
  if (token.kind === "init") {
    fields.push(berContext(0, berSequence(...token.mechTypes.map(encodeMechanism))));
    bytes(2, token.mechToken);
    bytes(3, token.mechListMic);
    const init = berContext(0, berSequence(...fields));
    return berElement(INITIAL_CONTEXT_TOKEN, encodeMechanism({ oid: SPNEGO_OID }), init);
  }
  if (token.negState) fields.push(berContext(0, berEnumerated(NEG_STATES.indexOf(token.negState))));
  if (token.supportedMech) fields.push(berContext(1, encodeMechanism(token.supportedMech)));
  bytes(2, token.responseToken);
  bytes(3, token.mechListMic);
  return berContext(1, berSequence(...fields));
}

/** What a negoToken is: NTLM on its own, or SPNEGO with NTLM inside when `ntlm` is there. */
export interface UnwrappedToken {
  readonly ntlm?: Uint8Array;
  readonly spnego?: SpnegoToken;
}

/**
 * Finds the NTLM message in a negoToken of CredSSP, raw or inside SPNEGO. `ntlm` is exactly the message, so that a MIC over it is right.
 * Throws DecodeError when the token is neither NTLM nor SPNEGO.
 */
export function unwrapNegoToken(token: Uint8Array): UnwrappedToken {
  if (isNtlmMessage(token)) return { ntlm: token };
  const spnego = decodeSpnego(token);
  const inner = spnego.kind === "init" ? spnego.mechToken : spnego.responseToken;
  return inner && isNtlmMessage(inner) ? { ntlm: inner, spnego } : { spnego };
}
