import { describe, expect, it } from "vitest";
import type { Fault } from "../../../src/core/evidence/index.ts";
import { NLA_FACTS } from "../evidence/index.ts";
import { closed, named, silence, verdict } from "./diagnosed.ts";

const unreachable = (errno: string, afterMs: number): Fault => ({ kind: "tcp-unreachable", errno, afterMs });

describe("reaching the host", () => {
  it("tells a name that does not exist from a resolver that fails", () => {
    const unknown: Fault = { kind: "name-not-found", name: "no.lab.test" };
    const failing: Fault = { kind: "resolver-failed", name: "no.lab.test", code: "ESERVFAIL" };
    expect(named({ failed: ["dns", unknown] })).toEqual(["dns-name-or-address-wrong/not-found"]);
    expect(named({ failed: ["dns", failing] })).toEqual(["dns-name-or-address-wrong/resolver-failed"]);
    expect(verdict({ failed: ["dns", unknown] })).toBe("unreachable");
  });

  it("gives the listener class for a refused port, and the other port where RDP answers there", () => {
    const refused: Fault = { kind: "tcp-refused", afterMs: 1 };
    expect(named({ failed: ["tcp", refused] })).toEqual([
      "rdp-listener-not-listening",
      "termservice-stopped",
      "rdp-disabled",
      "rdp-disabled-by-gpo",
      "listener-port-changed",
      "rdp-listener-config-corrupt",
      "firewall-drop/rejected-by-policy",
    ]);
    expect(named({ failed: ["tcp", refused], facts: { "tcp.otherPort": 3390 } })[0]).toBe(
      "listener-port-changed/answers-on-other-port",
    );
    expect(verdict({ failed: ["tcp", refused] })).toBe("unreachable");
  });

  it("tells a missing host from a dropping firewall by the neighbour table", () => {
    const timeout: Fault = { kind: "tcp-timeout", afterMs: 5000 };
    expect(named({ failed: ["tcp", timeout], facts: { "tcp.neighbour": "absent" } })[0]).toBe("host-down-or-asleep");
    expect(named({ failed: ["tcp", timeout], facts: { "tcp.neighbour": "present" } })[0]).toBe("firewall-drop");
    expect(named({ failed: ["tcp", timeout] })).toContain("nat-or-segmentation-path");
  });

  it("tells a prompt ICMP answer from a neighbour that never answered", () => {
    expect(named({ failed: ["tcp", unreachable("EHOSTUNREACH", 4)] })[0]).toBe("firewall-drop/rejected-by-policy");
    expect(named({ failed: ["tcp", unreachable("EHOSTUNREACH", 3060)] })[0]).toBe("host-down-or-asleep");
    expect(named({ failed: ["tcp", unreachable("ENETUNREACH", 0)] })[0]).toBe("nat-or-segmentation-path/no-route");
    expect(named({ failed: ["tcp", { kind: "proxy-failed", reason: "refused" }] })[0]).toBe("nat-or-segmentation-path");
  });

  it("hinders when one of several addresses is dead, or when they show different certificates", () => {
    const dead = {
      "tcp.attempts": [
        { address: "10.0.0.6", outcome: "timeout" },
        { address: "10.0.0.7", outcome: "connected" },
      ],
    } as const;
    expect(named({ facts: { ...NLA_FACTS, ...dead } })[0]).toBe("dns-name-or-address-wrong/one-address-dead");
    expect(verdict({ facts: { ...NLA_FACTS, ...dead } })).toBe("degraded");
    const different = {
      "tcp.attempts": [
        { address: "10.0.0.6", outcome: "connected", certificateSha256: "aa" },
        { address: "10.0.0.7", outcome: "connected", certificateSha256: "bb" },
      ],
    } as const;
    expect(named({ facts: { ...NLA_FACTS, ...different } })).toEqual([
      "broker-or-balancer-redirect",
      "dns-name-or-address-wrong/points-to-other-host",
    ]);
  });

  it("sees a port that refuses moments after it answered", () => {
    const questions = [
      { id: "plain-rdp", outcome: "unanswered", fault: { kind: "tcp-refused", afterMs: 1 }, line: 70 },
    ] as const;
    expect(named({ facts: NLA_FACTS, questions })[0]).toBe("termservice-crash-loop/dies-mid-conversation");
  });
});

describe("the X.224 exchange", () => {
  it("reads where silence, FIN and RST came", () => {
    expect(named({ failed: ["x224", silence()] })[0]).toBe("termservice-crash-loop/accepts-but-silent");
    expect(named({ failed: ["x224", silence(5)] })[0]).toBe("termservice-crash-loop/accepts-but-silent");
    expect(named({ failed: ["x224", silence(19)] })[0]).toBe("protocol-stream-error/lying-length");
    expect(named({ failed: ["x224", closed("fin", 3005)] })[0]).toBe("broker-or-balancer-redirect/dead-backend");
    expect(named({ failed: ["x224", closed("fin")] })[0]).toBe("termservice-crash-loop/dies-mid-conversation");
    expect(named({ failed: ["x224", closed("rst")] })[0]).toBe("termservice-crash-loop/dies-mid-conversation");
    expect(verdict({ failed: ["x224", silence()] })).toBe("failing");
  });

  it("takes a reset that overtakes our connect for what it is", () => {
    const failed = ["tcp", { kind: "tcp-failed", errno: "ECONNRESET" }] as const;
    expect(named({ failed })[0]).toBe("termservice-crash-loop/dies-mid-conversation");
    expect(verdict({ failed })).toBe("failing");
  });

  it("knows a balancer by what it answers to", () => {
    const failed = ["x224", closed("fin", 3005)] as const;
    expect(named({ failed, facts: { "x224.answersOnlyWith": "routing-token" } })).toEqual([
      "broker-or-balancer-redirect/cookie-demanded",
    ]);
    expect(named({ failed, facts: { "x224.answersOnlyWith": "proxy-header" } })).toEqual([
      "broker-or-balancer-redirect/proxy-protocol",
    ]);
  });

  it.each([
    ["http", "port-conflict/http"],
    ["ssh", "port-conflict/ssh"],
    ["tls-alert", "port-conflict/tls-service"],
    ["vnc", "port-conflict/vnc"],
    ["telnet", "port-conflict/other-service"],
    ["ica", "citrix-ica-coexistence"],
  ])("names the other service: %s", (looksLike, expected) => {
    expect(named({ failed: ["x224", { kind: "not-rdp", looksLike, excerpt: "x" }] })[0]).toBe(expected);
  });

  it("calls what cannot be read a stream error", () => {
    const malformed: Fault = { kind: "malformed", pdu: "X.224", offset: 4, reason: "length" };
    expect(named({ failed: ["x224", malformed] })[0]).toBe("protocol-stream-error/malformed");
    expect(named({ failed: ["x224", { kind: "oversized", limitBytes: 65_536 }] })[0]).toBe(
      "port-conflict/other-service",
    );
  });

  it.each([
    [1, "security-layer-mismatch"],
    [2, "security-layer-mismatch/plain-rdp-only"],
    [3, "rdp-selfsigned-not-recreated"],
    [4, "security-layer-mismatch/inconsistent-flags"],
    [6, "nla-required-client-unsupported/client-certificate-demanded"],
    [0x99, "protocol-stream-error"],
  ])("explains negotiation failure %i", (failureCode, expected) => {
    const fault: Fault = { kind: "negotiation-failure", failureCode, requestedProtocols: 0x0b };
    expect(named({ failed: ["x224", fault] })[0]).toBe(expected);
  });

  it("gives the whole class where the host has no usable certificate", () => {
    const fault: Fault = { kind: "negotiation-failure", failureCode: 3, requestedProtocols: 0x0b };
    expect(named({ failed: ["x224", fault] })).toHaveLength(4);
  });

  it("finds plain RDP alone degrading, and clear text by its name", () => {
    const plain = { "x224.requestedProtocols": 0x0b, "x224.selectedProtocol": 0, "x224.negotiated": true } as const;
    expect(named({ facts: { ...plain, "mcs.encryptionMethod": 2 } })).toEqual([
      "security-layer-mismatch/plain-rdp-only",
    ]);
    expect(named({ facts: { ...plain, "mcs.encryptionMethod": 0 } })).toEqual(["security-layer-mismatch/clear-text"]);
    expect(named({ facts: { ...plain, "mcs.encryptionMethod": 0x10 } })).toContain("fips-mismatch");
    expect(verdict({ facts: plain })).toBe("degraded");
  });

  it("distrusts a server that selects what nobody offered", () => {
    const facts = { "x224.requestedProtocols": 0x0b, "x224.selectedProtocol": 4 } as const;
    expect(named({ facts })[0]).toBe("protocol-stream-error");
  });
});
