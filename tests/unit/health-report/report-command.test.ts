import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { displayWidth } from "../../../src/app/cli/index.ts";
import { serverResources } from "../../../src/app/server/index.ts";
import { type HealthReport, type ReportPeriod, SCHEMAS } from "../../../src/core/contract/index.ts";
import { reportOf } from "../../../src/core/health-report/index.ts";
import { type ApiFixture, openApi } from "../api/api-fixture.ts";
import { type Outcome, runCli } from "../cli/index.ts";
import { material } from "./sample.ts";

const folder = mkdtempSync(join(tmpdir(), "rdpulse-report-"));

let fixture: ApiFixture;
let url: string;

function unasked(): never {
  throw new Error("not asked for here");
}

async function reported(_tenant: number, period: ReportPeriod): Promise<HealthReport> {
  return reportOf(material({ period }));
}

beforeAll(async () => {
  const others = { desk: unasked, readMetrics: unasked, intake: unasked, loads: unasked, uploadBytes: 1 };
  fixture = await openApi({ resources: serverResources({ ...others, metricsScope: "read", report: reported }) });
  url = `http://127.0.0.1:${await fixture.api.listen("127.0.0.1", 0)}`;
});
afterAll(async () => {
  await fixture.close();
  rmSync(folder, { recursive: true, force: true });
});

async function rdpulse(...argv: string[]): Promise<Outcome> {
  return runCli(["report", ...argv, "--url", url]);
}

describe("rdpulse report", () => {
  it("shows the essence, readable at 44 columns, in both languages", async () => {
    for (const [lang, title] of [
      ["en", "Health report of the week"],
      ["zh", "健康周报"],
    ] as const) {
      const { code, stdout } = await rdpulse("--lang", lang, "--width", "44");
      expect(code).toBe(0);
      expect(stdout).toContain(title);
      expect(stdout).not.toContain("\u001b");
      for (const line of stdout.split("\n")) expect(displayWidth(line)).toBeLessThanOrEqual(44);
    }
  });

  it("prints all figures as JSON that its schema describes", async () => {
    const { code, stdout } = await rdpulse("--json", "--period", "month");
    const validate = new Ajv2020({ strict: false }).compile(SCHEMAS["health-report-1"]);
    const report: unknown = JSON.parse(stdout);
    validate(report);
    expect(validate.errors).toBeNull();
    expect(report).toMatchObject({ period: "month", incidents: { opened: 3 } });
    expect(code).toBe(0);
  });

  it("writes the whole into files, and over none that is there", async () => {
    const [html, markdown] = [join(folder, "report.html"), join(folder, "report.md")];
    const written = await rdpulse("--html", html, "--markdown", markdown, "--lang", "zh");
    expect(written.code).toBe(0);
    expect(readFileSync(html, "utf8")).toContain("<h1>健康周报</h1>");
    expect(readFileSync(markdown, "utf8")).toMatch(/^# 健康周报/u);
    const again = await rdpulse("--html", html);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain("exists already");
  });

  it("refuses a period that nobody knows", async () => {
    const { code, stderr } = await rdpulse("--period", "year");
    expect(code).toBe(2);
    expect(stderr).toContain("month");
  });
});
