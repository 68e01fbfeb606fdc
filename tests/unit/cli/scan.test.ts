import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CheckOptions } from "../../../src/core/plan/index.ts";
import type { Evidence } from "../../../src/core/evidence/index.ts";
import { healthy, refused } from "./evidence-fixture.ts";
import { runCli } from "./test-world.ts";

let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "rdpulse-scan-"));
});
afterAll(async () => {
  await rm(directory, { recursive: true });
});

/** Hosts whose address ends in an odd number refuse. */
function see({ host, port }: CheckOptions): Evidence {
  return /[13579]$/.test(host) ? refused(host, port) : healthy(host, port);
}

/** Only the first host ever answers. */
function endless(options: CheckOptions, signal: AbortSignal | undefined): Evidence | Promise<Evidence> {
  if (options.host === "192.0.2.2") return healthy(options.host);
  return new Promise((_, reject) => {
    signal?.addEventListener("abort", () => reject(new Error("aborted")));
  });
}

function resultsOf(text: string): { readonly target: { readonly input: string }; readonly verdict: string }[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line): { target: { input: string }; verdict: string } => JSON.parse(line));
}

describe("scan", () => {
  it("prints a summary with the worst first", async () => {
    const { code, stdout, stderr } = await runCli(["scan", "192.0.2.1-4", "192.0.2.2", "--width", "80"], { see });
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    const rows = stdout.split("\n").filter((line) => line.startsWith("192."));
    expect(rows.map((row) => row.split(/\s+/).slice(0, 3))).toEqual([
      ["192.0.2.1:3389", "UNREACHABLE", "tcp"],
      ["192.0.2.3:3389", "UNREACHABLE", "tcp"],
      ["192.0.2.2:3389", "HEALTHY", "A"],
      ["192.0.2.4:3389", "HEALTHY", "A"],
    ]);
    expect(stdout).toContain("4 of 4 targets checked in");
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  it("reads files, tables and stdin, names bad lines, and goes on", async () => {
    const list = join(directory, "hosts.txt");
    await writeFile(list, "# fleet\n192.0.2.2\nhttp://web\n\n192.0.2.4-6\n");
    const table = join(directory, "fleet.csv");
    await writeFile(table, '\ufeffComputer Name;Site\n"192.0.2.8";Berlin\n');
    await writeFile(join(directory, "office.rdp"), "full address:s:192.0.2.10\n");
    await writeFile(join(directory, "files.txt"), "office.rdp\n");
    const { code, stdout, stderr } = await runCli(
      ["scan", "-", `@${list}`, "--file", table, "--file", join(directory, "files.txt"), "--ndjson"],
      { see, stdin: "192.0.2.12:3390\r\n" },
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/^rdpulse: \S+hosts\.txt:3: 'http:\/\/web' is a web address/);
    const inputs = resultsOf(stdout).map(({ target }) => target.input);
    expect(inputs.toSorted()).toEqual([
      "192.0.2.10:3389",
      "192.0.2.12:3390",
      "192.0.2.2:3389",
      "192.0.2.4:3389",
      "192.0.2.5:3389",
      "192.0.2.6:3389",
      "192.0.2.8:3389",
    ]);
    expect((await runCli(["scan", "http://web"], { see })).code).toBe(2);
  });

  it("never checks one address twice at a time, and asks core questions only", async () => {
    const busy = new Set<string>();
    const seen: CheckOptions[] = [];
    const { code } = await runCli(["scan", "192.0.2.2", "192.0.2.2:3390", "192.0.2.2:3391", "192.0.2.4"], {
      see: async (options) => {
        expect(busy.has(options.host)).toBe(false);
        busy.add(options.host);
        seen.push(options);
        await new Promise((resolve) => {
          setTimeout(resolve, 5);
        });
        busy.delete(options.host);
        return healthy(options.host, options.port);
      },
    });
    expect(code).toBe(0);
    expect(seen).toHaveLength(4);
    expect(seen[0]?.skip).toContain("udp");
  });

  it("goes on where an earlier scan stopped, also after a torn line", async () => {
    const file = join(directory, "results.ndjson");
    await runCli(["scan", "192.0.2.2", "192.0.2.3", "--resume", file], { see });
    const whole = await readFile(file, "utf8");
    await appendFile(file, '{"schema":"rdpulse.check/1","tar');
    const seen: string[] = [];
    const { code, stdout } = await runCli(["scan", "192.0.2.2-5", "--resume", file, "--json"], {
      see: (options) => {
        seen.push(options.host);
        return see(options);
      },
    });
    expect(seen).toEqual(["192.0.2.4", "192.0.2.5"]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: "rdpulse.scan/1",
      complete: true,
      targets: { total: 4, finished: 4, failed: 0 },
      verdicts: { healthy: 2, unreachable: 2, failing: 0, degraded: 0 },
    });
    const after = await readFile(file, "utf8");
    expect(after.startsWith(whole)).toBe(true);
    expect(resultsOf(after)).toHaveLength(4);
    await writeFile(file, "not a result\nsecond line\n");
    expect((await runCli(["scan", "192.0.2.2", "--resume", file], { see })).code).toBe(2);
    expect(await readFile(file, "utf8")).toBe("not a result\nsecond line\n");
  });

  it("exits 4 at the deadline and 130 on Ctrl-C, and keeps what is done", async () => {
    const cut = await runCli(["scan", "192.0.2.2-3", "--ndjson", "--deadline", "50ms"], { see: endless });
    expect({ code: cut.code, lines: resultsOf(cut.stdout).length }).toEqual({ code: 4, lines: 1 });
    expect(cut.stderr).toContain("1 of 2 targets");
    const interruption = new AbortController();
    setTimeout(() => interruption.abort(), 30);
    const stopped = await runCli(["scan", "192.0.2.2-3"], { see: endless, interrupted: interruption.signal });
    expect(stopped.code).toBe(130);
    expect(stopped.stdout).toContain("1 of 2 targets checked");
  });

  it("says which target met a fault of our own, checks the others, and exits 70", async () => {
    const { code, stdout } = await runCli(["scan", "192.0.2.2", "192.0.2.4", "--ndjson"], {
      see: (options) => {
        if (options.host === "192.0.2.2") throw new Error("boom");
        return see(options);
      },
    });
    expect(code).toBe(70);
    expect(
      resultsOf(stdout).toSorted((left, right) => (left.target.input < right.target.input ? -1 : 1)),
    ).toMatchObject([
      { schema: "rdpulse.scan-failure/1", target: { host: "192.0.2.2", port: 3389 }, reason: "boom" },
      { schema: "rdpulse.check/1", target: { host: "192.0.2.4" } },
    ]);
  });
});
