// Part of the fault catalogue against real broken things: at least one of every family. `npm run bench:diagnosis` runs all.
import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { diagnose, type Diagnosis } from "../../src/core/diagnosis/index.ts";
import { causes } from "../../src/core/knowledge/index.ts";
import { needs, openLab, type Lab } from "../../lab/index.ts";
import {
  RunGround,
  checkTarget,
  healthyVariants,
  judge,
  judgeHealthy,
  scenarios,
  type HealthyVariant,
  type Scenario,
} from "../../lab/scenarios/index.ts";
import { healthyLogons, logonScenarios } from "../../lab/scenarios/logons.ts";

const FAULTS = [
  "name-leads-to-other-host",
  "firewall-prohibits",
  "no-route-at-router",
  "mtu-black-hole-to-host",
  "service-stopped",
  "port-moved-away",
  "tls-service-on-port",
  "balancer-wants-routing-token",
  "only-tls-1.0",
  "clear-text-only",
  "certificate-expired",
  "private-key-unreadable",
  "clock-ahead",
  "grace-period-over",
  "gateway-certificate-expired",
] as const;

const HEALTHY = ["healthy-xrdp-negotiate", "healthy-shadow-nla", "healthy-weston", "healthy-windows-2022"] as const;

function find<T extends { readonly id: string }>(list: readonly T[], id: string): T {
  const found = list.find((entry) => entry.id === id);
  if (found === undefined) throw new Error(`no scenario ${id}`);
  return found;
}

/** The cells of every table row of a page in docs/. */
function tableRows(page: string): readonly (readonly string[])[] {
  const text = readFileSync(new URL(`../../docs/${page}.md`, import.meta.url), "utf8");
  const rows = text.split("\n").filter((line) => line.startsWith("|"));
  return rows.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe("the fault catalogue", () => {
  it("has at least 45 scenarios over at least 25 causes, none more than 4 times", () => {
    const times = new Map<string, number>();
    for (const { truth } of scenarios) times.set(truth, (times.get(truth) ?? 0) + 1);
    expect(scenarios.length).toBeGreaterThanOrEqual(45);
    expect(times.size).toBeGreaterThanOrEqual(25);
    expect(Math.max(...times.values())).toBeLessThanOrEqual(4);
    expect(new Set(scenarios.map(({ id }) => id)).size).toBe(scenarios.length);
    for (const { truth, sameOnTheWire } of scenarios) expect(sameOnTheWire).toContain(truth);
  });

  it("stands in docs/ as it is, and so do the causes that it cannot produce", () => {
    const rows = tableRows("fault-catalogue");
    const written = rows.map(([id, title, truth]) => [id, title, truth].join(" | "));
    const all = [...scenarios, ...logonScenarios];
    for (const { id, title, truth } of all) expect(written).toContain(`\`${id}\` | ${title} | \`${truth}\``);
    const known = rows.map(([id]) => id);
    for (const { id } of [...healthyVariants, ...healthyLogons]) expect(known).toContain(`\`${id}\``);
    const produced = new Set<string>(all.map(({ truth }) => truth));
    const others = Object.values(causes).flatMap(({ id }) => (produced.has(id) ? [] : [`\`${id}\``]));
    const listed = tableRows("causes-we-cannot-produce").flatMap(([id]) => (id?.startsWith("`") ? [id] : []));
    expect(listed.toSorted()).toEqual(others.toSorted());
  });
});

describe("a host of the catalogue", () => {
  let lab: Lab | undefined;
  let ground: Promise<RunGround> | undefined;

  /** Checks one situation; everything that it started is gone afterwards. */
  async function diagnosed(situation: Scenario | HealthyVariant): Promise<Diagnosis> {
    lab ??= openLab();
    ground ??= RunGround.open(lab, 2, "the lab's tests");
    const own = (await ground).scenario(situation.id);
    try {
      return diagnose(await checkTarget(lab, await situation.start(own)));
    } finally {
      await own.stop();
    }
  }

  afterAll(() => lab?.close());

  it.for(FAULTS)("%s: the true cause is named first", async (id, { skip }) => {
    needs(skip, { root: true });
    const scenario = find(scenarios, id);
    expect(judge(scenario, await diagnosed(scenario))).toMatchObject({ hit: true });
  });

  it.for(HEALTHY)("%s: no false alarm", async (id, { skip }) => {
    needs(skip, { root: true });
    expect(judgeHealthy(await diagnosed(find(healthyVariants, id)))).toEqual({ hit: true, named: "healthy" });
  });
});
