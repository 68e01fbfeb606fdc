import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll } from "vitest";
import { type DamagedRecord, encodeEvtx, type EventRecord, recordReference } from "../../../src/core/eventlog/index.ts";
import { type IngestOptions, type PassedOver, readEvents } from "../../../src/io/ingest/index.ts";

/** Everything that a reading gave. */
export interface Reading {
  readonly records: readonly EventRecord[];
  readonly damaged: readonly DamagedRecord[];
  readonly passedOver: readonly PassedOver[];
  readonly zoneAssumed: readonly string[];
}

export async function readAll(paths: readonly string[], options: Partial<IngestOptions> = {}): Promise<Reading> {
  const records: EventRecord[] = [];
  const damaged: DamagedRecord[] = [];
  const passedOver: PassedOver[] = [];
  const zoneAssumed: string[] = [];
  const batches = readEvents({
    paths,
    order: "time",
    signal: new AbortController().signal,
    onDamage: (damage) => damaged.push(damage),
    onPassedOver: (file) => passedOver.push(file),
    onZoneAssumed: (origin) => zoneAssumed.push(origin),
    ...options,
  });
  for await (const batch of batches) records.push(...batch);
  return { records, damaged, passedOver, zoneAssumed };
}

export function references(reading: Reading): readonly string[] {
  return reading.records.map(recordReference);
}

/** A folder that is gone after the tests of a file. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "rdpulse-ingest-test-"));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export const START_MS = Date.UTC(2026, 10, 22, 8);

/** A log with one event at each of these seconds after the start. */
export function evtxAt(seconds: readonly number[], channel = "Security"): Uint8Array {
  return encodeEvtx(
    seconds.map((second, index) => ({
      provider: "Microsoft-Windows-Security-Auditing",
      eventId: 4625,
      channel,
      computer: "rds01.example.com",
      timeMs: START_MS + second * 1000,
      recordId: index + 1,
      data: [
        ["TargetUserName", "anna"],
        ["IpAddress", "192.0.2.7"],
      ],
    })),
  );
}

/** Lines of a sesman log at these seconds after the start, in UTC. */
export function sesmanAt(seconds: readonly number[]): string {
  return seconds
    .map((second) => {
      const [day = "", clock = ""] = new Date(START_MS + second * 1000).toISOString().slice(0, 19).split("T");
      return `[${day.replaceAll("-", "")}-${clock}] [INFO ] AUTHFAIL: user=anna ip=192.0.2.7 time=${second}\n`;
    })
    .join("");
}

export function pipeOf(...pieces: readonly (string | Uint8Array)[]): Readable {
  return Readable.from(pieces.map((piece) => Buffer.from(piece)));
}
