import { describe, expect, it } from "vitest";
import { diagnose } from "../../../src/core/diagnosis/index.ts";
import type { FactValues, Fault, PictureKind, StackName } from "../../../src/core/evidence/index.ts";
import { NLA_FACTS, XRDP_FACTS, evidenceOf } from "../evidence/index.ts";
import { closed, inGroup, named, pictureOf, silence, stack, verdict } from "./diagnosed.ts";

const logon = {};

function empty(name: StackName, kind: PictureKind, facts: Partial<FactValues> = {}): readonly string[] {
  return inGroup(
    {
      logon,
      facts: { "session.fingerprint": stack(name), "desktop.picture": pictureOf(kind), ...facts },
      failed: ["desktop", { kind: "not-a-desktop", picture: kind }],
    },
    `picture-${kind}`,
  );
}

function window(kind: PictureKind, text: readonly string[]): readonly string[] {
  return inGroup(
    {
      logon,
      facts: { "session.fingerprint": stack("xrdp"), "desktop.picture": pictureOf(kind, { text }) },
      failed: ["desktop", { kind: "not-a-desktop", picture: kind }],
    },
    kind,
  );
}

describe("what NLA says of an account", () => {
  it.each([
    [0xc0000071, "password-expired-or-must-change/expired"],
    [0xc0000224, "password-expired-or-must-change/must-change"],
    [0xc0000072, "account-disabled-or-restricted/disabled"],
    [0xc0000193, "account-disabled-or-restricted/expired"],
    [0xc0000234, "account-locked-out"],
    [0xc000006f, "account-disabled-or-restricted/hours"],
    [0xc0000070, "account-disabled-or-restricted/workstation"],
    [0xc000006e, "account-disabled-or-restricted/restricted"],
    [0xc000015b, "logon-right-missing"],
    [0xc000005e, "nla-dc-unreachable"],
    [0xc0000133, "clock-skew"],
    [0xc000006d, "bad-credentials"],
    [0xc00002fa, "credential-delegation-or-smartcard"],
  ])("is explained for status %i", (ntStatus, expected) => {
    expect(named({ logon, failed: ["credssp", { kind: "credssp-error", ntStatus }] })[0]).toBe(expected);
  });

  it("stands as before in a check", () => {
    const failed = ["credssp", { kind: "credssp-error", ntStatus: 0xc0000072 }] as const;
    expect(named({ failed })[0]).toBe("account-disabled-or-restricted");
  });

  it("names the alternatives where a server only hangs up", () => {
    const said = named({ logon, failed: ["credssp", { kind: "logon-refused", how: "closed" }] });
    expect(said[0]).toBe("bad-credentials");
    expect(said).toEqual(expect.arrayContaining(["account-locked-out", "account-disabled-or-restricted"]));
  });

  it("names interception for another key, and what to do about a withheld credential", () => {
    expect(named({ logon, failed: ["credssp", { kind: "server-key-mismatch" }] })[0]).toBe(
      "third-party-security-hook/interception",
    );
    const withheld = (why: "clear-text" | "changed-key" | "ntlm-downgrade"): string | undefined =>
      named({ logon, failed: ["credssp", { kind: "credential-withheld", why }] })[0];
    expect(withheld("clear-text")).toBe("security-layer-mismatch/clear-text");
    expect(withheld("changed-key")).toBe("rdp-cert-untrusted-by-client/key-changed");
    expect(withheld("ntlm-downgrade")).toBe("third-party-security-hook/interception");
  });

  it("names the missing right", () => {
    expect(named({ logon, failed: ["credssp", { kind: "disconnect", reason: 3 }] })[0]).toBe("bad-credentials");
    expect(named({ logon, failed: ["credssp", { kind: "authorization-denied", result: 5 }] })[0]).toBe(
      "logon-right-missing",
    );
  });
});

describe("error information in a session", () => {
  it.each([
    [0x1, "session-ended-by-policy-or-admin"],
    [0x2, "session-ended-by-policy-or-admin"],
    [0x3, "session-ended-by-policy-or-admin"],
    [0x4, "session-ended-by-policy-or-admin"],
    [0x5, "session-ended-by-policy-or-admin"],
    [0x6, "memory-or-session-leak"],
    [0x7, "max-connections-reached"],
    [0x9, "logon-right-missing"],
    [0xa, "credential-delegation-or-smartcard"],
    [0x10, "wddm-driver-issue"],
    [0x17, "termservice-crash-loop/dies-mid-conversation"],
    [0x18, "termservice-crash-loop/dies-mid-conversation"],
    [0x19, "host-down-or-asleep"],
    [0x1a, "host-down-or-asleep"],
    [0x100, "rds-license-material-corrupt"],
    [0x101, "rds-license-server-unreachable"],
    [0x102, "rds-cal-unavailable"],
    [0x10a, "rds-cal-unavailable"],
    [0x400, "broker-or-balancer-redirect/error-info"],
    [0x412, "broker-or-balancer-redirect/error-info"],
    [0x10d4, "protocol-stream-error"],
    [0x1195, "protocol-stream-error"],
  ])("is explained for %i", (errorInfo, expected) => {
    expect(named({ logon, failed: ["graphics", { kind: "error-info", errorInfo }] })[0]).toBe(expected);
  });
});

describe("the server's own window", () => {
  it.each([
    [["login failed for user anna"], "bad-credentials"],
    [["User does not exist, or could not be authenticated"], "bad-credentials"],
    [["User is not authorized"], "logon-right-missing"],
    [["Max session limit reached"], "max-connections-reached"],
    [["No X displays are available"], "max-connections-reached"],
    [
      ["login successful", "connection problem, giving up", "some problem"],
      "wddm-driver-issue/x-server-does-not-start",
    ],
    [["X server could not be started"], "wddm-driver-issue/x-server-does-not-start"],
    [["Error connecting to sesman"], "termservice-stopped/session-manager"],
    [["problem loading lib in xrdp_mm_setup_mod1"], "rdp-listener-config-corrupt/session-type-missing"],
    [["nobody knows"], "bad-credentials"],
  ])("explains %j", (text, expected) => {
    expect(window("server-message", text)[0]).toBe(expected);
  });

  it("thinks of the session type where it still asks", () => {
    expect(window("login-window", ["Login to host", "username", "password"])[0]).toBe(
      "rdp-listener-config-corrupt/session-type-missing",
    );
    expect(window("login-window", [])[0]).toBe("bad-credentials");
  });

  it("thinks of the right to log on where NLA took the password, and of the path where it broke off", () => {
    const after = { "desktop.picture": pictureOf("login-window"), "credssp.credential": "accepted" } as const;
    const failed = ["desktop", { kind: "not-a-desktop", picture: "login-window" }] as const;
    expect(inGroup({ logon, facts: after, failed }, "login-window")[0]).toBe("logon-right-missing");
    const measures = { ...pictureOf("login-window").measures, drawnShare: 0.1 };
    const broken = { "desktop.picture": pictureOf("login-window", { measures }) };
    expect(inGroup({ logon, facts: broken, failed }, "login-window")[0]).toBe(
      "lossy-or-high-latency-path/mtu-black-hole-from-host",
    );
  });

  it("is one group with the refusal that it shows", () => {
    const wish = {
      logon,
      facts: { "desktop.picture": pictureOf("server-message", { text: ["login failed for user anna"] }) },
      failed: ["desktop", { kind: "logon-refused", how: "shown" } satisfies Fault],
    } as const;
    expect(inGroup(wish, "logon-refused")[0]).toBe("bad-credentials");
    expect(inGroup(wish, "server-message")).toEqual([]);
  });
});

describe("a picture with nothing to work with", () => {
  it("is a finding with its causes, and never a success", () => {
    expect(empty("windows", "black")[0]).toBe("wddm-driver-issue");
    expect(empty("windows", "one-colour")[0]).toBe("slow-logon-profile/desktop-program-died");
    expect(empty("windows", "nothing")).toContain("lossy-or-high-latency-path/mtu-black-hole-from-host");
    expect(empty("xrdp", "black")[0]).toBe("slow-logon-profile/desktop-program-died");
    expect(empty("xrdp", "nothing")[0]).toBe("wddm-driver-issue/x-server-does-not-start");
    expect(empty("freerdp-shadow", "black")[0]).toBe("slow-logon-profile/desktop-program-died");
  });

  it("suspects the path where hardly anything was painted", () => {
    const measures = { ...pictureOf("black").measures, drawnShare: 0.1 };
    const facts = { "desktop.picture": pictureOf("black", { measures }) };
    expect(empty("xrdp", "black", facts)).toContain("lossy-or-high-latency-path/mtu-black-hole-from-host");
    expect(empty("xrdp", "black")).not.toContain("lossy-or-high-latency-path/mtu-black-hole-from-host");
  });

  it("is late rather than broken while it still changes", () => {
    expect(empty("windows", "black", { "desktop.stable": false })[0]).toBe("slow-logon-profile");
    expect(empty("xrdp", "black", { "desktop.changedShare": 0.4 })[0]).toBe("slow-logon-profile");
  });

  it("fails the logon also where no stage did", () => {
    const facts = { "desktop.picture": pictureOf("black") } as const;
    expect(verdict({ logon, facts })).toBe("failing");
    expect(verdict({ facts })).toBe("healthy");
  });
});

describe("a session that breaks off", () => {
  it("suspects the size of packets where silence begins with graphics", () => {
    expect(named({ logon, failed: ["graphics", silence()] })[0]).toBe(
      "lossy-or-high-latency-path/mtu-black-hole-from-host",
    );
    const drawn = { "desktop.picture": pictureOf("desktop") } as const;
    expect(named({ logon, failed: ["desktop", silence()], facts: drawn })[0]).toBe("lossy-or-high-latency-path");
  });

  it("does not suspect the size of packets where others as large have come", () => {
    const xrdp = { "session.fingerprint": stack("xrdp") } as const;
    const small = named({ logon, failed: ["graphics", silence(6)], facts: xrdp });
    expect(small[0]).toBe("lossy-or-high-latency-path/mtu-black-hole-from-host");
    const large = named({ logon, failed: ["graphics", silence(6196)], facts: xrdp });
    expect(large[0]).toBe("wddm-driver-issue/x-server-does-not-start");
    expect(named({ logon, failed: ["graphics", silence(6196)] })[0]).toBe("wddm-driver-issue");
  });

  it("suspects the desktop's program where xrdp ends the session, and the driver elsewhere", () => {
    const xrdp = { "session.fingerprint": stack("xrdp") } as const;
    const goodbye = { kind: "disconnect", reason: 3 } as const;
    expect(named({ logon, failed: ["desktop", goodbye], facts: xrdp })[0]).toBe(
      "slow-logon-profile/desktop-program-died",
    );
    expect(named({ logon, failed: ["graphics", closed("rst")] })[0]).toBe("wddm-driver-issue");
  });

  it("suspects the server, or something on the way, where the line is cut without a goodbye", () => {
    const xrdp = { "session.fingerprint": stack("xrdp") } as const;
    const cut = named({ logon, failed: ["desktop", closed("fin")], facts: xrdp });
    expect(cut.slice(0, 2)).toEqual(["termservice-crash-loop/dies-mid-conversation", "third-party-security-hook"]);
    const activating = { kind: "closed", how: "rst", waitedFor: "Font Map", afterMs: 3, receivedBytes: 0 } as const;
    expect(named({ logon, failed: ["graphics", activating] })[0]).toBe("termservice-crash-loop/dies-mid-conversation");
  });

  it("thinks of the password where a server without a logon screen hangs up on the credential", () => {
    const facts = { "session.fingerprint": stack("freerdp-shadow") } as const;
    const failed = ["capabilities", closed("fin")] as const;
    expect(named({ logon, failed, facts })[0]).toBe("bad-credentials");
    expect(named({ failed, facts })[0]).toBe("termservice-crash-loop/dies-mid-conversation");
    const late = named({ logon, failed: ["graphics", closed("fin")], facts });
    expect(late[0]).toBe("bad-credentials");
    expect(late).toEqual(expect.arrayContaining(["password-expired-or-must-change", "account-locked-out"]));
  });

  it("tells of a session that the server ended before we did", () => {
    const facts = { "desktop.picture": pictureOf("desktop"), "session.end": "server-ended" } as const;
    const xrdp = { ...facts, "session.fingerprint": stack("xrdp") };
    expect(named({ logon, facts: xrdp })[0]).toBe("slow-logon-profile/desktop-program-died");
    expect(named({ logon, facts: { ...facts, "session.errorInfo": 3 } })).toEqual(["session-ended-by-policy-or-admin"]);
    expect(inGroup({ logon, facts: { ...facts, "session.errorInfo": 6 } }, "error-info")).toEqual([
      "memory-or-session-leak",
    ]);
    expect(verdict({ logon, facts: xrdp })).toBe("failing");
  });

  it("is one symptom with the picture that it left", () => {
    const nothing = { "desktop.picture": pictureOf("nothing") } as const;
    const groups = diagnose(evidenceOf({ logon, facts: nothing, failed: ["graphics", silence()] })).findings.map(
      ({ group }) => group,
    );
    expect(new Set(groups)).toEqual(new Set(["graphics-lost"]));
    const black = { "desktop.picture": pictureOf("black") } as const;
    expect(inGroup({ logon, facts: black, failed: ["desktop", silence()] }, "desktop-lost")).toEqual([]);
  });

  it("tells of a connection that was lost and came back", () => {
    expect(inGroup({ logon, facts: { "session.reconnected": true } }, "reconnected")[0]).toBe(
      "lossy-or-high-latency-path",
    );
    expect(verdict({ logon, facts: { "session.reconnected": true } })).toBe("degraded");
    expect(verdict({ logon, facts: { "session.reconnected": true, "session.end": "lost" } })).toBe("failing");
    expect(verdict({ logon, facts: { "session.end": "lost" } })).toBe("degraded");
  });
});

describe("a desktop that people wait for", () => {
  const desktop = { "desktop.picture": pictureOf("desktop"), "session.fingerprint": stack("windows") } as const;

  it("hinders from ten seconds on", () => {
    expect(verdict({ logon, facts: { ...desktop, "desktop.stableMs": 10_000, "graphics.firstPictureMs": 5000 } })).toBe(
      "healthy",
    );
    const slow = { logon, facts: { ...desktop, "desktop.stableMs": 10_001 } } as const;
    expect(verdict(slow)).toBe("degraded");
    expect(named(slow)[0]).toBe("slow-logon-profile");
    expect(named({ logon, facts: { ...desktop, "graphics.firstPictureMs": 5001 } })[0]).toBe("slow-logon-profile");
  });

  it("looks at the path where that is slow", () => {
    const roundTrip = { method: "auto-detect", samples: 3, minMs: 250, medianMs: 300 } as const;
    const facts = { ...desktop, "desktop.stableMs": 12_000, "session.roundTrip": roundTrip } as const;
    expect(named({ logon, facts })[0]).toBe("lossy-or-high-latency-path/slow");
  });

  it("takes a line for narrow when it was full until the desktop stood", () => {
    const bandwidth = { method: "updates", kilobitsPerSecond: 150, bytes: 18_750 } as const;
    const waited = { ...desktop, "desktop.stableMs": 12_000, "session.bandwidth": bandwidth } as const;
    const full = { ...waited, "graphics.bytes": 200_000 };
    expect(named({ logon, facts: full })[0]).toBe("lossy-or-high-latency-path/slow");
    expect(named({ logon, facts: { ...waited, "graphics.bytes": 20_000 } })[0]).toBe("slow-logon-profile");
  });
});

describe("a redirection that leads nowhere", () => {
  const hop = { from: "broker", to: "10.0.0.9", sessionId: 3, redirFlags: 1, addresses: ["10.0.0.9"] };

  it.each([
    ["loop", "broker-or-balancer-redirect/redirect-loop"],
    ["too-many", "broker-or-balancer-redirect/redirect-loop"],
    ["no-address", "broker-or-balancer-redirect/dead-target"],
    ["needs-rdstls", "nla-required-client-unsupported/redirect-needs-rdstls"],
  ] as const)("is explained for %s", (why, expected) => {
    expect(named({ logon, failed: ["capabilities", { kind: "redirection-failed", why }] })[0]).toBe(expected);
  });

  it("blames the broker's choice for a dead host, which is not the host that was asked for", () => {
    const wish = {
      logon,
      facts: { "session.redirections": [hop] },
      failed: ["tcp", { kind: "tcp-timeout", afterMs: 5000 }],
    } as const;
    expect(named(wish)[0]).toBe("broker-or-balancer-redirect/dead-target");
    expect(verdict(wish)).toBe("failing");
  });
});

describe("the facts of a logon in a check's evidence", () => {
  it("change nothing", () => {
    for (const facts of [XRDP_FACTS, NLA_FACTS]) {
      const alien = { "desktop.picture": pictureOf("black"), "session.reconnected": true, "desktop.stableMs": 60_000 };
      expect(diagnose(evidenceOf({ facts: { ...facts, ...alien } }))).toEqual(diagnose(evidenceOf({ facts })));
    }
  });
});
