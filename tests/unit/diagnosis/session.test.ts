import { describe, expect, it } from "vitest";
import type { Fault } from "../../../src/core/evidence/index.ts";
import { NLA_FACTS } from "../evidence/index.ts";
import { closed, named, silence, verdict } from "./diagnosed.ts";

const refused = (result: number): Fault => ({ kind: "mcs-refused", pdu: "Connect Response", result });
const gateway = (wish: object) => ({ "session.gateway": { host: "gw", outcome: "gateway", ...wish } as const });

describe("CredSSP", () => {
  it.each([
    [0xc000005e, "nla-dc-unreachable"],
    [0xc0000133, "clock-skew"],
    [0xc000035b, "channel-binding-ntlmv1"],
    [0xc0000418, "kerberos-spn-or-ntlm-blocked"],
    [0x80090302, "credssp-oracle-remediation"],
    [0xc000006d, "bad-credentials"],
    [0xc0000234, "account-locked-out"],
    [0xc0000072, "account-disabled-or-restricted"],
    [0xc0000071, "password-expired-or-must-change"],
    [0xc000015b, "logon-right-missing"],
    [-1073741730, "nla-dc-unreachable"],
  ])("explains status %i", (ntStatus, expected) => {
    expect(named({ failed: ["credssp", { kind: "credssp-error", ntStatus }] })[0]).toBe(expected);
  });

  it("blocks a server that was never corrected", () => {
    expect(named({ facts: { "credssp.version": 4 } })).toEqual(["credssp-oracle-remediation"]);
    expect(named({ facts: { "credssp.version": 5 } })).toEqual([]);
  });

  it("explains hanging up, silence and Kerberos alone", () => {
    expect(named({ failed: ["credssp", closed("fin")] })[0]).toBe("kerberos-spn-or-ntlm-blocked");
    expect(named({ failed: ["credssp", silence()] })).toContain("nla-dc-unreachable");
    expect(named({ facts: { "credssp.mechanisms": ["Kerberos"] } })).toEqual(["kerberos-spn-or-ntlm-blocked"]);
  });

  it("lets five minutes pass, less the grain", () => {
    expect(named({ facts: { "credssp.clockSkewMs": 300_900, "credssp.clockGrainMs": 1000 } })).toEqual(["clock-skew"]);
    expect(verdict({ facts: { "credssp.clockSkewMs": 300_900, "credssp.clockGrainMs": 1000 } })).toBe("healthy");
    expect(verdict({ facts: { "credssp.clockSkewMs": -421_000, "credssp.clockGrainMs": 1000 } })).toBe("degraded");
  });
});

describe("the session", () => {
  it.each([
    [0x4, "session-ended-by-policy-or-admin"],
    [0x6, "memory-or-session-leak"],
    [0x7, "max-connections-reached"],
    [0x9, "logon-right-missing"],
    [0x11, "wddm-driver-issue"],
    [0x101, "rds-license-server-unreachable"],
    [0x102, "rds-cal-unavailable"],
    [0x103, "rds-license-material-corrupt"],
    [0x106, "rds-license-server-unreachable"],
    [0x10a, "rds-cal-unavailable"],
    [0x402, "broker-or-balancer-redirect/error-info"],
    [0x112e, "gpu-graphics-policy"],
    [0x1194, "fips-mismatch"],
    [0x10c9, "protocol-stream-error"],
    [0x7777, "protocol-stream-error"],
  ])("explains error information %i", (errorInfo, expected) => {
    expect(named({ failed: ["licensing", { kind: "error-info", errorInfo }] })[0]).toBe(expected);
  });

  it.each([
    [2, "rds-cal-unavailable"],
    [6, "rds-license-server-unreachable"],
    [1, "rds-license-material-corrupt"],
  ])("explains licensing error %i", (errorCode, expected) => {
    const fault: Fault = { kind: "licensing-error", errorCode, stateTransition: 1 };
    expect(named({ failed: ["licensing", fault] })[0]).toBe(expected);
  });

  it("explains what is hung up on, refused or left unanswered between TLS and desktop", () => {
    expect(named({ failed: ["mcs", closed("rst")] })[0]).toBe("termservice-crash-loop/dies-mid-conversation");
    expect(named({ failed: ["capabilities", silence()] })[0]).toBe("termservice-crash-loop/accepts-but-silent");
    expect(named({ failed: ["mcs", refused(13)] })[0]).toBe("max-connections-reached");
    expect(named({ failed: ["mcs", refused(15)] })[0]).toBe("drain-mode-or-logons-disabled");
    expect(named({ failed: ["mcs", refused(8)] })[0]).toBe("protocol-stream-error");
    expect(named({ failed: ["mcs", { kind: "disconnect", reason: 1 }] })[0]).toBe("protocol-stream-error");
  });

  it("tells a slow host from a slow path", () => {
    const durations = { tls: 1600 };
    const host = { ...NLA_FACTS, "tcp.connectMs": 2, "x224.answerMs": 1500 };
    expect(named({ facts: host, durations })[0]).toBe("memory-or-session-leak");
    expect(named({ facts: { ...host, "tcp.connectMs": 700 }, durations })[0]).toBe("lossy-or-high-latency-path/slow");
    expect(named({ facts: { ...NLA_FACTS, "tcp.connectMs": 1010 } })[0]).toBe("lossy-or-high-latency-path/slow");
    expect(verdict({ facts: host, durations })).toBe("degraded");
  });

  it("judges the gateway that was named", () => {
    expect(named({ facts: gateway({}) })).toEqual([]);
    expect(named({ facts: gateway({ outcome: "unreachable" }) })).toEqual(["rd-gateway-unreachable-or-cert"]);
    expect(named({ facts: gateway({ outcome: "forbidden", status: 403 }) })[0]).toBe("rd-gateway-denied-or-limit");
    expect(named({ facts: gateway({ outcome: "unavailable", status: 503 }) })[0]).toBe(
      "rd-gateway-unreachable-or-cert/service-unavailable",
    );
    expect(named({ facts: gateway({ certificateLint: [{ kind: "expired", days: 3 }] }) })).toEqual([
      "rd-gateway-unreachable-or-cert/certificate",
    ]);
  });

  it("speaks of UDP only where the host offers it, or garbage answers", () => {
    expect(named({ facts: { "session.udp": "silence" } })).toEqual([]);
    expect(named({ facts: { "session.udp": "unreachable", "mcs.multitransportFlags": 1 } })).toEqual([
      "udp-transport-broken/udp-silent",
    ]);
    expect(verdict({ facts: { "session.udp": "garbage", "mcs.multitransportFlags": 1 } })).toBe("degraded");
  });
});
