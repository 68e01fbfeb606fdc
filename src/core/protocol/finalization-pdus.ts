import { fromLatin1, ReadCursor, WriteCursor } from "../bytes/index.ts";
import { type CapabilitySet, decodeCapabilitySet, encodeCapabilitySet } from "./capabilities.ts";
import { SERVER_USER_ID } from "./server-answers.ts";
import { encodeShareControl } from "./share-control.ts";

/*
 * The end of the connection sequence (MS-RDPBCGR 1.3.1.1 phase 9), little-endian, after the Share Data Header:
 *
 *   2.2.1.14.1, Synchronize PDU Data (pduType2 0x1F):   2 messageType (1)    2 targetUser
 *   2.2.1.15.1, Control PDU Data (pduType2 0x14):       2 action    2 grantId    4 controlId
 *   2.2.1.18.1, Font List PDU Data (pduType2 0x27):     2 numberFonts    2 totalNumFonts    2 listFlags    2 entrySize (50)
 *   2.2.1.22.1, Font Map PDU Data (pduType2 0x28):      2 numberEntries  2 totalNumEntries  2 mapFlags     2 entrySize (4)
 *
 * 2.2.1.13.2.1, Confirm Active PDU Data, after the Share Control Header (type 3):
 *   4  shareID    2 originatorID (0x03EA)    2 lengthSourceDescriptor    2 lengthCombinedCapabilities    sourceDescriptor
 *   2  numberCapabilities    2 pad    the sets
 */

export type FinalizationPdu =
  | { readonly kind: "synchronize"; readonly targetUser: number }
  | {
      readonly kind: "control";
      /** Names in `CONTROL_ACTIONS`. */
      readonly action: number;
      readonly grantId: number;
      readonly controlId: number;
    }
  | {
      readonly kind: "font-list" | "font-map";
      readonly number: number;
      readonly total: number;
      /** FONTLIST_FIRST 1 and FONTLIST_LAST 2. */
      readonly flags: number;
      readonly entrySize: number;
    };

export type ConfirmActive = {
  /** MCS user id of the client. */
  readonly userId: number;
  readonly shareId: number;
  readonly originatorId: number;
  readonly sourceDescriptor: Uint8Array;
  readonly capabilities: readonly CapabilitySet[];
};

/** action of 2.2.1.15.1. */
export const CONTROL_ACTIONS: Readonly<Record<number, string>> = {
  1: "CTRLACTION_REQUEST_CONTROL",
  2: "CTRLACTION_GRANTED_CONTROL",
  3: "CTRLACTION_DETACH",
  4: "CTRLACTION_COOPERATE",
};
export const CTRLACTION_REQUEST_CONTROL = 1;
export const CTRLACTION_GRANTED_CONTROL = 2;
export const CTRLACTION_COOPERATE = 4;

export const PDUTYPE2_CONTROL = 0x14;
export const PDUTYPE2_SYNCHRONIZE = 0x1f;
export const PDUTYPE2_FONTLIST = 0x27;
export const PDUTYPE2_FONTMAP = 0x28;
const CONFIRM_ACTIVE_TYPE = 0x13;
const HEADER_LENGTH = 6;
const SYNCMSGTYPE_SYNC = 1;
const ORIGINATOR_ID = 0x03ea;
const FONTLIST_FIRST_LAST = 3;
const FONT_LIST_ENTRY = 50;

/**
 * What a "share-data-other" PDU of this type holds; undefined when it is none of finalization. An empty Font Map, which old servers
 * send, reads as zeros. Throws DecodeError.
 */
export function decodeFinalization(pduType2: number, contents: Uint8Array): FinalizationPdu | undefined {
  const cursor = new ReadCursor(contents, "finalization PDU");
  switch (pduType2) {
    case PDUTYPE2_SYNCHRONIZE:
      cursor.skip(2);
      return { kind: "synchronize", targetUser: cursor.u16le() };
    case PDUTYPE2_CONTROL:
      return { kind: "control", action: cursor.u16le(), grantId: cursor.u16le(), controlId: cursor.u32le() };
    case PDUTYPE2_FONTLIST:
    case PDUTYPE2_FONTMAP: {
      const kind = pduType2 === PDUTYPE2_FONTLIST ? "font-list" : "font-map";
      if (cursor.remaining === 0) return { kind, number: 0, total: 0, flags: 0, entrySize: 0 };
      const counts = { number: cursor.u16le(), total: cursor.u16le() };
      return { kind, ...counts, flags: cursor.u16le(), entrySize: cursor.u16le() };
    }
    default:
      return undefined;
  }
}

/** Type and contents of a share data PDU, either direction; `encodeShareControl` puts them behind their headers. */
export function encodeFinalization(pdu: FinalizationPdu): { readonly pduType2: number; readonly contents: Uint8Array } {
  const writer = new WriteCursor(8);
  switch (pdu.kind) {
    case "synchronize":
      writer.u16le(SYNCMSGTYPE_SYNC).u16le(pdu.targetUser);
      return { pduType2: PDUTYPE2_SYNCHRONIZE, contents: writer.finish() };
    case "control":
      writer.u16le(pdu.action).u16le(pdu.grantId).u32le(pdu.controlId);
      return { pduType2: PDUTYPE2_CONTROL, contents: writer.finish() };
    case "font-list":
    case "font-map":
    default:
      writer.u16le(pdu.number).u16le(pdu.total).u16le(pdu.flags).u16le(pdu.entrySize);
      return { pduType2: pdu.kind === "font-list" ? PDUTYPE2_FONTLIST : PDUTYPE2_FONTMAP, contents: writer.finish() };
  }
}

/**
 * A share data PDU of a client as MCS user data without security header: `userId` is its MCS user id, `shareId` that of Demand
 * Active.
 */
export function shareData(userId: number, shareId: number, pduType2: number, contents: Uint8Array): Uint8Array {
  return encodeShareControl({
    kind: "share-data-other",
    pduSource: userId,
    shareId,
    pduType2,
    compressedType: 0,
    contents,
  });
}

function finalization(userId: number, shareId: number, pdu: FinalizationPdu): Uint8Array {
  const { pduType2, contents } = encodeFinalization(pdu);
  return shareData(userId, shareId, pduType2, contents);
}

/** Client Synchronize PDU (2.2.1.14) as MCS user data. */
export function synchronize(userId: number, shareId: number, targetUser: number = SERVER_USER_ID): Uint8Array {
  return finalization(userId, shareId, { kind: "synchronize", targetUser });
}

/** Client Control PDU - Cooperate (2.2.1.15) as MCS user data. */
export function controlCooperate(userId: number, shareId: number): Uint8Array {
  return finalization(userId, shareId, { kind: "control", action: CTRLACTION_COOPERATE, grantId: 0, controlId: 0 });
}

/** Client Control PDU - Request Control (2.2.1.16) as MCS user data. */
export function controlRequestControl(userId: number, shareId: number): Uint8Array {
  return finalization(userId, shareId, {
    kind: "control",
    action: CTRLACTION_REQUEST_CONTROL,
    grantId: 0,
    controlId: 0,
  });
}

/** Client Font List PDU (2.2.1.18), which names no font, as MCS user data. */
export function fontList(userId: number, shareId: number): Uint8Array {
  const counts = { number: 0, total: 0, flags: FONTLIST_FIRST_LAST, entrySize: FONT_LIST_ENTRY };
  return finalization(userId, shareId, { kind: "font-list", ...counts });
}

/** Client Confirm Active PDU (2.2.1.13.2) as MCS user data; the source descriptor is "MSTSC", as the specification has it. */
export function confirmActive(
  value: Pick<ConfirmActive, "userId" | "shareId" | "capabilities"> & Partial<ConfirmActive>,
): Uint8Array {
  const sourceDescriptor = value.sourceDescriptor ?? fromLatin1("MSTSC\0");
  const sets = new WriteCursor(512).u16le(value.capabilities.length).zeros(2);
  for (const set of value.capabilities) sets.bytes(encodeCapabilitySet(set));
  const body = new WriteCursor(512).u32le(value.shareId).u16le(value.originatorId ?? ORIGINATOR_ID);
  body.u16le(sourceDescriptor.length).u16le(sets.length).bytes(sourceDescriptor).bytes(sets.finish());
  const header = new WriteCursor(HEADER_LENGTH + body.length).u16le(HEADER_LENGTH + body.length);
  return header.u16le(CONFIRM_ACTIVE_TYPE).u16le(value.userId).bytes(body.finish()).finish();
}

/** Client Confirm Active PDU (2.2.1.13.2) with its Share Control Header. Throws DecodeError. */
export function decodeConfirmActive(bytes: Uint8Array): ConfirmActive {
  const cursor = new ReadCursor(bytes, "Confirm Active PDU");
  const totalLength = cursor.u16le();
  if (totalLength < HEADER_LENGTH) cursor.reject("totalLength", `is ${totalLength}`);
  if ((cursor.u16le() & 0x0f) !== (CONFIRM_ACTIVE_TYPE & 0x0f)) cursor.reject("pduType", "is not Confirm Active");
  const userId = cursor.u16le();
  const body = cursor.sub(totalLength - HEADER_LENGTH, "Confirm Active PDU Data");
  const shareId = body.u32le();
  const originatorId = body.u16le();
  const descriptorLength = body.u16le();
  const combinedLength = body.u16le();
  const sourceDescriptor = body.take(descriptorLength);
  const sets = body.sub(combinedLength, "combined capabilities");
  const count = sets.u16le();
  sets.skip(2);
  const capabilities: CapabilitySet[] = [];
  for (let index = 0; index < count; index++) capabilities.push(decodeCapabilitySet(sets));
  return { userId, shareId, originatorId, sourceDescriptor, capabilities };
}
