import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { encodeEvtx } from "../../../core/eventlog/index.ts";
import { readLines, type WorkerPlan } from "../../../io/ingest/index.ts";
import { type RenderJob, rendererOf } from "./render-worker.ts";

const folder = await mkdtemp(join(tmpdir(), "rdpulse-workers-"));
afterAll(() => rm(folder, { recursive: true }));

const ENTRY = new URL("render-worker.ts", import.meta.url);

async function logOf(name: string, provider: string, startMs: number): Promise<string> {
  const path = join(folder, name);
  const events = Array.from({ length: 500 }, (_, index) => ({
    provider,
    eventId: 4625,
    channel: "Security",
    computer: "rds01",
    timeMs: startMs + index * 1000,
    data: [["TargetUserName", `user${index % 7}`]] as const,
  }));
  const bytes = Uint8Array.from(encodeEvtx(events, { recordsPerChunk: 20 }));
  // One record in the middle is damaged: it must be told once, by whoever reads it.
  bytes.fill(0xff, 4096 + 10 * 65_536 + 512 + 24, 4096 + 10 * 65_536 + 512 + 40);
  await writeFile(path, bytes);
  return path;
}

const first = await logOf("a.evtx", "First", 1_700_000_000_000);
const second = await logOf("b.evtx", "Second", 1_700_000_000_500);

interface Rendered {
  readonly text: string;
  readonly records: number;
  readonly damaged: readonly number[];
}

async function rendered(paths: readonly string[], job: RenderJob, workers?: WorkerPlan): Promise<Rendered> {
  const renderer = rendererOf(job);
  const damaged: number[] = [];
  let text = "";
  let records = 0;
  const batches = readLines({
    paths,
    order: "time",
    signal: new AbortController().signal,
    renderer,
    onDamage: ({ offset }) => damaged.push(offset),
    ...(workers === undefined ? {} : { workers }),
  });
  for await (const batch of batches) {
    for (const item of batch) {
      text += (records === 0 ? "" : renderer.separator) + item.line;
      records += item.records;
    }
  }
  return { text, records, damaged: damaged.toSorted((one, other) => one - other) };
}

describe("workers", () => {
  const style = { language: "en", width: 80, colour: false, plain: false } as const;
  const forms = ["ndjson", "json", "csv", "table"] as const;
  const jobOf = (form: RenderJob["form"]): RenderJob => ({
    kind: "rdpulse-render-events",
    form,
    style,
    conditions: ["data.TargetUserName!=user3"],
  });

  it.each(forms)("give the same %s as one thread, of one log and of two that are merged", async (form) => {
    const job = jobOf(form);
    const plan = { entry: ENTRY, data: job, count: 2, fromBytes: 0 };
    for (const paths of [[first], [first, second]]) {
      const alone = await rendered(paths, job);
      expect(alone.damaged).toHaveLength(paths.length);
      expect(await rendered(paths, job, plan)).toEqual(alone);
    }
  });

  it("that cannot be started, or fail, leave the work to one thread", async () => {
    const job = jobOf("ndjson");
    const alone = await rendered([first], job);
    const missing = { entry: new URL("no-such-worker.ts", import.meta.url), data: job, count: 2, fromBytes: 0 };
    expect(await rendered([first], job, missing)).toEqual(alone);
    const broken = { entry: ENTRY, data: { ...job, conditions: ["nonsense"] }, count: 2, fromBytes: 0 };
    expect(await rendered([first], job, broken)).toEqual(alone);
  });
});
