import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { audit } from "../../../src/core/audit/index.ts";
import { diagnose, diagnoseLogon } from "../../../src/core/diagnosis/index.ts";
import type { Evidence } from "../../../src/core/evidence/index.ts";
import { causes, explain, isCauseId } from "../../../src/core/knowledge/index.ts";
import {
  acceptedByAuthorization,
  acceptedByNla,
  expiredCertificate,
  healthy,
  notVerifiable,
  pictureFact,
  refused,
  refusedByNla,
  session,
  sharedDesktop,
} from "../cli/index.ts";
import { arbitraryLogonEvidence } from "../evidence/index.ts";
import {
  buildExplanation,
  buildLogonReport,
  buildReport,
  compareRows,
  isoTime,
  logonSeries,
  percentilesOf,
  SCHEMAS,
  type SchemaName,
  scanRow,
  targetLabel,
} from "../../../src/core/contract/index.ts";

/** Rejects fields that the schema does not name, and unknown keywords: our own output must hold nothing undescribed. */
function validator(name: SchemaName): (value: unknown) => string {
  const ajv = new Ajv2020({
    strict: true,
    strictTuples: false,
    allErrors: true,
    allowUnionTypes: true,
    validateFormats: false,
  });
  const check = ajv.compile(JSON.parse(JSON.stringify(SCHEMAS[name], closed)));
  return (value) => (check(JSON.parse(JSON.stringify(value))) ? "" : ajv.errorsText(check.errors));
}

function closed(this: unknown, _key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("properties" in value) || "additionalProperties" in value)
    return value;
  return "type" in value && value.type === "object" ? { ...value, additionalProperties: false } : value;
}

const FIXTURES = [expiredCertificate(), healthy(), refused()];
const REPORTS = FIXTURES.map((evidence) => buildReport(evidence, diagnose(evidence), audit(evidence)));

describe("schemas", () => {
  it("are published as they are here", () => {
    for (const [name, schema] of Object.entries(SCHEMAS)) {
      const file = new URL(`../../../docs/schema/${name}.json`, import.meta.url);
      expect({ name, same: readFileSync(file, "utf8") === `${JSON.stringify(schema, null, 2)}\n` }).toEqual({
        name,
        same: true,
      });
    }
  });

  it("describe every report, as a document and as a line of a scan", () => {
    const check = validator("check-1");
    const line = validator("scan-line-1");
    for (const report of REPORTS) {
      expect(check(report)).toBe("");
      expect(line(report)).toBe("");
    }
    const failure = {
      schema: "rdpulse.scan-failure/1",
      target: { input: "a", host: "a", port: 1 },
      whose: "bug",
      reason: "x",
    };
    expect(line(failure)).toBe("");
  });

  it("refuse what is no report", () => {
    const check = validator("check-1");
    const [report] = REPORTS;
    expect(check({ ...report, verdict: "fine" })).not.toBe("");
    expect(check({ ...report, surprise: 1 })).not.toBe("");
    expect(check({ ...report, stages: [] })).not.toBe("");
    expect(check({ ...report, audit: undefined })).not.toBe("");
  });

  it("describe every answer of explain, and every entry of the catalogue", () => {
    const check = validator("explain-1");
    for (const query of ["0x904", "1149", "an internal error has occurred", "0x7000E", "nothing like it zzz"]) {
      expect(check(buildExplanation(explain(query), undefined, causes))).toBe("");
    }
    for (const id of Object.keys(causes).filter(isCauseId)) {
      expect({ id, errors: check(buildExplanation(explain(id), causes[id], causes)) }).toEqual({ id, errors: "" });
    }
  });
});

describe("buildReport", () => {
  it("puts facts under their stage, and those of no stage apart", () => {
    const [report] = REPORTS;
    expect(report?.startedAt).toBe("2026-11-22T03:00:00.000Z");
    expect(report?.stages.map(({ name }) => name)).toHaveLength(8);
    expect(Object.keys(report?.stages[3]?.facts ?? {}).every((name) => name.startsWith("tls."))).toBe(true);
    expect(Object.keys(report?.facts ?? {})).toEqual(["session.fingerprint"]);
    expect(report?.stages[5]).toEqual({
      name: "mcs",
      outcome: "not-tested",
      startMs: null,
      durationMs: null,
      reason: "needs-credentials",
      facts: {},
    });
  });
});

const LOGONS: readonly Evidence[] = [
  acceptedByNla(),
  acceptedByAuthorization("allowed"),
  acceptedByAuthorization("denied"),
  refusedByNla(),
  notVerifiable(),
  session(),
  session({ "desktop.picture": pictureFact("black"), "session.end": "server-ended", "session.errorInfo": 0xc }),
  session({
    "session.logonConfirmed": { by: "virtual-channel", channel: "cliprdr" },
    "session.logonNotices": [{ type: 0xffff_fffe, data: 2 }],
  }),
];

function logonReportOf(evidence: Evidence): ReturnType<typeof buildLogonReport> {
  return buildLogonReport(evidence, diagnoseLogon(evidence));
}

describe("the report of a logon", () => {
  it("is what its schema says, alone and in a series", () => {
    const check = validator("logon-1");
    const reports = LOGONS.map(logonReportOf);
    for (const report of reports) expect(check(report)).toBe("");
    expect(validator("logon-series-1")(logonSeries(reports, true))).toBe("");
    expect(validator("logon-series-1")(logonSeries([], false))).toBe("");
    expect(check({ ...reports[0], password: "x" })).not.toBe("");
  });

  it("is what its schema says, whatever was seen", () => {
    const check = validator("logon-1");
    fc.assert(
      fc.property(arbitraryLogonEvidence(), (evidence) => {
        expect(check(logonReportOf(evidence))).toBe("");
      }),
      { numRuns: 200 },
    );
  });

  it("lists all ten stages, splits the account, and tells the times apart", () => {
    const report = logonReportOf(session());
    expect(report.stages.map(({ name }) => name).slice(-2)).toEqual(["graphics", "desktop"]);
    expect(report.account).toEqual({ user: "labuser", domain: "LAB" });
    expect(report.timings).toEqual({ firstPictureMs: 812, stableMs: 2310, totalMs: 100 });
    expect(report.session?.confirmed).toMatchObject({ by: "save-session-info", sessionId: 3 });
    expect(logonReportOf(acceptedByNla()).session).toBeNull();
  });

  it.each([
    ["nothing where no session was asked for", acceptedByNla(), "nothing"],
    ["a session that was left", session(), "session"],
    ["nothing where the host confirmed the end", session({ "session.end": "logged-off" }), "nothing"],
    ["it may, where the host did not", session({ "session.end": "logoff-unconfirmed" }), "unknown"],
    ["nothing of a desktop that is there for everybody", sharedDesktop(), "nothing"],
    ["nothing of an account that was refused", refusedByNla(), "nothing"],
  ] as const)("says what stays: %s", (_, evidence, stays) => {
    expect(logonReportOf(evidence).footprint.stays).toBe(stays);
  });
});

describe("percentiles", () => {
  it("are values that were seen, by nearest rank", () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentilesOf(values)).toEqual({ runs: 100, p50: 50, p95: 95, max: 100 });
    expect(percentilesOf([3, null, undefined, 1])).toEqual({ runs: 2, p50: 1, p95: 3, max: 3 });
    expect(percentilesOf([null])).toBeNull();
  });

  it("count only stages that were completed", () => {
    const { percentiles } = logonSeries([logonReportOf(acceptedByNla()), logonReportOf(refusedByNla())], false);
    expect(percentiles.stages.credssp).toEqual({ runs: 1, p50: 14, p95: 14, max: 14 });
    expect(percentiles.stages.mcs).toBeUndefined();
    expect(percentiles.totalMs).toMatchObject({ runs: 2 });
  });
});

describe("isoTime", () => {
  it("agrees with Date on every moment", () => {
    fc.assert(
      fc.property(fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }), (epochMs) => {
        expect(isoTime(epochMs)).toBe(new Date(epochMs).toISOString());
      }),
    );
  });
});

describe("rows of a scan", () => {
  it("are ordered by what is worst, then by cause and name", () => {
    const rows = REPORTS.map(scanRow);
    expect(rows.toSorted(compareRows).map(({ verdict }) => verdict)).toEqual(["unreachable", "degraded", "healthy"]);
    const [row] = rows;
    if (row === undefined) throw new Error("no row");
    const named = ["rds10", "rds2", "rds1"].map((target) => ({ ...row, target }));
    expect(named.toSorted(compareRows).map(({ target }) => target)).toEqual(["rds1", "rds2", "rds10"]);
  });

  it("label a target in one way", () => {
    expect(targetLabel({ host: "2001:db8::5", port: 3390 })).toBe("[2001:db8::5]:3390");
    expect(targetLabel({ host: "rds01", port: 3389 })).toBe("rds01:3389");
  });
});
