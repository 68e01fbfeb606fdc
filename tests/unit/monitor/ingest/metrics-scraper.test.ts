import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { Secret } from "../../../../src/core/sequence/index.ts";
import { MetricsScraper } from "../../../../src/io/monitor/index.ts";

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A windows_exporter whose host has been busy for so many of so many seconds. */
function exporter(busy: number, all: number): string {
  return [
    `windows_cpu_time_total{core="0,0",mode="idle"} ${all - busy}`,
    `windows_cpu_time_total{core="0,0",mode="user"} ${busy}`,
    "windows_memory_physical_total_bytes 1000",
    "windows_memory_available_bytes 250",
    'windows_cs_hostname{hostname="TS07",domain="ex.test",fqdn="ts07.ex.test"} 1',
    'windows_service_state{name="termservice",state="running"} 1',
    "",
  ].join("\n");
}

async function serving(answers: readonly (string | number)[], asked: (string | undefined)[] = []): Promise<string> {
  const left = [...answers];
  server = createServer((request, response) => {
    asked.push(request.headers.authorization);
    const answer = left.shift() ?? 500;
    if (typeof answer === "number") response.writeHead(answer).end();
    else response.end(answer);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}/metrics`;
}

function scraper(url: string, clock: { atMs: number }, outbound = {}): MetricsScraper {
  return new MetricsScraper({
    scrapes: [{ name: "ts07", url, bearer: "env:TOKEN" }],
    clock: { nowMs: () => clock.atMs },
    targets: { refresh: async () => undefined, targetOf: (host) => (host.toLowerCase() === "ts07" ? 7 : null) },
    outbound,
    secret: async () => new Secret("s3cret"),
  });
}

describe("scraping", () => {
  it("tells how busy a host is between two readings, and the highest of a day", async () => {
    const asked: (string | undefined)[] = [];
    const clock = { atMs: 1_800_000_000_000 };
    const url = await serving([exporter(10, 100), exporter(55, 150), exporter(60, 200)], asked);
    const one = scraper(url, clock);
    await one.turn();
    expect(one.loads).toMatchObject([
      { name: "ts07", target: 7, cpuBusyShare: null, memoryUsedShare: 0.75, service: "running", failure: null },
    ]);
    clock.atMs += 60_000;
    await one.turn();
    expect(one.loads[0]?.cpuBusyShare).toBeCloseTo(0.9);
    clock.atMs += 60_000;
    await one.turn();
    expect(one.loads[0]?.cpuBusyShare).toBeCloseTo(0.1);
    expect(one.loads[0]?.cpuPeakShare).toBeCloseTo(0.9);
    expect(asked).toEqual(["Bearer s3cret", "Bearer s3cret", "Bearer s3cret"]);
  });

  it("asks at its interval, keeps what was known when the host is silent, and says why", async () => {
    const clock = { atMs: 1_800_000_000_000 };
    const one = scraper(await serving([exporter(10, 100), 503]), clock);
    await one.turn();
    await one.turn();
    expect(one.loads[0]?.failure).toBeNull();
    clock.atMs += 60_000;
    await one.turn();
    expect(one.loads).toMatchObject([{ failure: "it answered 503", memoryUsedShare: 0.75, atMs: 1_800_000_000_000 }]);
  });

  it("goes to no address that is forbidden, and takes no page for metrics", async () => {
    const clock = { atMs: 1_800_000_000_000 };
    const forbidden = scraper("http://169.254.169.254/latest/meta-data", clock);
    await forbidden.turn();
    expect(forbidden.loads[0]?.failure).toContain("must not go to");
    const denied = scraper(await serving([exporter(1, 2)]), clock, { deny: ["127.0.0.0/8"] });
    await denied.turn();
    expect(denied.loads[0]?.failure).toContain("must not go to");
    server?.close();
    const page = scraper(await serving(["<html>hello</html>"]), clock);
    await page.turn();
    expect(page.loads[0]?.failure).toBe("it answered with no metrics");
  });
});
