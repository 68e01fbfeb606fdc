import { describe, expect, it } from "vitest";
import { diagnose } from "../../../src/core/diagnosis/index.ts";
import { NLA_FACTS, XRDP_FACTS, evidenceOf } from "../evidence/index.ts";
import { silence, verdict } from "./diagnosed.ts";

describe("healthy servers", () => {
  it("has no cause that blocks or hinders for an xrdp with a certificate of an unknown CA", () => {
    const { verdict: said, findings } = diagnose(evidenceOf({ facts: XRDP_FACTS }));
    expect(said).toBe("healthy");
    expect(findings.map(({ effect }) => effect)).toEqual(["weakens", "weakens"]);
    expect(findings.at(-1)?.id).toBe("rdp-cert-untrusted-by-client");
  });

  it("finds nothing about a server that demands NLA and shows a trusted certificate", () => {
    expect(diagnose(evidenceOf({ facts: NLA_FACTS }))).toEqual({ verdict: "healthy", findings: [] });
  });

  it("takes a self-signed certificate under an address for posture", () => {
    const facts = {
      ...XRDP_FACTS,
      "tls.trustError": "DEPTH_ZERO_SELF_SIGNED_CERT",
      "tls.certificateLint": [{ kind: "name-mismatch", name: "10.0.0.7" }, { kind: "self-issued" }, { kind: "no-san" }],
    } as const;
    const target = { host: "10.0.0.7", certificateName: "10.0.0.7", literal: true };
    expect(verdict({ facts, target })).toBe("healthy");
    expect(diagnose(evidenceOf({ facts, target })).findings.every(({ effect }) => effect === "weakens")).toBe(true);
  });

  it("does not hold it against a server that it demands credentials before it goes on", () => {
    const evidence = evidenceOf({ facts: XRDP_FACTS });
    const stages = evidence.stages.map((stage) =>
      stage.name === "licensing" || stage.name === "capabilities"
        ? ({ name: stage.name, outcome: "not-tested", reason: "server-demands-credentials" } as const)
        : stage,
    );
    expect(diagnose({ ...evidence, stages }).verdict).toBe("healthy");
  });

  it("does not hold it against a host that localhost has an IPv6 address, or this machine no IPv6 route", () => {
    const facts = {
      ...XRDP_FACTS,
      "tcp.attempts": [
        { address: "::1", outcome: "refused" },
        { address: "2001:db8::1", outcome: "unreachable", errno: "ENETUNREACH" },
        { address: "127.0.0.1", outcome: "connected" },
      ],
    } as const;
    expect(verdict({ facts })).toBe("healthy");
  });
});

describe("every failed stage", () => {
  it("has a cause, with little confidence where the fault is a strange one", () => {
    const { verdict: said, findings } = diagnose(
      evidenceOf({ failed: ["mcs", { kind: "proxy-failed", reason: "nobody knows" }] }),
    );
    expect(said).toBe("failing");
    expect(findings[0]?.confidence).toBeLessThan(0.4);
  });

  it("cites the line of the transcript", () => {
    const { findings } = diagnose(evidenceOf({ failed: ["x224", silence()] }));
    expect(findings[0]?.because[0]).toMatchObject({ side: "for", fact: "fault.x224", at: "line 92" });
  });
});
