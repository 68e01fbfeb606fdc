/** Numbers of up to 32 bits and floats. */
export type EvtxNumberType =
  | "int8"
  | "uint8"
  | "int16"
  | "uint16"
  | "int32"
  | "uint32"
  | "hexint32"
  | "real32"
  | "real64";

/** A value of a given type, for tests that need exactly that type. */
export type EvtxTyped =
  | { readonly type: "string" | "ansi" | "evtxml"; readonly text: string }
  | { readonly type: EvtxNumberType; readonly number: number }
  | { readonly type: "int64" | "uint64" | "hexint64"; readonly big: bigint }
  /** Pointer-sized numbers: 8 bytes unless the machine had 32 bits. */
  | { readonly type: "sizet" | "evthandle"; readonly big: bigint; readonly bytes?: 4 | 8 }
  | { readonly type: "bool"; readonly is: boolean }
  | { readonly type: "binary"; readonly bytes: Uint8Array }
  /** With or without braces, upper or lower case. */
  | { readonly type: "guid"; readonly text: string }
  | { readonly type: "filetime"; readonly timeMs: number; readonly timeTicks?: number }
  /** Year, month, day of the week, day, hour, minute, second, millisecond. */
  | { readonly type: "systemtime"; readonly fields: readonly number[] }
  /** "S-1-5-18" */
  | { readonly type: "sid"; readonly text: string };

/** Items of one and the same type. */
export interface EvtxArray {
  readonly type: "array";
  readonly items: readonly EvtxTyped[];
}

/** A piece of XML as the value of a template: nested BinXml, as an instance of a template of its own or written out. */
export interface EvtxNested {
  readonly type: "element";
  readonly element: EvtxXml;
  /** Written out without a template; all its values must then be texts. */
  readonly plain?: boolean;
}

/**
 * A value as short as the test allows: a string is UTF-16 text (also ""), a whole number uint32 or (below 0) int32, any
 * other number real64, a bigint uint64 or int64, a boolean bool, bytes binary, and null a value that is not there.
 */
export type EvtxValue = string | number | bigint | boolean | null | Uint8Array | EvtxTyped | EvtxArray | EvtxNested;

/** What an attribute or an element can hold, apart from elements. */
export type EvtxText =
  | string
  | { readonly entity: "amp" | "apos" | "gt" | "lt" | "quot" }
  /** One UTF-16 unit. */
  | { readonly character: number }
  | { readonly cdata: string }
  /** A place that a value of the template's instance fills. */
  | { readonly value: EvtxValue; readonly optional?: boolean }
  /** The value of another place of the same template once more, by its number. */
  | { readonly again: number };

/** An element of BinXml, to be written as it stands. */
export interface EvtxXml {
  readonly name: string;
  readonly attributes?: readonly (readonly [name: string, text: readonly EvtxText[]])[];
  readonly content?: readonly (EvtxText | EvtxXml)[];
}

/** One event to be written. Only provider, eventId, channel, computer and timeMs are needed. */
export interface EvtxEventInput {
  readonly provider: string;
  readonly providerGuid?: string;
  readonly eventId: number;
  readonly qualifiers?: number;
  readonly version?: number;
  /** 4, information, unless told otherwise. */
  readonly level?: number;
  readonly task?: number;
  readonly opcode?: number;
  /** "0x8020000000000000" */
  readonly keywords?: string;
  readonly timeMs: number;
  readonly timeTicks?: number;
  /** One more than the record before, unless told otherwise. */
  readonly recordId?: number;
  readonly activityId?: string;
  readonly relatedActivityId?: string;
  readonly processId?: number;
  readonly threadId?: number;
  readonly channel: string;
  readonly computer: string;
  readonly userId?: string;
  /** EventData: `Name` (empty for a Data element without one) and value. */
  readonly data?: readonly (readonly [name: string, value: EvtxValue])[];
  /** UserData: one element around named values, as LocalSessionManager and RemoteConnectionManager write them. */
  readonly userData?: {
    readonly element: string;
    readonly namespace?: string;
    readonly values: readonly (readonly [name: string, value: EvtxValue])[];
  };
  /** What a collector adds to a forwarded event. */
  readonly renderingInfo?: { readonly culture: string; readonly message: string };
  /** More elements of the event, of any shape, behind the others. */
  readonly extra?: readonly EvtxXml[];
  /** The event is written out, without templates; its values must then be texts. */
  readonly plain?: boolean;
}

/** How the file is made. */
export interface EvtxFileOptions {
  /** Marked as not closed, and with a chunk count that is stale (1), as in a log copied from a running machine. */
  readonly dirty?: boolean;
  readonly full?: boolean;
  /** Identifier of the first record, 1 unless told otherwise. */
  readonly firstRecordId?: number;
  /** Nested BinXml begins with a fragment header; both ways are found in real logs, without is the more common one. */
  readonly nestedHeaders?: boolean;
  /** Records in one chunk, to get several chunks of few records. */
  readonly recordsPerChunk?: number;
}
