import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HealthBook } from "../../../src/app/server/index.ts";
import { api } from "../../../src/core/contract/index.ts";
import { DEFAULTS } from "../../../src/core/configuration/index.ts";
import { DEFAULT_HEALTH_WEIGHTS, type HealthWeights } from "../../../src/core/reliability/index.ts";
import { type ApiFixture, NOW_MS, openApi, recordCheck } from "../api/api-fixture.ts";
import { ask } from "../api/asking.ts";

const DAY_MS = 86_400_000;
let fixture: ApiFixture;
let well: number;
let broken: number;
let fresh: number;

async function checksOf(target: number, atMs: number, failing: number): Promise<void> {
  for (let at = 0; at < 20; at += 1) {
    const slotMs = atMs + at * 60_000;
    const bad = { verdict: "unreachable", failedStage: "tcp", stagesUs: {}, totalUs: 0 } as const;
    await recordCheck(fixture.store, target, { slotMs, atMs: slotMs, ...(at < failing ? bad : {}) });
  }
}

beforeAll(async () => {
  fixture = await openApi();
  const put = async (host: string, site: string): Promise<number> =>
    (await fixture.store.targets.put(1, { host, site }, "api", NOW_MS)).id;
  well = await put("well", "Berlin");
  broken = await put("broken", "Paris");
  fresh = await put("fresh", "Paris");
  await checksOf(well, NOW_MS - 7 * DAY_MS, 10);
  await checksOf(well, NOW_MS - 1800_000, 0);
  await checksOf(broken, NOW_MS - 1800_000, 0);
  await recordCheck(fixture.store, broken, { verdict: "unreachable", failedStage: "tcp", totalUs: 0, stagesUs: {} });
});
afterAll(async () => fixture.close());

const valid = (schema: object, value: unknown): unknown => {
  const validate = new Ajv2020({ strict: false }).compile(schema);
  validate(value);
  return validate.errors;
};

describe("GET /hosts/ID/health", () => {
  it("follows every term to its facts, and says what is missing", async () => {
    const { status, json } = await ask(fixture.api, "GET", `/api/v1/hosts/${well}/health`);
    expect(status).toBe(200);
    expect(valid(api.health, json)).toBeNull();
    expect(json).toMatchObject({ band: "good", cappedAt: null, caps: [], atMs: NOW_MS });
    const terms = new Map<string, typeof json>(json.terms.map((term: { readonly id: string }) => [term.id, term]));
    expect(terms.get("network").inputs).toContainEqual(
      expect.objectContaining({ fact: "reachable-share", value: 1, points: 100, atMs: NOW_MS }),
    );
    expect(terms.get("security").inputs).toMatchObject([{ fact: "certificate-days", value: 20 }]);
    expect(terms.get("hardware")).toMatchObject({ score: null, effectiveWeight: 0, weight: 0.15, inputs: [] });
    expect(terms.get("hardware").missing).toHaveLength(3);
    expect(terms.get("hardware").because[0]).toEqual({
      en: "CPU peak of 24 hours: not known",
      zh: "24 小时 CPU 峰值：未知",
    });
  });

  it("compares with the days of a week ago, and tells nothing of days without checks", async () => {
    const { json } = await ask(fixture.api, "GET", `/api/v1/hosts/${well}/health`);
    expect(json.trend).toMatchObject([{ id: "week", now: 100 }]);
    expect(json.trend[0].before).toBeLessThan(json.trend[0].now);
  });

  it("holds a host that is down at 20, and knows nothing of one that was never checked", async () => {
    const { json } = await ask(fixture.api, "GET", `/api/v1/hosts/${broken}/health`);
    expect(json).toMatchObject({ score: 20, band: "bad", cappedAt: 20, caps: [{ id: "down" }] });
    expect((await ask(fixture.api, "GET", `/api/v1/hosts/${fresh}/health`)).status).toBe(404);
  });
});

describe("GET /health-score", () => {
  it("is the mean of the hosts that are known, with bands and the worst", async () => {
    const { status, json } = await ask(fixture.api, "GET", "/api/v1/health-score");
    expect(status).toBe(200);
    expect(valid(api.groupHealth, json)).toBeNull();
    const one = await ask(fixture.api, "GET", `/api/v1/hosts/${well}/health`);
    expect(json).toMatchObject({
      group: "fleet",
      hosts: 3,
      unknown: 1,
      bands: { good: 1, fair: 0, poor: 0, bad: 1 },
      worst: [
        { target: broken, name: "broken:3389", score: 20, band: "bad", cappedAt: 20 },
        { target: well, score: one.json.score },
      ],
    });
    expect(json.score).toBeCloseTo((20 + one.json.score) / 2, 0);
  });

  it("is of one group, empty where there is none, and refuses other words", async () => {
    const paris = await ask(fixture.api, "GET", "/api/v1/health-score?group=site/Paris");
    expect(paris.json).toMatchObject({ hosts: 2, unknown: 1, score: 20 });
    const none = await ask(fixture.api, "GET", "/api/v1/health-score?group=pool/none");
    expect(none.json).toMatchObject({ hosts: 0, score: null, worst: [], trend: [] });
    expect((await ask(fixture.api, "GET", "/api/v1/health-score?group=x")).status).toBe(400);
  });
});

describe("HealthBook", () => {
  it("takes the newest load of a host, and new weights at once", async () => {
    let weights: HealthWeights = DEFAULT_HEALTH_WEIGHTS;
    const load = { cpuPeakShare: 0.3, cpuBusyShare: 0.1, memoryUsedShare: 0.2, service: "running" };
    const book = new HealthBook({
      store: fixture.store,
      clock: { nowMs: () => NOW_MS },
      loads: () => [
        { ...load, target: well, atMs: NOW_MS - 1000, memoryUsedShare: 0.95 },
        { ...load, target: well, atMs: NOW_MS - 60_000 },
        { ...load, target: null, atMs: NOW_MS },
      ],
      weights: () => weights,
    });
    expect(book.known(1).size).toBe(0);
    const before = await book.group(1, "site/Berlin");
    expect(book.known(1).get(well)).toBe(before.score);
    weights = { network: 0, system: 0, security: 0, hardware: 1, responsiveness: 0 };
    expect(await book.group(1, "site/Berlin")).toMatchObject({ score: before.score });
    book.forget();
    // (2 · 100 + 1 · 100 + 2 · 20) / 5
    expect(await book.group(1, "site/Berlin")).toMatchObject({ score: 68, bands: { fair: 1 } });
  });

  it("starts from the weights that the configuration ships", () => {
    expect(DEFAULTS.health).toEqual(DEFAULT_HEALTH_WEIGHTS);
  });
});
