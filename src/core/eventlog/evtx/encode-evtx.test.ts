import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EventRecord } from "../record.ts";
import { encodeEvtx } from "./encode-evtx.ts";
import { type EventField, readEventFields, renderEventXml } from "./event-fields.ts";
import type { EvtxEventInput, EvtxTyped, EvtxValue } from "./evtx-input.ts";
import { EVTX_CHUNK_BYTES, EVTX_HEADER_BYTES, decodeEvtxHeader } from "./file-header.ts";
import { readEvtx, readEvtxElements } from "./whole-file.ts";

const head = { provider: "P", channel: "C", computer: "RDS01", eventId: 1, timeMs: 1_700_000_000_123, timeTicks: 4567 };

function only(event: EvtxEventInput): EventRecord {
  const { records, damaged } = readEvtx(encodeEvtx([event]), "test.evtx");
  expect(damaged).toEqual([]);
  const [record] = records;
  if (record === undefined) throw new Error("no record");
  return record;
}

function textOf(value: EvtxValue): string | undefined {
  return only({ ...head, data: [["v", value]] }).values[0]?.text;
}

describe("values as Windows writes them", () => {
  it.each<{ value: EvtxValue; text: string }>([
    { value: "text <&> 文本 \u{1f600}", text: "text <&> 文本 \u{1f600}" },
    { value: "", text: "" },
    { value: { type: "ansi", text: "caf\u00e9" }, text: "caf\u00e9" },
    { value: { type: "int8", number: -128 }, text: "-128" },
    { value: { type: "uint8", number: 255 }, text: "255" },
    { value: { type: "int16", number: -32_768 }, text: "-32768" },
    { value: { type: "int32", number: -2_147_024_894 }, text: "-2147024894" },
    { value: { type: "uint32", number: 4_294_967_295 }, text: "4294967295" },
    { value: -(2n ** 63n), text: "-9223372036854775808" },
    { value: -1n, text: "-1" },
    { value: -(2n ** 32n), text: "-4294967296" },
    { value: 2n ** 64n - 1n, text: "18446744073709551615" },
    { value: { type: "real32", number: 1.1 }, text: "1.1" },
    { value: { type: "real32", number: 3.402_823_466_385_288_6e38 }, text: "3.4028235e+38" },
    { value: 0.1, text: "0.1" },
    { value: { type: "real64", number: Number.NaN }, text: "nan" },
    { value: { type: "real64", number: -Infinity }, text: "-inf" },
    { value: true, text: "true" },
    { value: false, text: "false" },
    { value: Uint8Array.of(0, 10, 255), text: "000AFF" },
    {
      value: { type: "guid", text: "{01234567-89ab-cdef-0123-456789abcdef}" },
      text: "{01234567-89AB-CDEF-0123-456789ABCDEF}",
    },
    { value: { type: "sizet", big: 0x7ff612345678n }, text: "0x7ff612345678" },
    { value: { type: "sizet", big: 0n, bytes: 4 }, text: "0x0" },
    { value: { type: "filetime", timeMs: 1_582_934_400_000, timeTicks: 1 }, text: "2020-02-29T00:00:00.0000001Z" },
    { value: { type: "systemtime", fields: [2024, 2, 4, 29, 23, 59, 58, 7] }, text: "2024-02-29T23:59:58.007Z" },
    {
      value: { type: "sid", text: "S-1-5-21-1004336348-1177238915-682003330-512" },
      text: "S-1-5-21-1004336348-1177238915-682003330-512",
    },
    { value: { type: "hexint32", number: 0xc000_006d }, text: "0xc000006d" },
    { value: { type: "hexint64", big: 0x8020_0000_0000_0000n }, text: "0x8020000000000000" },
    { value: { type: "evthandle", big: 5n }, text: "0x5" },
    { value: { type: "evtxml", text: "<a/>" }, text: "<a/>" },
  ])("$text", ({ value, text }) => {
    expect(textOf(value)).toBe(text);
  });

  it("keeps empty items of a string array, and repeats the name for each", () => {
    const items = ["one", "", "three", ""].map((text): EvtxTyped => ({ type: "string", text }));
    expect(only({ ...head, data: [["list", { type: "array", items }]] }).values).toEqual(
      ["one", "", "three", ""].map((text) => ({ name: "list", text })),
    );
  });

  it("leaves a value out that is not there, and keeps an empty one", () => {
    const data: EvtxEventInput["data"] = [
      ["lacking", null],
      ["empty", ""],
      ["", "without a name"],
    ];
    expect(only({ ...head, data }).values).toEqual([
      { name: "empty", text: "" },
      { name: "", text: "without a name" },
    ]);
  });

  it("refuses what a type cannot hold", () => {
    expect(() => textOf({ type: "uint8", number: 256 })).toThrow(RangeError);
    expect(() => textOf({ type: "guid", text: "01" })).toThrow(RangeError);
    expect(() => textOf("x".repeat(40_000))).toThrow(RangeError);
  });
});

describe("names of values", () => {
  it("under UserData are those of the elements, without the one around them", () => {
    const record = only({
      ...head,
      userData: {
        element: "EventXML",
        values: [
          ["User", "anna"],
          ["SessionID", 3],
          ["Address", "LOCAL"],
        ],
      },
    });
    expect(record.values).toEqual([
      { name: "User", text: "anna" },
      { name: "SessionID", text: "3" },
      { name: "Address", text: "LOCAL" },
    ]);
  });

  it("of nested elements are joined", () => {
    const inner: EvtxValue = {
      type: "element",
      element: {
        name: "Peer",
        content: [
          { name: "Address", content: [{ value: "192.0.2.7" }] },
          { name: "Port", content: ["3389"] },
        ],
      },
    };
    expect(only({ ...head, userData: { element: "E", values: [["Client", inner]] } }).values).toEqual([
      { name: "Client/Peer/Address", text: "192.0.2.7" },
      { name: "Client/Peer/Port", text: "3389" },
    ]);
  });

  it("are not taken from RenderingInfo", () => {
    const record = only({ ...head, data: [["a", "b"]], renderingInfo: { culture: "en-US", message: "An event" } });
    expect(record.values).toEqual([{ name: "a", text: "b" }]);
  });
});

describe("the System part", () => {
  it("comes back whole", () => {
    const record = only({
      provider: "Microsoft-Windows-TerminalServices-LocalSessionManager",
      providerGuid: "5d896912-022d-40aa-a3a8-4fa5515c76d7",
      channel: "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational",
      computer: "RDS01.example.org",
      eventId: 21,
      qualifiers: 0,
      version: 2,
      level: 4,
      task: 7,
      opcode: 3,
      keywords: "0x1000000000000000",
      timeMs: 1_700_000_000_123,
      timeTicks: 4567,
      recordId: 4711,
      activityId: "{F420AD43-FBE2-48E8-A06D-ADE59B9D0000}",
      relatedActivityId: "f420ad43-fbe2-48e8-a06d-ade59b9d0001",
      processId: 588,
      threadId: 624,
      userId: "S-1-5-18",
    });
    expect(record).toEqual({
      origin: "test.evtx",
      recordId: 4711,
      timeMs: 1_700_000_000_123,
      timeTicks: 4567,
      channel: "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational",
      provider: "Microsoft-Windows-TerminalServices-LocalSessionManager",
      eventId: 21,
      level: 4,
      version: 2,
      task: 7,
      opcode: 3,
      keywords: "0x1000000000000000",
      computer: "RDS01.example.org",
      activityId: "f420ad43-fbe2-48e8-a06d-ade59b9d0000",
      relatedActivityId: "f420ad43-fbe2-48e8-a06d-ade59b9d0001",
      processId: 588,
      threadId: 624,
      userId: "S-1-5-18",
      values: [],
    });
  });

  it("is read from an event that is written out without templates", () => {
    expect(only({ ...head, plain: true, recordId: 9, data: [["a", "b"]] })).toEqual({
      origin: "test.evtx",
      recordId: 9,
      timeMs: head.timeMs,
      timeTicks: head.timeTicks,
      channel: "C",
      provider: "P",
      eventId: 1,
      level: 4,
      computer: "RDS01",
      values: [{ name: "a", text: "b" }],
    });
  });
});

describe("XML and fields", () => {
  const event: EvtxEventInput = {
    ...head,
    data: [["name", 'x < "y"']],
    extra: [
      {
        name: "Extra",
        attributes: [["k", ["v", { entity: "amp" }]]],
        content: ["a", { cdata: "<b>" }, { character: 67 }],
      },
    ],
  };

  it("escape every text", () => {
    const [xml] = readEvtxElements(encodeEvtx([event]), "test.evtx").records.map(renderEventXml);
    expect(xml).toContain('<Data Name="name">x &lt; &quot;y&quot;</Data>');
    expect(xml).toContain('<Extra k="v&amp;">a&lt;b&gt;C</Extra>');
    expect(xml).toContain("<Correlation/>");
  });

  it("list everything with its path", () => {
    const [fields] = readEvtxElements(encodeEvtx([event]), "test.evtx").records.map(readEventFields);
    const wanted: EventField[] = [
      ["Event/System/Provider@Name", "P"],
      ["Event/System/EventID", "1"],
      ["Event/EventData/Data@Name", "name"],
      ["Event/EventData/Data", 'x < "y"'],
      ["Event/Extra@k", "v&"],
      ["Event/Extra", "a<b>C"],
    ];
    expect(fields).toEqual(expect.arrayContaining(wanted));
  });
});

describe("files", () => {
  it("have a header that tells their state", () => {
    const events = Array.from({ length: 5 }, () => head);
    expect(decodeEvtxHeader(encodeEvtx(events, { recordsPerChunk: 2, full: true }))).toEqual({
      firstChunkNumber: 0,
      lastChunkNumber: 2,
      nextRecordId: 6,
      minorVersion: 1,
      majorVersion: 3,
      chunkCount: 3,
      dirty: false,
      full: true,
      checksumCorrect: true,
    });
    expect(() => decodeEvtxHeader(new Uint8Array(4096))).toThrow('signature is not "ElfFile"');
    expect(() => decodeEvtxHeader(new Uint8Array(7))).toThrow("needs 8 bytes");
  });

  it("are read whole though the header of a log in use counts one chunk", () => {
    const file = encodeEvtx(
      Array.from({ length: 9 }, () => head),
      { recordsPerChunk: 2, dirty: true },
    );
    expect(decodeEvtxHeader(file)).toMatchObject({ chunkCount: 1, dirty: true });
    expect(file.length).toBe(EVTX_HEADER_BYTES + 5 * EVTX_CHUNK_BYTES);
    expect(readEvtx(file, "test.evtx").records.map(({ recordId }) => recordId)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});

const letters = fc.string({ unit: "binary", maxLength: 300 }).filter((text) => !text.includes("\0"));
const name = fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 40 }).filter((text) => !/[\0<>]/.test(text));
const typed: fc.Arbitrary<{ readonly value: EvtxTyped; readonly text: string }> = fc.oneof(
  letters.map((text) => ({ value: { type: "string", text } as const, text })),
  fc
    .integer({ min: -128, max: 127 })
    .map((number) => ({ value: { type: "int8", number } as const, text: `${number}` })),
  fc
    .integer({ min: -32_768, max: 32_767 })
    .map((number) => ({ value: { type: "int16", number } as const, text: `${number}` })),
  fc.integer().map((number) => ({ value: { type: "int32", number } as const, text: `${number}` })),
  fc.nat(0xffff).map((number) => ({ value: { type: "uint16", number } as const, text: `${number}` })),
  fc
    .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
    .map((big) => ({ value: { type: "int64", big } as const, text: `${big}` })),
  fc
    .bigInt({ min: 0n, max: 2n ** 64n - 1n })
    .map((big) => ({ value: { type: "uint64", big } as const, text: `${big}` })),
  fc
    .bigInt({ min: 0n, max: 2n ** 64n - 1n })
    .map((big) => ({ value: { type: "hexint64", big } as const, text: `0x${big.toString(16)}` })),
  fc.boolean().map((is) => ({ value: { type: "bool", is } as const, text: `${is}` })),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => ({
    value: { type: "real64", number } as const,
    text: String(number),
  })),
  fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => ({
    value: { type: "binary", bytes } as const,
    text: [...bytes].map((byte) => byte.toString(16).padStart(2, "0").toUpperCase()).join(""),
  })),
  fc.uuid().map((text) => ({ value: { type: "guid", text } as const, text: `{${text.toUpperCase()}}` })),
  fc.array(fc.nat(0xffff_ffff), { maxLength: 15 }).map((parts) => {
    const text = ["S-1-5", ...parts].join("-");
    return { value: { type: "sid", text } as const, text };
  }),
);

describe("encoder and reader", () => {
  it("give back the same values, whatever they are", () => {
    const field = fc.tuple(name, typed);
    fc.assert(
      fc.property(
        fc.array(fc.array(field, { maxLength: 12 }), { minLength: 1, maxLength: 20 }),
        fc.boolean(),
        (rows, nestedHeaders) => {
          const events = rows.map((fields) => ({
            ...head,
            data: fields.map(([key, { value }]): [string, EvtxValue] => [key, value]),
          }));
          const { records, damaged } = readEvtx(encodeEvtx(events, { nestedHeaders, recordsPerChunk: 7 }), "test.evtx");
          expect(damaged).toEqual([]);
          expect(records.map(({ values }) => values)).toEqual(
            rows.map((fields) => fields.map(([key, { text }]) => ({ name: key, text }))),
          );
        },
      ),
      { numRuns: 100 },
    );
  });

  it("tell the same in records and in whole events", () => {
    const data = fc.array(fc.tuple(name, typed), { maxLength: 8 });
    fc.assert(
      fc.property(data, (fields) => {
        const file = encodeEvtx([
          { ...head, data: fields.map(([key, { value }]): [string, EvtxValue] => [key, value]) },
        ]);
        const [tree] = readEvtxElements(file, "test.evtx").records;
        const texts =
          tree === undefined ? [] : readEventFields(tree).filter(([path]) => path === "Event/EventData/Data");
        expect(texts.map(([, text]) => text)).toEqual(
          readEvtx(file, "test.evtx").records[0]?.values.map(({ text }) => text),
        );
      }),
      { numRuns: 50 },
    );
  });
});
