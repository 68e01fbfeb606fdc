import { appendFile, mkdir, rename, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type EventRecord, recordReference } from "../../../src/core/eventlog/index.ts";
import { readEvents } from "../../../src/io/ingest/index.ts";
import { evtxAt, pipeOf, readAll, references, sesmanAt, START_MS, tarOf, temporaryFolder, zipOf } from "./index.ts";

const folder = await temporaryFolder();

async function write(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, content);
  return path;
}

describe("files and folders", () => {
  it("are merged by time, whatever their formats are", async () => {
    await write("merge/Security.evtx", evtxAt([0, 20, 40]));
    await write("merge/below/xrdp-sesman.log", sesmanAt([10, 30, 50]));
    await write("merge/README.md", "# no log\n");
    const reading = await readAll([join(folder, "merge")], { utcOffsetMinutes: 0 });
    expect(references(reading)).toEqual([
      "Security.evtx#1",
      "xrdp-sesman.log#1",
      "Security.evtx#2",
      "xrdp-sesman.log#2",
      "Security.evtx#3",
      "xrdp-sesman.log#3",
    ]);
    expect(reading.passedOver).toEqual([{ path: "README.md", why: "not-a-log" }]);
    expect(reading.damaged).toEqual([]);
    expect(reading.zoneAssumed).toEqual([]);
  });

  it("are in order of time also where a clock was set back, and nothing is lost", async () => {
    const first = await write("jump/a.evtx", evtxAt([0, 1000, 5, 6]));
    const second = await write("jump/b.evtx", evtxAt([3, 500, 1500]));
    const { records } = await readAll([first, second]);
    const seconds = (origin: string): number[] =>
      records.filter((record) => record.origin === origin).map(({ timeMs }) => (timeMs - START_MS) / 1000);
    expect(records).toHaveLength(7);
    expect(seconds("a.evtx")).toEqual([0, 5, 6, 1000]);
    expect(seconds("b.evtx")).toEqual([3, 500, 1500]);
    const asWritten = references(await readAll([second, first], { order: "file" }));
    expect(asWritten.slice(0, 5)).toEqual(["b.evtx#1", "b.evtx#2", "b.evtx#3", "a.evtx#1", "a.evtx#2"]);
    // Threads that write a little out of order are no set clock: what they wrote stays as it is.
    const near = await write("jump/near.evtx", evtxAt([0, 30, 10, 40]));
    expect(references(await readAll([near]))).toEqual(["near.evtx#1", "near.evtx#2", "near.evtx#3", "near.evtx#4"]);
  });

  it("of thousands are read with few handles", async () => {
    await mkdir(join(folder, "many"));
    for (let index = 0; index < 2000; index++) {
      // Each one begins later than it is found, so that the merge must open them out of order.
      await writeFile(join(folder, "many", `${index}.log`), sesmanAt([(index * 7919) % 2000, 4000 + index]));
    }
    const { records, passedOver } = await readAll([join(folder, "many")], { utcOffsetMinutes: 0 });
    expect(passedOver).toEqual([]);
    expect(records).toHaveLength(4000);
    const times = records.map(({ timeMs }) => timeMs);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
  }, 30_000);

  it("are named by as much of their path as tells them apart, and read once when they are the same", async () => {
    await write("hosts/a/Security.evtx", evtxAt([1]));
    await write("hosts/b/Security.evtx", evtxAt([2]));
    await write("hosts/b/copy of it.evtx", evtxAt([2]));
    await symlink("..", join(folder, "hosts", "a", "loop"));
    const reading = await readAll([join(folder, "hosts")]);
    expect(references(reading)).toEqual(["a/Security.evtx#1", "b/Security.evtx#1"]);
    expect(reading.passedOver).toEqual([{ path: "b/copy of it.evtx", why: "duplicate", detail: "b/Security.evtx" }]);
  });

  it("that are no logs, empty or missing are told", async () => {
    await write("odd/empty.evtx", "");
    await write("odd/zeros.bin", new Uint8Array(5000));
    await write(
      "odd/noise.bin",
      Uint8Array.from({ length: 5000 }, (_, index) => (index * 7919) % 251),
    );
    await write("odd/settings.json", '{"section":"services","value":[]}');
    const reading = await readAll([join(folder, "odd"), join(folder, "missing")]);
    expect(reading.records).toEqual([]);
    expect(reading.passedOver.map(({ path, why }) => [path.slice(path.lastIndexOf("/") + 1), why])).toEqual([
      ["missing", "unreadable"],
      ["empty.evtx", "empty"],
      ["noise.bin", "not-a-log"],
      ["settings.json", "not-a-log"],
      ["zeros.bin", "empty"],
    ]);
  });
});

describe("what is packed", () => {
  it("is read from .gz, .zip with Windows names, and .tar.gz", async () => {
    const gz = await write("packed/Security.evtx.gz", gzipSync(evtxAt([1])));
    const zip = await write(
      "packed/logs.zip",
      zipOf([
        { name: "winevt\\Logs\\System.evtx", bytes: evtxAt([2], "System") },
        { name: "..\\..\\escape.log.gz", bytes: gzipSync(sesmanAt([3])) },
      ]),
    );
    const tar = await write(
      "packed/logs.tar.gz",
      gzipSync(await tarOf([{ name: "var/log/xrdp-sesman.log", bytes: Buffer.from(sesmanAt([4])) }])),
    );
    const reading = await readAll([gz, zip, tar], { utcOffsetMinutes: 0 });
    expect(references(reading)).toEqual(["Security.evtx#1", "System.evtx#1", "escape.log#1", "xrdp-sesman.log#1"]);
    expect(reading.passedOver).toEqual([]);
  });

  it("stops where it becomes far larger than it may, and the rest is read", async () => {
    const bomb = Buffer.alloc(80 * 1024 * 1024, " ");
    const zip = await write(
      "bomb.zip",
      zipOf([
        { name: "bomb.log", bytes: bomb },
        { name: "good.log", bytes: Buffer.from(sesmanAt([1])) },
      ]),
    );
    const gz = await write("bomb.gz", gzipSync(bomb));
    const reading = await readAll([zip, gz], { utcOffsetMinutes: 0 });
    expect(references(reading)).toEqual(["good.log#1"]);
    expect(reading.passedOver).toMatchObject([
      { path: "bomb.zip/bomb.log", why: "too-large" },
      { path: "bomb.gz", why: "too-large" },
    ]);
  });

  it("is passed over where it is broken or lies in yet another archive", async () => {
    const whole = zipOf([{ name: "a.log", bytes: Buffer.from(sesmanAt([1])) }]);
    const broken = await write("broken.zip", whole.subarray(0, whole.length - 8));
    const nested = await write("nested.zip", zipOf([{ name: "inner.zip", bytes: whole }]));
    const torn = await write("torn.gz", gzipSync(Buffer.from(sesmanAt([1, 2, 3]))).subarray(0, 40));
    const { records, passedOver } = await readAll([broken, nested, torn]);
    expect(records).toEqual([]);
    expect(passedOver.map(({ why }) => why)).toEqual(["unreadable", "unsupported", "unreadable"]);
  });
});

describe("texts", () => {
  const xml = `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Security-Auditing'/><EventID>4625</EventID><Level>0</Level><TimeCreated SystemTime='2026-11-22T08:00:01.1234567Z'/><EventRecordID>4711</EventRecordID><Channel>Security</Channel><Computer>rds01</Computer></System><EventData><Data Name='TargetUserName'>管理员 &amp; &lt;b&gt;</Data></EventData></Event>`;
  const name = "管理员 & <b>";

  it("are read in every encoding that Windows tools write", async () => {
    const documents = [
      Buffer.from(xml),
      Buffer.from(`\ufeff${xml}`),
      Buffer.from(`\ufeff<?xml version="1.0" encoding="utf-16"?>\r\n<Events>${xml}</Events>`, "utf16le"),
      Buffer.from(xml, "utf16le"),
      Buffer.from(`\ufeff${xml}`, "utf16le").swap16(),
    ];
    for (const [index, bytes] of documents.entries()) {
      const { records, damaged } = await readAll([await write(`encodings/${index}.xml`, bytes)]);
      expect(damaged).toEqual([]);
      expect(records).toMatchObject([
        { recordId: 4711, timeTicks: 4567, values: [{ name: "TargetUserName", text: name }] },
      ]);
    }
    const western = await write(
      "encodings/western.log",
      Buffer.from("[20261122-08:00:01] [INFO ] M\u00fcller\n", "latin1"),
    );
    expect((await readAll([western], { utcOffsetMinutes: 0 })).records[0]?.values[0]?.text).toBe("M\u00fcller");
  });

  it("cannot make the reader expand entities, and a bad event harms no other", async () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><Events>`;
    const path = await write(
      "entities.xml",
      `${bomb}${xml.replace("&amp;", "&b;")}${xml}<Event><System>${"<a>".repeat(100)}</Event></Events>`,
    );
    const { records, damaged } = await readAll([path]);
    expect(records).toHaveLength(1);
    expect(damaged.map(({ reason }) => reason)).toEqual([
      expect.stringContaining("XML"),
      expect.stringContaining("deep"),
    ]);
  });

  it("of JSON count what is torn, too deep, or no event", async () => {
    const event = JSON.stringify({
      EventTime: "2026-11-22T08:00:01Z",
      Hostname: "h",
      EventID: 4625,
      SourceName: "S",
      Channel: "Security",
      RecordNumber: 5,
    });
    const path = await write(
      "lines.json",
      [event, `{"EventID":${'{"a":'.repeat(2000)}1${"}".repeat(2000)}}`, '{"metric":1}', '{"EventID":46', event].join(
        "\n",
      ),
    );
    const { records, damaged, passedOver } = await readAll([path]);
    expect(records.map(({ recordId }) => recordId)).toEqual([5, 5]);
    expect(damaged.map(({ offset }) => offset)).toEqual([2, 4]);
    expect(passedOver).toEqual([{ path: "lines.json", why: "foreign", detail: "1" }]);
  });

  it("without an offset are read in the zone that was given, else in that of this machine, and that is told", async () => {
    const path = await write("zone/xrdp.log", sesmanAt([0]));
    expect((await readAll([path], { utcOffsetMinutes: 480 })).records[0]?.timeMs).toBe(START_MS - 480 * 60_000);
    const { records, zoneAssumed } = await readAll([path]);
    expect(records[0]?.timeMs).toBe(new Date(2026, 10, 22, 8).getTime());
    expect(zoneAssumed).toEqual(["xrdp.log"]);
  });

  it("are filtered as logs of Windows are", async () => {
    const evtx = await write("filter/a.evtx", evtxAt([1, 2, 3]));
    const log = await write("filter/b.log", sesmanAt([1, 2, 3]));
    const filter = { fromMs: START_MS + 2000, eventIds: [4625] };
    expect(references(await readAll([evtx, log], { filter, utcOffsetMinutes: 0 }))).toEqual(["a.evtx#2", "a.evtx#3"]);
  });
});

describe("standard input", () => {
  it("may be text that comes in pieces, or any file", async () => {
    const text = sesmanAt([1, 2]);
    const pieces = [text.slice(0, 10), text.slice(10, 70), text.slice(70)];
    expect(references(await readAll(["-"], { stdin: pipeOf(...pieces), utcOffsetMinutes: 0 }))).toEqual(["-#1", "-#2"]);
    expect(references(await readAll(["-"], { stdin: pipeOf(evtxAt([1, 2])) }))).toEqual(["-#1", "-#2"]);
    expect(references(await readAll(["-"], { stdin: pipeOf(gzipSync(evtxAt([1]))) }))).toEqual(["-#1"]);
    expect((await readAll(["-"], { stdin: pipeOf("") })).passedOver).toEqual([{ path: "-", why: "empty" }]);
  });

  it("may carry syslog with octet counts that holds events of Windows", async () => {
    const event = JSON.stringify({
      EventTime: "2026-11-22T08:00:01Z",
      EventID: 4625,
      SourceName: "S",
      Channel: "Security",
      RecordNumber: 5,
    });
    const messages = [
      `<13>1 2026-11-22T08:00:00Z h nxlog - - - ${event}`,
      "<86>1 2026-11-22T08:00:02Z h xrdp 7 - - [INFO ] x",
    ];
    const text = messages.map((message) => `${message.length} ${message}`).join("");
    const { records } = await readAll(["-"], { stdin: pipeOf(text) });
    expect(records.map(({ provider, eventId }) => [provider, eventId])).toEqual([
      ["S", 4625],
      ["xrdp", 0],
    ]);
  });
});

describe("following", () => {
  it("goes on with what is appended, after a rotation, after an emptying, and with new files", async () => {
    const path = await write("follow/xrdp.log", sesmanAt([1]));
    const stop = new AbortController();
    const seen: EventRecord[] = [];
    const until = async (count: number): Promise<void> => {
      while (seen.length < count) await new Promise((resolve) => setTimeout(resolve, 20));
    };
    const following = (async () => {
      const options = { paths: [join(folder, "follow")], order: "time", follow: true, utcOffsetMinutes: 0 } as const;
      for await (const batch of readEvents({ ...options, signal: stop.signal })) seen.push(...batch);
    })();
    await until(1);
    const [half, rest] = [sesmanAt([2]).slice(0, 30), sesmanAt([2]).slice(30)];
    await appendFile(path, half);
    await appendFile(path, rest);
    await until(2);
    await appendFile(path, sesmanAt([3]));
    await rename(path, join(folder, "follow", "xrdp.log.1"));
    await writeFile(path, sesmanAt([4]));
    await until(4);
    await truncate(path);
    await appendFile(path, sesmanAt([5]).slice(0, 50));
    await new Promise((resolve) => setTimeout(resolve, 700));
    await appendFile(path, sesmanAt([5]).slice(50));
    await until(5);
    await write("follow/xrdp-sesman.log", sesmanAt([6, 7]));
    await until(7);
    stop.abort();
    await following;
    expect(seen.map(({ timeMs }) => (timeMs - START_MS) / 1000)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(seen.map(recordReference).at(-1)).toBe("xrdp-sesman.log#2");
  }, 30_000);

  it("ends when it is aborted", async () => {
    const stop = new AbortController();
    stop.abort();
    expect((await readAll([join(folder, "merge")], { follow: true, signal: stop.signal })).records).toEqual([]);
  });
});
