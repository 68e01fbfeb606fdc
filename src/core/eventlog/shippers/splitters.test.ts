import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JsonSplitter } from "./json-splitter.ts";
import { XmlEventSplitter } from "./xml-splitter.ts";

interface Found {
  readonly documents: string[];
  readonly lines: number[];
  readonly damaged: string[];
}

/** The same text whole and in pieces of one size. */
function jsonOf(text: string, piece: number = text.length + 1, bounds?: { longest: number; deepest: number }): Found {
  const found: Found = { documents: [], lines: [], damaged: [] };
  const splitter = new JsonSplitter(
    {
      document: (body, _number, line) => {
        found.documents.push(body);
        found.lines.push(line);
      },
      damaged: (reason) => found.damaged.push(reason),
    },
    bounds,
  );
  for (let at = 0; at < text.length; at += piece) splitter.feed(text.slice(at, at + piece));
  splitter.end();
  return found;
}

function xmlOf(text: string, piece: number = text.length + 1, longest?: number): Found {
  const found: Found = { documents: [], lines: [], damaged: [] };
  const splitter = new XmlEventSplitter(
    {
      event: (body, _number, line) => {
        found.documents.push(body);
        found.lines.push(line);
      },
      damaged: (reason) => found.damaged.push(reason),
    },
    longest,
  );
  for (let at = 0; at < text.length; at += piece) splitter.feed(text.slice(at, at + piece));
  splitter.end();
  return found;
}

const object = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }));

describe("JsonSplitter", () => {
  it("finds the same documents in every layout and in pieces of every size", () => {
    fc.assert(
      fc.property(fc.array(object), fc.integer({ min: 1, max: 40 }), (objects, piece) => {
        const layouts = [
          objects.map((value) => JSON.stringify(value)).join("\n"),
          objects.map((value) => JSON.stringify(value, null, 2)).join("\r\n"),
          JSON.stringify(objects),
          JSON.stringify(objects, null, 2),
        ];
        for (const layout of layouts) {
          const { documents, damaged } = jsonOf(layout, piece);
          expect(damaged).toEqual([]);
          expect(documents.map((text): unknown => JSON.parse(text))).toEqual(
            objects.map((value): unknown => JSON.parse(JSON.stringify(value))),
          );
        }
      }),
    );
  });

  it("passes over a torn document and finds the next one", () => {
    for (const piece of [1, 3, 1000]) {
      const { documents, damaged, lines } = jsonOf('{"a":1,"b":{"c":\n{"d":2}\n{"e":"torn\n{"f":3}\n{"g":', piece);
      expect(documents).toContain('{"f":3}');
      expect(damaged.length).toBeGreaterThan(1);
      expect(lines.at(-1)).toBe(4);
    }
    expect(jsonOf('{"a":1,\n{"d":2}\n').documents).toEqual(['{"d":2}']);
  });

  it("keeps objects of a list that begin at the left margin", () => {
    expect(jsonOf('{"list":[\n{"a":1},\n{"b":2}\n]}\n')).toMatchObject({
      damaged: [],
      documents: [expect.stringContaining('"b"')],
    });
  });

  it("never hands on what is too deep or too large, and what comes after it is read", () => {
    const bounds = { longest: 1000, deepest: 16 };
    const deep = `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`;
    const large = `{"a":"${"x".repeat(5000)}"}`;
    for (const bomb of [deep, large]) {
      expect(jsonOf(`${bomb}\n{"b":2}\n`, 64, bounds)).toMatchObject({
        documents: ['{"b":2}'],
        damaged: [expect.any(String)],
      });
    }
    expect(jsonOf("[".repeat(1_000_000)).documents).toEqual([]);
  });
});

function event(id: number): string {
  return `<Event xmlns='x'>\n<System><EventID>${id}</EventID></System></Event>`;
}

describe("XmlEventSplitter", () => {
  it("finds events below a root, without one, and in documents one after the other", () => {
    const events = [event(1), event(2), event(3)];
    const layouts = [
      events.join(""),
      `<?xml version="1.0"?><!DOCTYPE Events [<!ENTITY a "b">]>\r\n<Events>${events.join("\n")}</Events>`,
      events.map((text) => `\ufeff<?xml version="1.0" encoding="utf-16"?>\n${text}\n`).join(""),
    ];
    for (const layout of layouts) {
      for (const piece of [1, 2, 7, 64, 10_000])
        expect(xmlOf(layout, piece)).toMatchObject({ documents: events, damaged: [] });
    }
    expect(xmlOf(layouts[0] ?? "").lines).toEqual([1, 2, 3]);
  });

  it("passes over a torn or too large event and finds the next one", () => {
    expect(xmlOf(`<Event xmlns='x'><System>${event(2)}`, 5)).toMatchObject({
      documents: [event(2)],
      damaged: [expect.any(String)],
    });
    expect(xmlOf(`<Event xmlns='y'>${"z".repeat(5000)}</Event>${event(2)}`, 100, 1000)).toMatchObject({
      documents: [event(2)],
      damaged: [expect.any(String)],
    });
    expect(xmlOf(`${event(1)}<Event xmlns='x'><Sys`).damaged).toHaveLength(1);
  });
});
