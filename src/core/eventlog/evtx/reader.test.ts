import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeEvtx } from "./encode-evtx.ts";
import type { EvtxEventInput, EvtxText, EvtxXml } from "./evtx-input.ts";
import { EVTX_CHUNK_BYTES, EVTX_HEADER_BYTES } from "./file-header.ts";
import { EvtxMemory, EvtxReader } from "./reader.ts";
import { readEvtx, readEvtxElements } from "./whole-file.ts";

const head = {
  provider: "Provider-A",
  channel: "Security",
  computer: "RDS01",
  eventId: 4625,
  timeMs: 1_700_000_000_000,
};

function numbered(count: number): readonly EvtxEventInput[] {
  return Array.from({ length: count }, (_, index) => ({
    ...head,
    eventId: index + 1,
    timeMs: head.timeMs + index * 1000,
    data: [["index", index]],
  }));
}

/** Position of each record of a file, in the order of the file. */
function recordPositions(file: Uint8Array): readonly number[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const positions: number[] = [];
  for (let chunk = EVTX_HEADER_BYTES; chunk < file.length; chunk += EVTX_CHUNK_BYTES) {
    const end = chunk + view.getUint32(chunk + 48, true);
    for (let place = chunk + 512; place < end; place += view.getUint32(place + 4, true)) positions.push(place);
  }
  return positions;
}

function at(positions: readonly number[], index: number): number {
  const position = positions[index];
  if (position === undefined) throw new Error("no such record");
  return position;
}

function ids(file: Uint8Array): readonly number[] {
  return readEvtx(file, "f").records.map(({ recordId }) => recordId);
}

describe("damage", () => {
  it("of one record is told with its place and number, and passed over", () => {
    const file = encodeEvtx(numbered(5));
    const position = at(recordPositions(file), 2);
    // Its BinXml begins with a token that there is not.
    file[position + 24] = 0x7f;
    const { records, damaged } = readEvtx(file, "f");
    expect(records.map(({ recordId }) => recordId)).toEqual([1, 2, 4, 5]);
    expect(damaged).toMatchObject([{ origin: "f", offset: position, recordId: 3 }]);
  });

  it("of a size is told, and the next whole record is found", () => {
    const file = encodeEvtx(numbered(5));
    const position = at(recordPositions(file), 1);
    file.fill(0xff, position + 4, position + 8);
    const { records, damaged } = readEvtx(file, "f");
    expect(records.map(({ recordId }) => recordId)).toEqual([1, 3, 4, 5]);
    expect(damaged).toEqual([
      { origin: "f", offset: position, reason: "the record of 4294967295 bytes runs out of its chunk" },
    ]);
  });

  it("of a mark is told, and the next whole record is found", () => {
    const file = encodeEvtx(numbered(4));
    const position = at(recordPositions(file), 1);
    file[position] = 0;
    expect(ids(file)).toEqual([1, 3, 4]);
    expect(readEvtx(file, "f").damaged).toEqual([
      { origin: "f", offset: position, reason: "no record begins where one should" },
    ]);
  });

  it("of a chunk's mark is told, and its records are read all the same", () => {
    const file = encodeEvtx(numbered(6), { recordsPerChunk: 2 });
    const chunk = EVTX_HEADER_BYTES + EVTX_CHUNK_BYTES;
    file[chunk] = 0x65;
    const { records, damaged } = readEvtx(file, "f");
    expect(records.map(({ recordId }) => recordId)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(damaged[0]).toEqual({ origin: "f", offset: chunk, reason: 'the chunk does not begin with "ElfChnk"' });
  });

  it("is an end of the file within a record or between two of them", () => {
    const file = encodeEvtx(numbered(5));
    const position = at(recordPositions(file), 3);
    const within = readEvtx(file.subarray(0, position + 40), "f");
    expect(within.records).toHaveLength(3);
    expect(within.damaged).toMatchObject([{ offset: position }]);
    const between = readEvtx(file.subarray(0, position), "f");
    expect(between.records).toHaveLength(3);
    expect(between.damaged).toEqual([
      { origin: "f", offset: position, reason: "the file ends before the last record of the chunk" },
    ]);
  });

  it("is not an empty slot, nor a chunk without records", () => {
    const file = new Uint8Array(EVTX_HEADER_BYTES + 3 * EVTX_CHUNK_BYTES);
    file.set(encodeEvtx(numbered(2)));
    expect(readEvtx(file, "f")).toMatchObject({ records: [{ recordId: 1 }, { recordId: 2 }], damaged: [] });
  });

  it("is not what an older log left behind the last record", () => {
    const file = encodeEvtx(numbered(6));
    const positions = recordPositions(file);
    // The chunk was begun anew and holds three records; behind them stand old ones with other numbers.
    const view = new DataView(file.buffer);
    view.setUint32(EVTX_HEADER_BYTES + 48, at(positions, 3) - EVTX_HEADER_BYTES, true);
    for (const index of [3, 4, 5]) view.setUint32(at(positions, index) + 8, index, true);
    expect(readEvtx(file, "f")).toMatchObject({ records: [{}, {}, {}], damaged: [] });
  });

  it("is not a free space that a log in use has not noted yet", () => {
    const file = encodeEvtx(numbered(6));
    const view = new DataView(file.buffer);
    view.setUint32(EVTX_HEADER_BYTES + 48, at(recordPositions(file), 3) - EVTX_HEADER_BYTES, true);
    expect(ids(file)).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe("filter", () => {
  const events: readonly EvtxEventInput[] = [
    { ...head, eventId: 4625 },
    { ...head, eventId: 4624, timeMs: head.timeMs + 1000 },
    { ...head, provider: "Provider-B", channel: "System", eventId: 4625, timeMs: head.timeMs + 2000 },
  ];
  const file = encodeEvtx(events);

  it.each([
    [{}, [1, 2, 3]],
    [{ eventIds: [4625] }, [1, 3]],
    [{ providers: ["provider-b"] }, [3]],
    [{ channels: ["SECURITY"] }, [1, 2]],
    [{ fromMs: head.timeMs + 1000 }, [2, 3]],
    [{ untilMs: head.timeMs + 1000 }, [1, 2]],
    [{ eventIds: [4625], channels: ["System"], fromMs: head.timeMs, untilMs: head.timeMs + 5000 }, [3]],
  ])("%j", (filter, wanted) => {
    expect(readEvtx(file, "f", filter).records.map(({ recordId }) => recordId)).toEqual(wanted);
  });
});

describe("templates", () => {
  it("with the same identifier and different content are not mixed up", () => {
    // Of the same length, so that only the content tells them apart.
    const one = encodeEvtx([{ ...head, data: [["AAAA", "x"]] }]);
    const other = encodeEvtx([{ ...head, data: [["BBBB", "x"]] }]);
    const from = EVTX_HEADER_BYTES;
    const reader = new EvtxReader({ origin: "f" });
    const names: string[] = [];
    // The guid of the second file's templates is written over with that of the first.
    for (const [index, byte] of one.subarray(from).entries()) {
      const theirs = other[from + index];
      if (byte !== theirs && index > 512 && !(byte === 0x41 && theirs === 0x42)) other[from + index] = byte;
    }
    for (const file of [one, other]) {
      reader.readChunk(file.subarray(from), from, {
        record: ({ values }) => names.push(...values.map(({ name }) => name)),
        damaged: ({ reason }) => names.push(reason),
      });
    }
    expect(names).toEqual(["AAAA", "BBBB"]);
  });

  it("and texts may be shared by the readers of several files", () => {
    const memory = new EvtxMemory();
    const told = ["a", "b"].map((origin) => {
      const reader = new EvtxReader({ origin, memory });
      const file = encodeEvtx(Array.from({ length: 200 }, () => ({ ...head, data: [["from", origin]] as const })));
      const texts = new Set<string | undefined>();
      reader.readChunk(file.subarray(EVTX_HEADER_BYTES), 0, {
        record: (record) => texts.add(`${record.origin} ${record.values[0]?.text}`),
        damaged: ({ reason }) => texts.add(reason),
      });
      return [...texts];
    });
    expect(told).toEqual([["a a"], ["b b"]]);
  });
});

/** Elements that each show what is below them many times. */
function laughter(depth: number, times: number): EvtxXml {
  const value = depth === 0 ? "ha" : ({ type: "element", element: laughter(depth - 1, times) } as const);
  const again = Array.from({ length: times }, (): EvtxText => ({ again: 0 }));
  return { name: "L", content: [{ value }, ...again] };
}

function nested(depth: number): EvtxXml {
  return { name: "N", content: [{ value: depth === 0 ? "deep" : { type: "element", element: nested(depth - 1) } }] };
}

function written(depth: number): EvtxXml {
  return { name: "N", content: depth === 0 ? ["deep"] : [written(depth - 1)] };
}

describe("hostile files", () => {
  it.each<[string, EvtxXml, string]>([
    ["a value that multiplies", laughter(8, 30), "repeats its values too often"],
    ["nesting without end", nested(80), "is nested 65 deep"],
    [
      "elements without end",
      { name: "X", content: [{ value: { type: "element", element: written(600), plain: true } }] },
      "open one",
    ],
  ])("%s costs a record, and only that one", (_, element, reason) => {
    const file = encodeEvtx([
      head,
      { ...head, userData: { element: "U", values: [["v", { type: "element", element }]] } },
      head,
    ]);
    const { records, damaged } = readEvtx(file, "f");
    expect(records.map(({ recordId }) => recordId)).toEqual([1, 3]);
    expect(damaged).toMatchObject([{ recordId: 2 }]);
    expect(damaged[0]?.reason).toContain(reason);
    expect(readEvtxElements(file, "f")).toMatchObject({ records: [{}, {}], damaged: [{ recordId: 2 }] });
  });

  it("as deep as is allowed are read", () => {
    const file = encodeEvtx([
      { ...head, userData: { element: "U", values: [["v", { type: "element", element: nested(60) }]] } },
    ]);
    const { records, damaged } = readEvtx(file, "f");
    expect(damaged).toEqual([]);
    expect(records[0]?.values).toHaveLength(1);
  });

  it("with any bytes changed never throw, and give no more records than marks", () => {
    const file = encodeEvtx([
      ...numbered(30),
      { ...head, userData: { element: "U", values: [["v", { type: "element", element: laughter(3, 3) }]] } },
      { ...head, plain: true, data: [["a", "b"]] },
    ]).slice(0, EVTX_HEADER_BYTES + 12_000);
    const change = fc.tuple(
      fc.nat(11_999),
      fc.oneof(fc.nat(255), fc.constantFrom(0, 0x0c, 0x0e, 0x21, 0x2a, 0x81, 0xff)),
    );
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 30 }), (changes) => {
        const copy = file.slice();
        for (const [offset, byte] of changes) copy[EVTX_HEADER_BYTES + offset] = byte;
        const { records, damaged } = readEvtx(copy, "f");
        expect(records.length).toBeLessThanOrEqual(33);
        expect(damaged.length).toBeLessThanOrEqual(100);
        readEvtxElements(copy, "f");
      }),
      { numRuns: 400 },
    );
  });

  it("of any bytes never throw", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        const chunk = new Uint8Array(512 + bytes.length);
        for (const [index, letter] of Array.from("ElfChnk").entries()) chunk[index] = letter.charCodeAt(0);
        chunk.set(bytes, 512);
        const reader = new EvtxReader({ origin: "f" });
        expect(() => reader.readChunk(chunk, 0, { record: () => undefined, damaged: () => undefined })).not.toThrow();
      }),
    );
  });
});
