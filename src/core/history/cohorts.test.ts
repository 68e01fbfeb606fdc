import { readFileSync } from "node:fs";
import { array, assert, boolean, constantFrom, property, record } from "fast-check";
import { describe, expect, it } from "vitest";
import { type CohortHost, cohorts, DEFAULT_COHORT_SETTINGS } from "./index.ts";
import { fisherExact } from "./fisher.ts";

const DAY = 86_400_000;

function hosts(count: number, failing: number, parts: Partial<CohortHost>, from = 1): CohortHost[] {
  return Array.from({ length: count }, (_, index) => ({
    target: from + index,
    failing: index < failing,
    sinceMs: 10 * DAY,
    facts: {},
    groups: [],
    ...parts,
  }));
}

/** Hosts of one site, each with an issuer of its own. */
function selfSigned(count: number, failing: number, site: string, from: number): CohortHost[] {
  return hosts(count, failing, { groups: ["fleet", `site/${site}`] }, from).map((host) => ({
    ...host,
    facts: { certificateIssuer: `CN=host${host.target}` },
  }));
}

describe("fisherExact", () => {
  it("gives the textbook's figure: the lady who tastes tea", () => {
    expect(fisherExact({ inMarked: 4, inPlain: 0, outMarked: 0, outPlain: 4 })).toBeCloseTo(1 / 70, 12);
    expect(fisherExact({ inMarked: 3, inPlain: 1, outMarked: 1, outPlain: 3 })).toBeCloseTo(17 / 70, 12);
    expect(fisherExact({ inMarked: 0, inPlain: 4, outMarked: 4, outPlain: 0 })).toBeCloseTo(1, 12);
  });
});

describe("DEFAULT_COHORT_SETTINGS", () => {
  it("are the numbers of docs/incidents.md", () => {
    const page = readFileSync(new URL("../../../docs/incidents.md", import.meta.url), "utf8").replaceAll(/\s+/g, " ");
    const { minFailing, minOthers, minRelativeRisk, maxChance } = DEFAULT_COHORT_SETTINGS;
    expect(page).toContain(`at least ${minFailing} failing hosts of that value and ${minOthers} others`);
    expect(page).toContain(`leaves at most ${maxChance * 100} % to chance`);
    expect(page).toContain("at least twice as often as the others");
    expect(minRelativeRisk).toBe(2);
  });
});

describe("cohorts", () => {
  it("finds the build that the failing hosts got, and says so with its counts", () => {
    const changedMs = { osBuild: 9 * DAY };
    const fleet = [
      ...hosts(45, 41, { facts: { osBuild: "10.0.26100" }, groups: ["fleet", "site/a"], changedMs }),
      ...hosts(902, 2, { facts: { osBuild: "10.0.20348" }, groups: ["fleet", "site/a"] }, 1001),
    ];
    const found = cohorts(fleet);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      property: "osBuild",
      value: "10.0.26100",
      failing: 41,
      hosts: 45,
      otherFailing: 2,
      otherHosts: 902,
      gotItBefore: 41,
      text: {
        en: "Failures began on hosts that got build 10.0.26100: 41 of 45, others 2 of 902",
        zh: "故障始于更新到版本号 10.0.26100 的主机：45 台中 41 台失败，其他 902 台中 2 台失败",
      },
    });
    expect(found[0]?.relativeRisk).toBeCloseTo(41 / 45 / (2 / 902), 6);
  });

  it("tells a gateway from hosts that stand behind none, and which findings mean the same hosts", () => {
    const fleet = [
      ...hosts(10, 10, { groups: ["fleet", "gateway/gw1"], facts: { certificateIssuer: "CN=Z" } }),
      ...hosts(40, 0, { groups: ["fleet"], facts: { certificateIssuer: "CN=Y" } }, 100),
    ];
    const found = cohorts(fleet);
    expect(found.map(({ property: name, value }) => `${name}/${value}`).toSorted()).toEqual([
      "gateway/gw1",
      "issuer/CN=Z",
    ]);
    expect(found.find(({ property: name }) => name === "gateway")).toMatchObject({
      relativeRisk: null,
      sameHostsAs: ["issuer/CN=Z"],
      text: { en: "Failing are hosts behind gateway gw1: 10 of 10, others 0 of 40" },
    });
  });

  it("concludes nothing below the support, of chance, or where all fail", () => {
    const ill = { facts: { osBuild: "new" } };
    const well = { facts: { osBuild: "old" } };
    expect(cohorts([...hosts(2, 2, ill), ...hosts(900, 0, well, 100)])).toEqual([]);
    expect(cohorts([...hosts(50, 50, ill), ...hosts(2, 0, well, 100)])).toEqual([]);
    expect(cohorts([...hosts(10, 3, ill), ...hosts(30, 4, well, 100)])).toEqual([]);
    expect(cohorts([...hosts(10, 10, ill), ...hosts(30, 30, well, 100)])).toEqual([]);
    expect(cohorts(hosts(50, 20, ill))).toEqual([]);
    expect(cohorts([])).toEqual([]);
  });

  it("does not count hosts of which the property is not known", () => {
    const fleet = [
      ...hosts(5, 5, { facts: { tlsVersion: "TLSv1.2" } }),
      ...hosts(20, 0, { facts: { tlsVersion: "TLSv1.3" } }, 100),
      ...hosts(500, 250, {}, 1000),
    ];
    expect(cohorts(fleet)).toMatchObject([{ property: "tlsVersion", failing: 5, hosts: 5, otherHosts: 20 }]);
  });

  it("counts no attempt for values that too few hosts have to be found", () => {
    const [found] = cohorts([...selfSigned(6, 6, "a", 1), ...selfSigned(14, 3, "b", 101)]);
    expect(found).toMatchObject({ property: "site", value: "a", failing: 6, otherFailing: 3 });
    // C(14, 3) of C(20, 9) ways, times the two sites that were tried; the twenty issuers count for nothing.
    expect(found?.chance).toBeCloseTo((2 * 364) / 167_960, 9);
  });

  it("never breaks its own limits", () => {
    const host = record({ failing: boolean(), build: constantFrom("a", "b", "c"), site: constantFrom("x", "y") });
    assert(
      property(array(host, { maxLength: 60 }), (drawn) => {
        const fleet = drawn.map(({ failing, build, site }, index): CohortHost => {
          const groups = ["fleet", `site/${site}`];
          return { target: index, failing, sinceMs: 0, facts: { osBuild: build }, groups };
        });
        for (const { failing, otherHosts, chance, relativeRisk } of cohorts(fleet)) {
          expect(failing).toBeGreaterThanOrEqual(DEFAULT_COHORT_SETTINGS.minFailing);
          expect(otherHosts).toBeGreaterThanOrEqual(DEFAULT_COHORT_SETTINGS.minOthers);
          expect(chance).toBeLessThanOrEqual(DEFAULT_COHORT_SETTINGS.maxChance);
          expect(relativeRisk ?? 99).toBeGreaterThanOrEqual(DEFAULT_COHORT_SETTINGS.minRelativeRisk);
        }
      }),
    );
  });
});
