import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NLA_FACTS, XRDP_FACTS, arbitraryEvidence, evidenceOf } from "../evidence/index.ts";
import type { FactValues } from "../../../src/core/evidence/index.ts";
import { findControl } from "../../../src/core/knowledge/index.ts";
import { AUDIT_CONTROLS, audit } from "../../../src/core/audit/index.ts";

function outcomes(facts: Partial<FactValues>): Readonly<Record<string, string>> {
  return Object.fromEntries(audit(evidenceOf({ facts })).controls.map(({ id, outcome }) => [id, outcome]));
}

function grade(wish: Partial<FactValues>): string {
  return audit(evidenceOf({ facts: { ...NLA_FACTS, ...wish } })).grade;
}

describe("audit", () => {
  it("gives A+ to a server that demands NLA, speaks modern TLS, and shows a trusted certificate", () => {
    const { grade: given, controls } = audit(evidenceOf({ facts: NLA_FACTS }));
    expect(controls.filter(({ outcome }) => outcome === "not-met")).toEqual([]);
    expect(given).toBe("A+");
  });

  it("judges a healthy xrdp for what it is", () => {
    expect(outcomes(XRDP_FACTS)).toEqual({
      "RDP-X-CLEAR-TEXT": "not-tested",
      "RDP-NLA": "not-met",
      "RDP-SECLAYER": "not-met",
      "RDP-X-TLS-MODERN": "met",
      "TLS-TLS10": "met",
      "TLS-TLS11": "met",
      "RDP-X-CERT-VALID": "met",
      "RDP-X-CERT-STRENGTH": "met",
      "RDP-X-CREDSSP-VERSION": "not-tested",
      "RDP-X-EXPOSURE": "met",
      "RDP-CERT": "not-tested",
      "RDP-X-CERT-NAME": "met",
      "RDP-X-PRE-AUTH": "not-met",
      "RDP-ENCLEVEL": "not-tested",
      "RDP-X-PQ": "not-met",
    });
    expect(audit(evidenceOf({ facts: XRDP_FACTS })).grade).toBe("D");
  });

  it("fails whoever sends passwords in the clear", () => {
    const facts = { ...NLA_FACTS, "session.clearText": true };
    expect(audit(evidenceOf({ facts })).grade).toBe("F");
  });

  it("takes points for each control that is not met", () => {
    expect(grade({ "tls.postQuantum": "not-supported" })).toBe("A");
    expect(grade({ "tls.certificateLint": [{ kind: "expired", days: 2 }] })).toBe("B");
    expect(grade({ "tcp.address": "8.8.8.8", "tls.certificateLint": [{ kind: "expired", days: 2 }] })).toBe("C");
  });

  it("does not grade what was hardly seen", () => {
    const evidence = evidenceOf({
      failed: ["x224", { kind: "silence", waitedFor: "Connection Confirm", afterMs: 5000, receivedBytes: 0 }],
    });
    expect(audit(evidence).grade).toBe("not-graded");
    expect(audit(evidence).controls.every(({ outcome }) => outcome === "not-tested")).toBe(true);
  });

  it.each([
    ["8.8.8.8", "not-met"],
    ["100.100.1.1", "met"],
    ["172.31.255.1", "met"],
    ["172.32.0.1", "not-met"],
    ["127.0.0.81", "met"],
    ["2606:4700::1", "not-met"],
    ["fd00::1", "met"],
    ["::ffff:8.8.8.8", "not-met"],
    ["2001:db8::1", "met"],
    ["behind.a.proxy", "not-tested"],
  ])("knows whether %s is public: %s", (address, expected) => {
    expect(outcomes({ "tcp.address": address })["RDP-X-EXPOSURE"]).toBe(expected);
  });

  it("uses the words of the hardening catalogue for its ids", () => {
    const shared = Object.values(AUDIT_CONTROLS).filter(({ id }) => !id.startsWith("RDP-X-"));
    expect(shared.map(({ id }) => findControl(id)?.title.en)).toEqual(shared.map(({ title }) => title.en));
    expect(shared.map(({ id }) => findControl(id)?.severity)).toEqual(shared.map(({ severity }) => severity));
  });

  it("never throws, and cites evidence for all that it holds against a host", () => {
    fc.assert(
      fc.property(arbitraryEvidence(), (evidence) => {
        const { controls } = audit(evidence);
        const claims = controls.filter(({ outcome }) => outcome === "not-met");
        expect(claims.every(({ because }) => because.length > 0)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
