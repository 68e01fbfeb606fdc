import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fixedZone } from "../shippers/event-time.ts";
import { LineSplitter } from "./line-splitter.ts";
import { OctetFrames } from "./octet-frames.ts";
import { decodeSyslog, encodeSyslog, readSyslog } from "./syslog.ts";
import { readXrdpLine, splitXrdpLine, xrdpProgramOf } from "./xrdp-log.ts";

const word = fc.stringMatching(/^[!-~]{1,20}$/).filter((text) => text !== "-");
const id = fc.stringMatching(/^[a-zA-Z0-9@.]{1,12}$/);
const param = fc.record({
  name: id,
  text: fc.string({ unit: "grapheme", maxLength: 30 }).filter((text) => !/[\r\n]/.test(text)),
});
const place = { origin: "log", number: 7 };

describe("syslog, RFC 5424", () => {
  it("comes back from what was written", () => {
    fc.assert(
      fc.property(
        fc.record({
          facility: fc.integer({ min: 0, max: 23 }),
          severity: fc.integer({ min: 0, max: 7 }),
          timestamp: fc.constant("2026-11-22T23:10:05.003Z"),
          hostname: word,
          appName: word,
          procId: word,
          msgId: word,
          structuredData: fc.array(fc.record({ id, params: fc.array(param, { maxLength: 4 }) }), { maxLength: 3 }),
          message: fc.string().filter((text) => !/^[ \ufeff]/.test(text)),
        }),
        (message) => {
          expect(decodeSyslog(encodeSyslog(message))).toEqual(message);
        },
      ),
    );
  });

  it("reads the examples of the RFC", () => {
    // RFC 5424, section 6.5 "Examples", 1, 3 and 4.
    const first =
      "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \ufeff'su root' failed for lonvick on /dev/pts/8";
    expect(decodeSyslog(first)).toMatchObject({
      facility: 4,
      severity: 2,
      appName: "su",
      msgId: "ID47",
      message: "'su root' failed for lonvick on /dev/pts/8",
    });
    const third =
      '<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 [exampleSDID@32473 iut="3" eventSource="Application" eventID="1011"] \ufeffAn application event log entry...';
    expect(decodeSyslog(third)?.structuredData).toEqual([
      {
        id: "exampleSDID@32473",
        params: [
          { name: "iut", text: "3" },
          { name: "eventSource", text: "Application" },
          { name: "eventID", text: "1011" },
        ],
      },
    ]);
    const fourth =
      '<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 [exampleSDID@32473 iut="3"][examplePriority@32473 class="high"]';
    expect(decodeSyslog(fourth)).toMatchObject({ structuredData: [{}, { id: "examplePriority@32473" }], message: "" });
  });

  it("refuses structured data that is never closed, in linear time", () => {
    expect(decodeSyslog(`<34>1 2003-10-11T22:14:15.003Z h a - - [x y="${'\\"'.repeat(100_000)}`)).toBeUndefined();
  });
});

describe("syslog without a year", () => {
  const notAfterMs = Date.UTC(2027, 0, 2, 12);
  const timeOf = (line: string): number | undefined => {
    const message = decodeSyslog(line);
    if (message === undefined) return undefined;
    const read = readSyslog(message, place, { channel: "syslog", zone: fixedZone(60), notAfterMs });
    return "record" in read ? read.record.timeMs : undefined;
  };

  it("gets the latest year that does not lie after the file", () => {
    expect(timeOf("Jan  2 08:00:00 linux01 xrdp[77]: hello")).toBe(Date.UTC(2027, 0, 2, 7));
    expect(timeOf("<86>Dec 31 23:59:59 linux01 xrdp[77]: hello")).toBe(Date.UTC(2026, 11, 31, 22, 59, 59));
    expect(timeOf("Feb 29 10:00:00 linux01 xrdp: hello")).toBe(Date.UTC(2024, 1, 29, 9));
    expect(timeOf("Feb 30 10:00:00 linux01 xrdp: hello")).toBeUndefined();
  });

  it("is refused where zone or year cannot be known", () => {
    const message = decodeSyslog("Jan  2 08:00:00 linux01 xrdp[77]: hello");
    expect(message && readSyslog(message, place, { channel: "syslog" })).toMatchObject({ refused: expect.any(String) });
  });

  it("of rsyslog's newer files has its own time", () => {
    expect(timeOf("2026-11-22T23:10:05.123456+01:00 linux01 xrdp-sesman[77]: [INFO ] x")).toBe(
      Date.UTC(2026, 10, 22, 22, 10, 5, 123),
    );
  });
});

describe("logs of xrdp", () => {
  const source = { channel: "xrdp.log", program: "xrdp", computer: "", zone: fixedZone(60) };

  it("are read in the old form, as xrdp 0.9.21 was seen to write it", () => {
    const line = splitXrdpLine(
      "[20261122-23:10:05] [WARN ] Socket 12: AF_INET connection received from 192.0.2.7 port 48576",
    );
    expect(line && readXrdpLine(line, place, source)).toEqual({
      record: {
        origin: "log",
        recordId: 7,
        timeMs: Date.UTC(2026, 10, 22, 22, 10, 5),
        timeTicks: 0,
        channel: "xrdp.log",
        provider: "xrdp",
        eventId: 0,
        level: 3,
        computer: "",
        values: [{ name: "message", text: "Socket 12: AF_INET connection received from 192.0.2.7 port 48576" }],
      },
    });
  });

  it("are read in the newer form, which was not seen", () => {
    const line = splitXrdpLine("[2026-11-22T23:10:05.123+0100] [ERROR] x");
    expect(line && readXrdpLine(line, place, source)).toMatchObject({
      record: { timeMs: Date.UTC(2026, 10, 22, 22, 10, 5, 123), level: 2 },
    });
  });

  it("are refused where the old form has no zone", () => {
    const line = splitXrdpLine("[20261122-23:10:05] [INFO ] x");
    const { zone: _, ...without } = source;
    expect(line && readXrdpLine(line, place, without)).toMatchObject({ refused: expect.any(String) });
  });

  it("are told apart by name, else by what only sesman says", () => {
    expect(xrdpProgramOf("xrdp-sesman.log.1", "")).toBe("xrdp-sesman");
    expect(xrdpProgramOf("xrdp.log", "session_pid")).toBe("xrdp");
    expect(xrdpProgramOf("log.txt", "[INFO ] ++ created session (access granted)")).toBe("xrdp-sesman");
    expect(xrdpProgramOf("log.txt", "[INFO ] connection received")).toBe("xrdp");
  });
});

function linesOf(text: string, piece: number, longest?: number): { lines: string[]; overlong: number[] } {
  const lines: string[] = [];
  const overlong: number[] = [];
  const found = { lines, overlong };
  const splitter = new LineSplitter(
    { line: (line) => lines.push(line), overlong: (number) => overlong.push(number) },
    longest,
  );
  for (let at = 0; at < text.length; at += piece) splitter.feed(text.slice(at, at + piece));
  splitter.end();
  return found;
}

describe("lines and frames", () => {
  it("are cut the same in pieces of every size", () => {
    for (const piece of [1, 2, 5, 100]) {
      expect(linesOf("a\r\nb\n\n\0\0c", piece).lines).toEqual(["a", "b", "", "c"]);
      expect(linesOf(`a\n${"x".repeat(50)}\nb`, piece, 20)).toEqual({ lines: ["a", "b"], overlong: [2] });
    }
  });

  it("of octet counting hold what was counted, and go on after a wrong count", () => {
    const frames: string[] = [];
    const damaged: string[] = [];
    const one = "<34>1 - h a - - - 管理\nzwei";
    const text = `${new TextEncoder().encode(one).length} ${one}garbage that is no count 7 <34>abc`;
    for (const piece of [1, 3, 1000]) {
      frames.length = 0;
      const splitter = new OctetFrames({
        frame: (frame) => frames.push(frame),
        damaged: (reason) => damaged.push(reason),
      });
      for (let at = 0; at < text.length; at += piece) splitter.feed(text.slice(at, at + piece));
      splitter.end();
      expect(frames[0]).toBe(one);
      expect(frames).toContain("<34>abc");
    }
    expect(damaged.length).toBeGreaterThan(0);
  });
});
