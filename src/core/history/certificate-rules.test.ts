import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { WatchedFacts } from "../fleet/index.ts";
import { CERTIFICATE_RULES, certificateRule, factChanges, judgeCertificate } from "./index.ts";

const DAY = 86_400_000;

/** A certificate that an authority issued on day 0 for a year. */
const OLD: WatchedFacts = {
  certificate: "aa",
  certificateNotBeforeMs: 0,
  certificateNotAfterMs: 365 * DAY,
  certificateIssuer: "CN=Contoso CA",
  certificateSubject: "CN=rdp01",
  certificateSelfSigned: false,
  certificateKeyType: "rsa-2048",
  certificateTrust: "trusted",
  certificateNameMatches: true,
};

function became(patch: WatchedFacts, atDay: number, before: WatchedFacts = OLD): string | undefined {
  const after = {
    ...before,
    certificate: "bb",
    certificateNotBeforeMs: (atDay - 1) * DAY,
    certificateNotAfterMs: (atDay + 364) * DAY,
    ...patch,
  };
  const judged = judgeCertificate({ before, after, atMs: atDay * DAY });
  return judged && `${judged.verdict} ${judged.rule}`;
}

describe("judgeCertificate", () => {
  it("expects a renewal by the same issuer near the end, and calls one long before it early", () => {
    expect(became({}, 340)).toBe("expected renewed-near-expiry");
    expect(became({}, 400)).toBe("expected renewed-near-expiry");
    expect(became({}, 100)).toBe("early renewed-early");
  });

  it("takes a third of the validity as near: certificates of 90 days are renewed after 60", () => {
    const short = { ...OLD, certificateNotAfterMs: 90 * DAY };
    expect(became({}, 61, short)).toBe("expected renewed-near-expiry");
    expect(became({}, 30, short)).toBe("early renewed-early");
  });

  it("suspects what no renewal does, even near the end", () => {
    expect(became({ certificateIssuer: "CN=Other" }, 340)).toBe("suspicious other-issuer");
    expect(became({ certificateSelfSigned: true, certificateIssuer: "CN=rdp01" }, 340)).toBe(
      "suspicious self-signed-after-authority",
    );
    expect(became({ certificateKeyType: "rsa-1024" }, 340)).toBe("suspicious weaker-key");
    expect(became({ certificateNameMatches: false }, 340)).toBe("suspicious name-lost");
    expect(became({ certificateTrust: "CERT_UNTRUSTED" }, 340)).toBe("suspicious trust-lost");
    expect(became({ certificateNotBeforeMs: -DAY }, 340)).toBe("suspicious back-to-older");
    expect(became({ certificateNotAfterMs: 339 * DAY }, 340)).toBe("suspicious expired-on-arrival");
  });

  it("holds keys of different kinds against each other by their strength", () => {
    expect(became({ certificateKeyType: "ec-256" }, 340)).toBe("expected renewed-near-expiry");
    expect(became({ certificateKeyType: "rsa-2048" }, 340, { ...OLD, certificateKeyType: "ec-256" })).toBe(
      "suspicious weaker-key",
    );
    expect(became({ certificateKeyType: "1.2.3" }, 340)).toBe("expected renewed-near-expiry");
  });

  it("expects a trusted authority after a self-signed certificate", () => {
    const own = { ...OLD, certificateSelfSigned: true, certificateIssuer: "CN=rdp01", certificateTrust: "SELF_SIGNED" };
    const authority = { certificateSelfSigned: false, certificateIssuer: "CN=Contoso CA" };
    expect(became({ ...authority, certificateTrust: "trusted" }, 10, own)).toBe("expected authority-after-self-signed");
    expect(became(authority, 10, own)).toBe("suspicious other-issuer");
  });

  it("judges nothing at first sight, and nothing by what it has not seen", () => {
    expect(judgeCertificate({ before: {}, after: OLD, atMs: 0 })).toBeUndefined();
    expect(judgeCertificate({ before: OLD, after: OLD, atMs: 0 })).toBeUndefined();
    expect(judgeCertificate({ before: { certificate: "aa" }, after: { certificate: "bb" }, atMs: 0 })).toEqual({
      verdict: "unjudged",
      rule: "facts-missing",
    });
  });

  it("names every rule once, in both languages", () => {
    const ids = CERTIFICATE_RULES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, text } of CERTIFICATE_RULES) {
      expect(certificateRule(id)?.text).toBe(text);
      expect(text.en).toMatch(/\.$/);
      expect(text.zh).toMatch(/。$/);
    }
  });

  it("follows the table of docs/incidents.md, in its order", () => {
    const page = readFileSync(new URL("../../../docs/incidents.md", import.meta.url), "utf8");
    const rows = [...page.matchAll(/^\| `([a-z-]+)` +\| (expected|early|suspicious|unjudged) +\|/gm)];
    expect(rows.map(([, id, verdict]) => [id, verdict])).toEqual(
      CERTIFICATE_RULES.map(({ id, verdict }) => [id, verdict]),
    );
  });
});

describe("factChanges", () => {
  const identity = { tenant: 1, target: 2, vantage: 0 };

  it("judges the change of the certificate, and no other", () => {
    const after = { ...OLD, certificate: "bb", certificateIssuer: "CN=Other", osBuild: "10.0.20348" };
    const changes = factChanges({ ...OLD, osBuild: "10.0.17763" }, after, identity, 340 * DAY);
    expect(changes.map(({ fact, judgement }) => [fact, judgement?.rule])).toEqual([
      ["certificate", "other-issuer"],
      ["certificateIssuer", undefined],
      ["osBuild", undefined],
    ]);
  });

  it("takes what was not reached for no change", () => {
    expect(factChanges(OLD, {}, identity, 0)).toEqual([]);
    expect(factChanges({}, { nla: "required" }, identity, 5)).toEqual([
      { ...identity, atMs: 5, fact: "nla", before: null, after: "required" },
    ]);
  });
});
