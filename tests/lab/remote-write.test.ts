// Remote write into Debian's Prometheus, with values read back by its API.
import { afterEach, describe, expect, it } from "vitest";
import { needs, openLab, prometheus, type Lab } from "../../lab/index.ts";
import type { Store } from "../../src/io/store/index.ts";
import { addChecks, emptyStore, writer } from "../unit/export/export-bench.ts";

const MINUTE_MS = 60_000;
let lab: Lab | undefined;
let store: Store | undefined;

afterEach(async () => {
  await store?.close();
  await lab?.close();
});

describe("remote write to Prometheus", () => {
  it("brings every check, through an outage, none of them twice", async ({ skip }) => {
    needs(skip, { packages: ["metrics"] });
    lab = openLab();
    const peer = await prometheus(lab);
    const beginMs = Date.now() - 30 * MINUTE_MS;
    let nowMs = beginMs;
    const clock = (): number => nowMs;
    store = await emptyStore(clock);
    const hosts = await store.targets.putAll(
      1,
      ["rds01", "rds 02 \u{2028}"].map((name) => ({ name, host: "rds.example", site: "berlin" })),
      "api",
      nowMs,
    );
    const one = writer(store, `${peer.url}/api/v1/write`, clock);
    await one.turn();
    for (const host of hosts) await addChecks(store, host, beginMs, 10);
    nowMs = beginMs + 12 * MINUTE_MS;
    await one.turn();
    const counted = await peer.query("sort(sum by (target, site, cluster) (count_over_time(probe_success[1h])))");
    expect(counted.map(({ metric, value }) => [metric, value[1]])).toEqual(
      expect.arrayContaining([
        [{ target: "rds01", site: "berlin", cluster: "lab" }, "10"],
        [{ target: "rds 02 \u{2028}", site: "berlin", cluster: "lab" }, "10"],
      ]),
    );
    expect((await peer.query('sum(sum_over_time(probe_success{target="rds01"}[1h]))'))[0]?.value[1]).toBe("7");
    const phases = 'max_over_time(probe_duration_seconds{target="rds01",phase="connect"}[1h])';
    expect((await peer.query(phases))[0]?.value[1]).toBe("0.002");
    const buckets = 'last_over_time(rdpulse_setup_seconds_bucket{le="2.0"}[1h])';
    expect((await peer.query(buckets))[0]?.value[1]).toBe("2");

    // It stops; checks go on; another one comes up in its place, and is told exactly what was missed.
    await peer.stop();
    for (const host of hosts) await addChecks(store, host, beginMs + 11 * MINUTE_MS, 10);
    nowMs = beginMs + 25 * MINUTE_MS;
    expect(await one.turn()).toBe(1000);
    const next = await prometheus(lab, { address: peer.address, port: peer.port });
    expect(await one.turn()).toBe(15_000);
    const missed = await next.query("sum(count_over_time(probe_success[1h]))");
    expect(missed[0]?.value[1]).toBe("20");
    expect(one.counts.refused).toBe(0);
  });
});
