import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { healthReportFor, periodUntil, serverResources } from "../../../src/app/server/index.ts";
import { SCHEMAS } from "../../../src/core/contract/index.ts";
import { type ApiFixture, NOW_MS, openApi, recordCheck } from "../api/api-fixture.ts";
import { ask } from "../api/asking.ts";
import { HOSTILE } from "./sample.ts";

function unasked(): never {
  throw new Error("not asked for here");
}

let fixture: ApiFixture;

beforeAll(async () => {
  const others = { desk: unasked, readMetrics: unasked, intake: unasked, loads: unasked, uploadBytes: 1 };
  const resources = serverResources({
    ...others,
    metricsScope: "read",
    report: async (tenant, period, nowMs) => {
      const question = { ...periodUntil(period, nowMs), period, offsetMinutes: 0, link: null, score: 87.5 };
      return healthReportFor(fixture.store, tenant, question);
    },
  });
  fixture = await openApi({ resources });
  const host = await fixture.store.targets.put(1, { name: HOSTILE, host: "rds01" }, "api", NOW_MS);
  await recordCheck(fixture.store, host.id, { verdict: "failing", failedStage: "tls" });
});
afterAll(async () => fixture.close());

describe("GET /report", () => {
  it("gives all figures, as their schema says", async () => {
    const answer = await ask(fixture.api, "GET", "/api/v1/report?period=day");
    const validate = new Ajv2020({ strict: false }).compile(SCHEMAS["health-report-1"]);
    validate(answer.json);
    expect(validate.errors).toBeNull();
    expect(answer.json).toMatchObject({
      period: "day",
      untilMs: NOW_MS,
      hosts: { total: 1, byStatus: { down: 1 } },
      score: { now: 87.5, before: null, trend: [] },
      checks: { checks: 1, successes: 0 },
      worstHosts: { total: 1 },
      builds: { items: [{ build: "10.0.20348", hosts: 1, down: 1, checks: 1, successes: 0 }] },
      certificates: { items: [{ daysLeft: 20, hostCount: 1 }] },
    });
    expect(answer.json.checks.trend).toHaveLength(24);
    const usual = await ask(fixture.api, "GET", "/api/v1/report");
    expect(usual.json).toMatchObject({ period: "week" });
    expect((await ask(fixture.api, "GET", "/api/v1/report?period=year")).status).toBe(400);
  });

  it("gives it as a page that runs nothing, and as Markdown, in the language that is asked for", async () => {
    const page = await ask(fixture.api, "GET", "/api/v1/report.html?period=month&lang=zh");
    expect(page.headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(page.headers["content-security-policy"]).toContain("default-src 'none'");
    expect(page.text).toContain("<h1>健康月报</h1>");
    expect(page.text).not.toContain("<script");
    const markdown = await ask(fixture.api, "GET", "/api/v1/report.md", undefined, { "accept-language": "en" });
    expect(markdown.headers["content-type"]).toBe("text/markdown; charset=utf-8");
    expect(markdown.text).toContain("# Health report of the week");
    expect(fixture.bugs).toEqual([]);
  });
});
