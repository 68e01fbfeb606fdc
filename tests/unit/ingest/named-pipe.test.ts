// A pipe that somebody named: it is read, waiting for its writer is told, and can be called off.
import { execFileSync } from "node:child_process";
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { type PassedOver, readEvents, readInventories } from "../../../src/io/ingest/index.ts";
import { temporaryFolder } from "./index.ts";

const folder = await temporaryFolder();
const SESMAN = "[20261122-08:00:00] [INFO ] ++ created session (access granted): username anna, ip 192.0.2.7:50123\n";

function pipeNamed(name: string): string {
  const path = join(folder, name);
  execFileSync("mkfifo", [path]);
  return path;
}

describe("a named pipe", () => {
  it("is read from when its writer comes", async () => {
    const path = pipeNamed("written");
    const signal = new AbortController().signal;
    const written = appendFile(path, SESMAN);
    let records = 0;
    for await (const batch of readEvents({ paths: [path], order: "time", signal })) records += batch.length;
    await written;
    expect(records).toBe(1);
  });

  it("whose writer never comes is told of, and left when reading is called off", async () => {
    const path = pipeNamed("silent");
    const stop = new AbortController();
    const waiting: string[] = [];
    const passedOver: PassedOver[] = [];
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const batches = readEvents({
        paths: [path],
        order: "time",
        signal: stop.signal,
        onWaiting: (name) => waiting.push(name),
        onPassedOver: (file) => passedOver.push(file),
      });
      const end = batches[Symbol.asyncIterator]().next();
      while (waiting.length === 0) {
        vi.advanceTimersByTime(1000);
        await setImmediate();
      }
      stop.abort();
      expect(await end).toEqual({ done: true, value: undefined });
    } finally {
      vi.useRealTimers();
    }
    expect(waiting).toEqual([path]);
    expect(passedOver).toEqual([]);
  });

  it("holds no settings, and is not opened for them", async () => {
    const path = pipeNamed("settings");
    const { inventories, passedOver } = await readInventories({ paths: [path], signal: new AbortController().signal });
    expect(inventories).toEqual([]);
    expect(passedOver).toEqual([{ path: "settings", why: "unsupported", detail: "a pipe" }]);
  });
});
