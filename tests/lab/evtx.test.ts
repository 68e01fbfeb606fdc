// Event log files read by us and by evtxexport: files of our encoder always, real ones where RDPULSE_EVTX_SAMPLES names a
// folder with .evtx or .evtx.gz.
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { needs } from "../../lab/index.ts";
import { type EvtxEventInput, type EvtxTyped, type EvtxValue, encodeEvtx } from "../../src/core/eventlog/index.ts";
import {
  type Comparison,
  DIFFERENCE_KINDS,
  compareWithLibevtx,
  readWithLibevtx,
  readWithOurs,
} from "./evtx-comparison.ts";

let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "rdpulse-evtx-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const head = {
  provider: "Example-Provider",
  providerGuid: "01234567-89AB-CDEF-0123-456789ABCDEF",
  channel: "Example/Operational",
  computer: "RDS01.example.org",
  timeMs: 1_700_000_000_123,
  timeTicks: 4567,
  eventId: 4625,
};

const scalars: readonly EvtxTyped[] = [
  { type: "string", text: 'text <&> "quoted" 文本 \u{1f600}' },
  { type: "ansi", text: "ansi" },
  { type: "int8", number: -3 },
  { type: "int8", number: 3 },
  { type: "uint8", number: 200 },
  { type: "int16", number: -300 },
  { type: "uint16", number: 65_535 },
  { type: "int32", number: -2_147_024_894 },
  { type: "int32", number: 7 },
  { type: "uint32", number: 4_294_967_295 },
  { type: "int64", big: -(2n ** 60n) },
  { type: "int64", big: 2n ** 60n },
  { type: "uint64", big: 2n ** 64n - 1n },
  { type: "real32", number: 1.1 },
  { type: "real64", number: -123.456 },
  { type: "bool", is: true },
  { type: "bool", is: false },
  { type: "binary", bytes: Uint8Array.of(0, 1, 0xfe, 0xff) },
  { type: "guid", text: "{01234567-89AB-CDEF-0123-456789ABCDEF}" },
  { type: "sizet", big: 0x7ff6_1234_5678n },
  { type: "sizet", big: 0x1234n, bytes: 4 },
  { type: "filetime", timeMs: 1_582_934_400_000, timeTicks: 1 },
  { type: "systemtime", fields: [2024, 2, 4, 29, 23, 59, 58, 7] },
  { type: "sid", text: "S-1-5-21-1004336348-1177238915-682003330-512" },
  { type: "hexint32", number: 0x6d },
  { type: "hexint64", big: 0x8020_0000_0000_0000n },
];

/** Arrays of these types libevtx 2018 does not read. */
const NO_ARRAYS: ReadonlySet<string> = new Set(["bool", "sid", "sizet", "binary", "string"]);

const everyType: readonly EvtxEventInput[] = [
  { ...head, data: scalars.map((value, index): [string, EvtxValue] => [`${value.type}${index}`, value]) },
  {
    ...head,
    eventId: 1,
    data: [
      ...scalars
        .filter(({ type }) => !NO_ARRAYS.has(type))
        .map((value): [string, EvtxValue] => [`${value.type}s`, { type: "array", items: [value, value] }]),
      ["strings", { type: "array", items: ["one", "", "three"].map((text) => ({ type: "string", text })) }],
      ["", "a Data element without a name"],
      ["lacking", null],
      ["empty", ""],
    ],
  },
  {
    ...head,
    eventId: 21,
    qualifiers: 16_384,
    version: 3,
    level: 2,
    activityId: "f420ad43-fbe2-48e8-a06d-ade59b9d0000",
    relatedActivityId: "f420ad43-fbe2-48e8-a06d-ade59b9d0001",
    userId: "S-1-5-18",
    userData: {
      element: "EventXML",
      namespace: "Event_NS",
      values: [
        ["User", "anna"],
        ["SessionID", 3],
        ["Address", ""],
      ],
    },
  },
  {
    ...head,
    eventId: 2,
    data: [
      [
        "nested",
        { type: "element", element: { name: "Inner", content: [{ name: "X", content: [{ value: "deep" }] }] } },
      ],
      [
        "written out",
        {
          type: "element",
          plain: true,
          element: {
            name: "Inner",
            attributes: [["k", ["v"]]],
            content: [{ name: "X", content: ["a", { entity: "lt" }, "b"] }],
          },
        },
      ],
    ],
    renderingInfo: { culture: "en-US", message: "An account failed to log on." },
  },
];

function chain(depth: number): EvtxValue {
  const below = depth === 0 ? "the innermost" : chain(depth - 1);
  return { type: "element", element: { name: `Level${depth}`, content: [{ value: below }] } };
}

function compare(name: string, file: Uint8Array): Comparison {
  const path = join(folder, name);
  writeFileSync(path, file);
  return compareWithLibevtx(path, file);
}

describe("files of our encoder, field by field against evtxexport", () => {
  it.for([
    { name: "without headers of nested fragments", nestedHeaders: false, events: everyType },
    // A written-out element behind such a header is refused by libevtx.
    { name: "with headers of nested fragments", nestedHeaders: true, events: everyType.slice(0, 3) },
  ])("every type of value, $name", ({ nestedHeaders, events }, { skip }) => {
    needs(skip, { packages: ["peers"] });
    const told = compare("types.evtx", encodeEvtx(events, { nestedHeaders }));
    expect(told.unexplained).toEqual([]);
    expect(told).toMatchObject({ ours: events.length, theirs: events.length, compared: events.length });
    expect([...told.explained.keys()].toSorted()).toEqual([
      "float-digits",
      "hexadecimal-digits",
      "negative-numbers",
      "size-of-pointer",
      "surrogate-pairs",
      "time-digits",
    ]);
  });

  it("several chunks, each with its own names and templates", ({ skip }) => {
    needs(skip, { packages: ["peers"] });
    const events = Array.from({ length: 3000 }, (_, index): EvtxEventInput => {
      const data: [string, EvtxValue][] = Array.from({ length: index % 7 }, (__, at) => [
        `Name${at}`,
        `value ${index}`,
      ]);
      return { ...head, eventId: index % 40, timeMs: head.timeMs + index, timeTicks: index, data };
    });
    const file = encodeEvtx(events, { firstRecordId: 1000, full: true });
    const told = compare("chunks.evtx", file);
    expect(file.length).toBeGreaterThan(10 * 65_536);
    expect(told.unexplained).toEqual([]);
    expect(told).toMatchObject({ ours: 3000, theirs: 3000, compared: 3000, equalRecords: 3000, damaged: 0 });
  });

  it("nested templates", ({ skip }) => {
    needs(skip, { packages: ["peers"] });
    const told = compare("nested.evtx", encodeEvtx([{ ...head, data: [["chain", chain(12)]] }]));
    expect(told.unexplained).toEqual([]);
    expect(told).toMatchObject({ ours: 1, theirs: 1, equalRecords: 1 });
  });

  it.for<{ name: string; event: EvtxEventInput; text: string }>([
    { name: "an EvtHandle", event: { ...head, data: [["v", { type: "evthandle", big: 5n }]] }, text: "0x5" },
    { name: "XML as a text", event: { ...head, data: [["v", { type: "evtxml", text: "<a/>" }]] }, text: "<a/>" },
    {
      name: "an array of booleans",
      event: { ...head, data: [["v", { type: "array", items: [{ type: "bool", is: true }] }]] },
      text: "true",
    },
    {
      name: "an array of SIDs",
      event: { ...head, data: [["v", { type: "array", items: [{ type: "sid", text: "S-1-5-18" }] }]] },
      text: "S-1-5-18",
    },
    {
      name: "an array of pointer sizes",
      event: { ...head, data: [["v", { type: "array", items: [{ type: "sizet", big: 7n }] }]] },
      text: "0x7",
    },
    {
      name: "a character reference",
      event: { ...head, data: [["v", { type: "element", element: { name: "X", content: [{ character: 65 }] } }]] },
      text: "A",
    },
    { name: "an event without templates", event: { ...head, plain: true, data: [["v", "plain"]] }, text: "plain" },
  ])("libevtx refuses $name, we read it", ({ event, text }, { skip }) => {
    needs(skip, { packages: ["peers"] });
    const file = encodeEvtx([event]);
    const path = join(folder, "refused.evtx");
    writeFileSync(path, file);
    expect(readWithLibevtx(path)).toMatchObject({ events: [], hasGivenUp: true });
    const [ours] = readWithOurs(file).events;
    expect(ours?.fields.at(-1)?.[1]).toBe(text);
  });

  it("of CDATA, libevtx leaves the element around it out", ({ skip }) => {
    needs(skip, { packages: ["peers"] });
    const file = encodeEvtx([
      { ...head, data: [["v", { type: "element", element: { name: "Inner", content: [{ cdata: "a<b" }] } }]] },
    ]);
    const path = join(folder, "cdata.evtx");
    writeFileSync(path, file);
    expect(readWithLibevtx(path).events[0]).not.toContain("<Inner");
    expect(readWithOurs(file).events[0]?.fields).toContainEqual(["Event/EventData/Data/Inner", "a<b"]);
  });
});

const samples = process.env["RDPULSE_EVTX_SAMPLES"];
const names = samples === undefined ? [] : readdirSync(samples).filter((name) => /\.evtx(\.gz)?$/.test(name));

describe("docs/evtx-differences.md", () => {
  it("has a heading for each kind of difference", () => {
    const page = readFileSync(new URL("../../docs/evtx-differences.md", import.meta.url), "utf8");
    const headings = [...page.matchAll(/^### (.+)$/gm)].map(([, heading]) => heading ?? "");
    expect(headings.toSorted()).toEqual([...DIFFERENCE_KINDS].toSorted());
  });
});

describe("real logs, field by field against evtxexport", () => {
  it("every file of the folder that RDPULSE_EVTX_SAMPLES names, none where it is not set", ({ skip }) => {
    needs(skip, { packages: ["peers"] });
    console.log(samples === undefined ? "RDPULSE_EVTX_SAMPLES is not set: no real log was compared" : samples);
    const unexplained: string[] = [];
    for (const name of names) {
      const bytes = readFileSync(join(samples ?? "", name));
      const told = compare("sample.evtx", name.endsWith(".gz") ? gunzipSync(bytes) : bytes);
      const kinds = [...told.explained].map(([kind, count]) => `${kind} ${count}`).join(", ");
      const { compared, equalRecords, fields, ours, theirs, damaged } = told;
      console.log(
        `${name}: ${ours} records, libevtx ${theirs}; ${compared} compared in ${fields} fields, ${equalRecords} equal; ${damaged} damaged; ${kinds}`,
      );
      unexplained.push(...told.unexplained.map((line) => `${name} ${line}`));
    }
    expect(unexplained).toEqual([]);
  });
});
