import { Ajv2020 } from "ajv/dist/2020.js";
import { assert, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { SCHEMAS } from "../../../src/core/contract/index.ts";
import { healthReport, reportEvent, reportOf, reportSummary } from "../../../src/core/health-report/index.ts";
import { FROM_MS, HOSTILE, HOUR_MS, incident, material, target } from "./sample.ts";

const validate = new Ajv2020({ strict: false }).compile(SCHEMAS["health-report-1"]);

describe("reportOf", () => {
  it("fits its schema, full and empty", () => {
    const empty = material({
      targets: [],
      views: new Map(),
      hours: [],
      hoursBefore: [],
      objectives: [],
      incidents: [],
      changes: [],
    });
    for (const one of [material(), empty]) {
      validate(structuredClone(reportOf(one)));
      expect(validate.errors).toBeNull();
    }
  });

  it("counts what is the fleet's own and within the period", () => {
    const report = reportOf(material());
    expect(report.incidents).toMatchObject({
      opened: 3,
      openedBefore: 1,
      closed: 2,
      stillOpen: 1,
      mttaMs: 600_000,
      mttrMs: 5 * HOUR_MS,
      outageMs: 58 * HOUR_MS,
      bySeverity: { critical: 1, major: 2, minor: 0 },
    });
    expect(report.incidents.worst.items.map(({ id }) => id)).toEqual([5, 2, 3]);
    expect(report.causes.items).toMatchObject([
      { cause: "rdp-cert-expired", incidents: 2, hosts: 1, outageMs: 53 * HOUR_MS },
      { cause: "tls-no-common-version", incidents: 1, outageMs: 5 * HOUR_MS },
    ]);
    expect(report.checks).toMatchObject({ checks: 168 * 240, before: { checks: 168 * 240, successes: 168 * 240 } });
    expect(report.checks.trend).toHaveLength(7);
    expect(report.checks.trend.reduce((sum, { checks }) => sum + checks, 0)).toBe(report.checks.checks);
  });

  it("joins hosts by build, the one that fails most first, and certificates that are one", () => {
    const report = reportOf(material());
    expect(report.builds.items.map(({ build, hosts, down }) => [build, hosts, down])).toEqual([
      ["10.0.17763", 1, 1],
      ["10.0.20348", 2, 0],
      [null, 1, 0],
    ]);
    expect(report.certificates.items.map(({ daysLeft, hostCount }) => [daysLeft, hostCount])).toEqual([
      [-2, 1],
      [5, 2],
    ]);
    expect(report.worstHosts.items[0]).toMatchObject({ name: HOSTILE, status: "down" });
    expect(report.hosts).toMatchObject({ total: 5, byStatus: { up: 2, degraded: 1, down: 1, unknown: 1 } });
  });

  it("takes what is seen for the first time for no change, and says what it cannot tell", () => {
    const report = reportOf(material());
    expect(report.changes.items.map(({ verdict }) => verdict)).toEqual(["suspicious", null]);
    const nla = {
      tenant: 1,
      target: 2,
      vantage: 0,
      atMs: 1,
      fact: "nla",
      before: "supported",
      after: "required",
    } as const;
    const [change] = reportOf(material({ changes: [nla] })).changes.items;
    expect(change?.after).toEqual({ en: "required", zh: "必需" });
    expect(report.notTested.map(({ en }) => en)).toEqual([
      expect.stringContaining("1 host has no check"),
      expect.stringContaining("health score"),
      expect.stringContaining("no certificate was seen"),
      expect.stringContaining("no build"),
    ]);
  });
});

describe("healthReport", () => {
  it("is one page without anything that runs or is fetched, whatever names say", () => {
    const { html } = healthReport(reportOf(material()));
    for (const page of [html.en, html.zh]) {
      expect(page).toContain("default-src 'none'");
      expect(page).not.toMatch(/<script|<img|<link|url\(|src=|javascript:b"/u);
      expect(page).not.toContain("\u202e");
      const addresses = [...page.matchAll(/href="([^"]*)"/gu)].map(([, address]) => address);
      expect(addresses).toEqual(["https://rdpulse.example.org/"]);
      const tables = page.match(/<table/gu)?.length ?? 0;
      expect(page.match(/<caption>/gu)).toHaveLength(tables);
    }
    expect(html.zh).toContain('<html lang="zh-CN">');
  });

  it("keeps every table of Markdown whole, whatever names say", () => {
    assert(
      property(string({ unit: "binary", maxLength: 60 }), (name) => {
        const { markdown } = healthReport(reportOf(material({ targets: [target(1, name), target(3, name)] })));
        for (const line of markdown.en.split("\n").filter((text) => text.startsWith("| "))) {
          const bars = line.replaceAll(/\\./gu, "").split("|").length - 2;
          expect([3, 4, 5, 6, 7]).toContain(bars);
        }
        expect(markdown.en).not.toMatch(/(?<!\\)<script/u);
      }),
      { numRuns: 50 },
    );
  });

  it("says what is not known, and a share that is not all never as all", () => {
    const report = reportOf(material());
    const summary = reportSummary(report);
    expect(summary.en).toContain("Health score: not known");
    expect(summary.en).toContain("2026-11-16 07:00 to 2026-11-23 07:00 (UTC+01:00)");
    const nearly = reportSummary({ ...report, checks: { ...report.checks, checks: 1_000_000, successes: 999_999 } });
    expect(nearly.en).toContain("> 99.999 %");
    expect(nearly.zh).toContain("连接成功率");
  });
});

describe("reportEvent", () => {
  it("is the same for the same report and period, and another one for the next", () => {
    const report = reportOf(material());
    const event = reportEvent(1, "weekly", report, healthReport(report));
    expect(event).toMatchObject({ kind: "report", subject: "report-weekly", severity: "notice" });
    expect(event.link).toBe("https://rdpulse.example.org/");
    const later = { ...report, untilMs: report.untilMs + 1 };
    expect(reportEvent(1, "weekly", later, healthReport(later)).ordinal).not.toBe(event.ordinal);
  });
});

describe("an incident that began before the period", () => {
  it("costs within it only what fell into it", () => {
    const before = incident(-1, { closedMs: FROM_MS + HOUR_MS, outageMs: 25 * HOUR_MS });
    const { incidents } = reportOf(material({ incidents: [before] }));
    expect(incidents).toMatchObject({ opened: 0, closed: 1, outageMs: HOUR_MS });
    expect(incidents.worst.items).toMatchObject([{ outageMs: HOUR_MS }]);
  });
});
