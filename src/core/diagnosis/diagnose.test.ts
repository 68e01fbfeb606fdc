import { describe, expect, it } from "vitest";
import { NLA_FACTS, XRDP_FACTS, certificateOf, evidenceOf } from "../../../tests/unit/evidence-of.ts";
import type { EvidenceWish } from "../../../tests/unit/evidence-of.ts";
import type { Fault } from "../evidence/index.ts";
import { diagnose } from "./index.ts";

/** `cause/variant` of the findings, in order. */
function named(wish: EvidenceWish): readonly string[] {
  return diagnose(evidenceOf(wish)).findings.map(({ id, variant }) =>
    variant === undefined ? id : `${id}/${variant}`,
  );
}

function verdict(wish: EvidenceWish): string {
  return diagnose(evidenceOf(wish)).verdict;
}

const silence = (receivedBytes = 0): Fault => ({
  kind: "silence",
  waitedFor: "an answer",
  afterMs: 5000,
  receivedBytes,
});
const closed = (how: "fin" | "rst", afterMs = 3, receivedBytes = 0): Fault => ({
  kind: "closed",
  how,
  waitedFor: "an answer",
  afterMs,
  receivedBytes,
});

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
    const unreachable = (errno: string, afterMs: number): Fault => ({ kind: "tcp-unreachable", errno, afterMs });
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

describe("TLS", () => {
  it("finds the direction in which large packets are lost", () => {
    const failed = ["tls", silence()] as const;
    expect(named({ failed, facts: { "tls.smallHello": "answered" } })[0]).toBe(
      "lossy-or-high-latency-path/mtu-black-hole-to-host",
    );
    expect(named({ failed, facts: { "tls.smallHello": "silence", "tls.postQuantum": "not-supported" } })[0]).toBe(
      "lossy-or-high-latency-path/mtu-black-hole-from-host",
    );
    expect(named({ failed, facts: { "tls.smallHello": "silence" } })[0]).toBe(
      "termservice-crash-loop/accepts-but-silent",
    );
  });

  it("gives the certificate class for a reset, and the middlebox where a small hello passes", () => {
    expect(named({ failed: ["tls", closed("rst")] })).toEqual([
      "third-party-security-hook/tls-reset",
      "machinekeys-permissions",
      "rdp-cert-private-key-access",
      "tls-no-common-version",
      "rdp-selfsigned-not-recreated",
      "rdp-cert-thumbprint-mismatch",
    ]);
    expect(named({ failed: ["tls", closed("rst")], facts: { "tls.smallHello": "answered" } })[0]).toBe(
      "third-party-security-hook/tls-reset",
    );
  });

  it.each([
    [70, "tls-no-common-version"],
    [40, "tls-no-common-cipher"],
    [71, "tls-no-common-cipher"],
    [80, "machinekeys-permissions"],
    [116, "nla-required-client-unsupported/client-certificate-demanded"],
    [112, "rdp-cert-wrong-eku-or-name"],
    [20, "third-party-security-hook"],
    [10, "third-party-security-hook"],
  ])("explains alert %i", (alert, expected) => {
    expect(named({ failed: ["tls", { kind: "tls-alert", alert }] })[0]).toBe(expected);
  });

  it.each([
    ["ERR_SSL_UNSUPPORTED_PROTOCOL", "tls-no-common-version"],
    ["error:0A0000C1:SSL routines::no shared cipher", "tls-no-common-cipher"],
    ["ERR_SSL_WRONG_VERSION_NUMBER", "protocol-stream-error"],
    ["ee key too small", "rdp-cert-wrong-eku-or-name"],
    ["something new", "third-party-security-hook"],
  ])("explains our own library's %s", (reason, expected) => {
    expect(named({ failed: ["tls", { kind: "tls-failed", reason }] })[0]).toBe(expected);
  });

  it("blocks where only TLS 1.0 or 1.1 is spoken", () => {
    const versions = { TLSv1: "accepted", "TLSv1.1": "refused", "TLSv1.2": "refused", "TLSv1.3": "refused" } as const;
    const facts = { "tls.version": "TLSv1", "tls.versions": versions } as const;
    expect(named({ facts })).toEqual(["tls-no-common-version/only-tls-1.0-1.1"]);
    expect(verdict({ facts })).toBe("failing");
  });

  it("hinders where RC4 or 3DES was agreed, and only mentions a large hello that is turned down", () => {
    expect(named({ facts: { "tls.version": "TLSv1.2", "tls.cipher": "DES-CBC3-SHA" } })).toEqual([
      "tls-no-common-cipher",
    ]);
    expect(verdict({ facts: { "tls.version": "TLSv1.3", "tls.largeHello": "closed" } })).toBe("healthy");
    expect(verdict({ facts: { "tls.version": "TLSv1.3", "tls.largeHello": "silence" } })).toBe("degraded");
  });
});

describe("the certificate", () => {
  it("names an expired certificate once, although its chain is not trusted for that reason", () => {
    const facts = {
      ...XRDP_FACTS,
      "tls.certificateLint": [{ kind: "expired", days: 10 }],
      "tls.trustError": "CERT_HAS_EXPIRED",
    } as const;
    expect(named({ facts })).toEqual(["rdp-cert-expired", "security-layer-mismatch"]);
    expect(verdict({ facts })).toBe("degraded");
  });

  it("names both an expired certificate and a clock that is wrong", () => {
    const facts = {
      ...NLA_FACTS,
      "tls.certificateLint": [{ kind: "expired", days: 10 }],
      "credssp.clockSkewMs": 421_000,
    } as const;
    expect(named({ facts })).toEqual(["rdp-cert-expired", "clock-skew/kerberos-limit"]);
  });

  it("makes a certificate from the future and a clock ahead evidence for each other", () => {
    const aheadMs = 10 * 86_400_000;
    const born = certificateOf({ notBeforeMs: Date.UTC(2026, 10, 22) + aheadMs });
    const facts = {
      ...NLA_FACTS,
      "tls.chain": [born],
      "tls.certificateLint": [{ kind: "not-yet-valid", days: 10 }],
      "credssp.clockSkewMs": aheadMs,
    } as const;
    const { findings } = diagnose(evidenceOf({ facts }));
    expect(findings.map(({ id }) => id)).toEqual(["rdp-cert-expired", "clock-skew"]);
    expect(findings[0]?.because.map(({ fact }) => fact)).toContain("credssp.clockSkewMs");
    expect(findings[1]?.because.map(({ fact }) => fact)).toContain("tls.certificateLint");
  });

  it("leaves the clock open where the host tells no time", () => {
    const facts = { ...XRDP_FACTS, "tls.certificateLint": [{ kind: "not-yet-valid", days: 10 }] } as const;
    expect(named({ facts }).slice(0, 2)).toEqual(["rdp-cert-expired/not-yet-valid", "clock-skew"]);
  });

  it("tells a wrong name from a wrong host by the names that the host gives of itself", () => {
    const lint = { "tls.certificateLint": [{ kind: "name-mismatch", name: "rdp1.lab.test" }] } as const;
    expect(named({ facts: { ...NLA_FACTS, ...lint } })).toEqual(["rdp-cert-wrong-eku-or-name/name-mismatch"]);
    const other = {
      ...NLA_FACTS,
      ...lint,
      "tls.chain": [
        certificateOf({
          subjectCommonName: "ts-farm-07",
          subjectAltNames: { dns: [], ip: [], uri: [], email: [], upn: [], other: [] },
        }),
      ],
      "credssp.ntlm": { netbiosComputer: "TS-FARM-07" },
    } as const;
    expect(named({ facts: other })[0]).toBe("dns-name-or-address-wrong/points-to-other-host");
    const third = {
      ...other,
      "tls.chain": [
        certificateOf({
          subjectCommonName: "proxy",
          subjectAltNames: { dns: ["proxy"], ip: [], uri: [], email: [], upn: [], other: [] },
        }),
      ],
    };
    expect(named({ facts: third })).toContain("third-party-security-hook/interception");
  });

  it("judges use, key and key type each by itself", () => {
    const facts = {
      ...NLA_FACTS,
      "tls.certificateLint": [
        { kind: "weak-key", keyAlgorithm: "rsa", keyBits: 1024 },
        { kind: "unusual-key-type", keyAlgorithm: "ed25519" },
        { kind: "no-server-auth-eku", purposes: ["clientAuth"] },
      ],
    } as const;
    expect(named({ facts })).toEqual([
      "rdp-cert-wrong-eku-or-name/unusable-key-type",
      "rdp-cert-wrong-eku-or-name/weak-key-or-signature",
      "rdp-cert-wrong-eku-or-name/no-server-auth-eku",
    ]);
    expect(verdict({ facts })).toBe("failing");
  });

  it("takes an unknown issuer for a finding only where the operator named the roots", () => {
    const facts = { ...XRDP_FACTS, "tls.trustAsked": true } as const;
    expect(verdict({ facts })).toBe("degraded");
    expect(named({ facts })[0]).toBe("rdp-cert-untrusted-by-client");
  });
});

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
    const refused = (result: number): Fault => ({ kind: "mcs-refused", pdu: "Connect Response", result });
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
    const gateway = (wish: object) => ({ "session.gateway": { host: "gw", outcome: "gateway", ...wish } as const });
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

describe("every failed stage", () => {
  it("has a cause, with little confidence where the fault is a strange one", () => {
    const { verdict: said, findings } = diagnose(evidenceOf({ failed: ["mcs", { kind: "http-status", status: 500 }] }));
    expect(said).toBe("failing");
    expect(findings[0]?.confidence).toBeLessThan(0.4);
  });

  it("cites the line of the transcript", () => {
    const { findings } = diagnose(evidenceOf({ failed: ["x224", silence()] }));
    expect(findings[0]?.because[0]).toMatchObject({ side: "for", fact: "fault.x224", at: "line 92" });
  });
});
