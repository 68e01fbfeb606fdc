// What the fault catalogue taught the diagnosis, without a network.
import { describe, expect, it } from "vitest";
import type { Fault, FactValues } from "../../../src/core/evidence/index.ts";
import { NLA_FACTS } from "../evidence/index.ts";
import { closed, named, silence } from "./diagnosed.ts";

const quick = { "tcp.connectMs": 4, "x224.answerMs": 3, "tls.handshakeMs": 80 } satisfies Partial<FactValues>;

describe("what broken hosts taught", () => {
  it("thinks less of a moved port when the usual other one was asked in vain", () => {
    const failed = ["tcp", { kind: "tcp-refused", afterMs: 1 }] as const;
    const asked = { id: "other-port", outcome: "unanswered", fault: { kind: "tcp-refused", afterMs: 1 } } as const;
    const before = named({ failed });
    const after = named({ failed, questions: [asked] });
    expect(before.indexOf("listener-port-changed")).toBeLessThan(before.indexOf("rdp-listener-config-corrupt"));
    expect(after.indexOf("listener-port-changed")).toBeGreaterThan(after.indexOf("rdp-listener-config-corrupt"));
  });

  it("sees a TLS service behind a hang-up when a hello is answered", () => {
    const facts = { "x224.firstBytes": { kind: "tls", excerpt: "16 03 03" } };
    expect(named({ failed: ["x224", closed("fin")] })[0]).toBe("termservice-crash-loop/dies-mid-conversation");
    expect(named({ failed: ["x224", closed("fin")], facts })[0]).toBe("port-conflict/tls-service");
  });

  it("reads a goodbye of RDP's own in place of a ServerHello as a server that cannot start TLS", () => {
    const failed = ["tls", { kind: "tls-failed", reason: "wrong version number" } satisfies Fault] as const;
    expect(named({ failed, facts: { "tls.receivedBytes": 9 } })[0]).toBe("rdp-cert-thumbprint-mismatch");
    expect(named({ failed, facts: { "tls.receivedBytes": 48 } })[0]).toBe("protocol-stream-error");
  });

  it("names what makes a host fall back when a self-made certificate stands where the CA's must", () => {
    const facts: Partial<FactValues> = {
      ...NLA_FACTS,
      "tls.trustError": "DEPTH_ZERO_SELF_SIGNED_CERT",
      "tls.certificateLint": [{ kind: "self-issued" }],
    };
    const fellBack = ["rdp-cert-thumbprint-mismatch", "rdp-cert-private-key-access"];
    expect(named({ facts: { ...facts, "tls.trustAsked": true } })).toEqual(expect.arrayContaining(fellBack));
    expect(named({ facts })).not.toEqual(expect.arrayContaining(fellBack));
  });

  it("calls a line slow that is quick until its buffer is full, and not one with a single late answer", () => {
    const durations = { mcs: 1400, licensing: 330, capabilities: 320 };
    expect(named({ facts: { ...NLA_FACTS, ...quick }, durations })[0]).toBe("lossy-or-high-latency-path/slow");
    expect(named({ facts: { ...NLA_FACTS, ...quick }, durations: { mcs: 1400 } })).toEqual([]);
  });

  it("does not call a host hung that was late with every answer before", () => {
    const facts = { "tcp.connectMs": 2, "x224.answerMs": 1700, "tls.handshakeMs": 1700 };
    const durations = { tls: 1700 };
    expect(named({ failed: ["mcs", silence()], facts, durations })[0]).toBe("memory-or-session-leak");
    expect(named({ failed: ["mcs", silence()] })[0]).toBe("termservice-crash-loop/accepts-but-silent");
  });
});
