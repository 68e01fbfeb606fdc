import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { encodeEvtx } from "../../core/eventlog/index.ts";
import { readEvents } from "./index.ts";

const folder = await mkdtemp(join(tmpdir(), "rdpulse-runs-"));
afterAll(() => rm(folder, { recursive: true }));

const START_MS = 1_700_000_000_000;
const MINUTE_MS = 60_000;

/** Minutes of the records as they are read, of a log with records at these minutes. */
async function minutesOf(minutes: readonly number[], order: "time" | "file"): Promise<readonly number[]> {
  const path = join(folder, "log.evtx");
  const events = minutes.map((minute) => ({
    provider: "Any",
    eventId: 1,
    channel: "Any",
    computer: "host",
    timeMs: START_MS + minute * MINUTE_MS,
  }));
  await writeFile(path, encodeEvtx(events, { recordsPerChunk: 3 }));
  const read: number[] = [];
  const batches = readEvents({ paths: [path], order, signal: new AbortController().signal });
  for await (const batch of batches) read.push(...batch.map(({ timeMs }) => (timeMs - START_MS) / MINUTE_MS));
  return read;
}

describe("a log whose clock was set", () => {
  // A machine that is set up: its clock runs wrong for three records, within a chunk and over its end.
  const minutes = [1, 2, 900, 901, 902, 3, 4, 5, 6, 7];

  it("is read in order of time", async () => {
    expect(await minutesOf(minutes, "time")).toEqual(minutes.toSorted((one, other) => one - other));
    expect(await minutesOf(minutes, "file")).toEqual(minutes);
  });

  it("loses no record and repeats none, however often it was set", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(50), { minLength: 1, maxLength: 40 }), async (any) => {
        const read = await minutesOf(any, "time");
        expect(read.toSorted((one, other) => one - other)).toEqual(any.toSorted((one, other) => one - other));
      }),
      { numRuns: 50 },
    );
  });
});
