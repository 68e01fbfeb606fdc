import { describe, expect, it } from "vitest";
import { diagnose } from "../../../src/core/diagnosis/index.ts";
import { NLA_FACTS, XRDP_FACTS, certificateOf, evidenceOf } from "../evidence/index.ts";
import { closed, named, silence, verdict } from "./diagnosed.ts";

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
    expect(named({ facts })).toEqual(["rdp-cert-expired", "security-layer-mismatch/plain-rdp-accepted"]);
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
