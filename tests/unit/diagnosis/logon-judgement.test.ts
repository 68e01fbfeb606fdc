import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LogonJudgement } from "../../../src/core/diagnosis/index.ts";
import { describeBecause, diagnoseLogon, judgeLogon } from "../../../src/core/diagnosis/index.ts";
import type { FactValues, Fault, PictureFact, StackName } from "../../../src/core/evidence/index.ts";
import { NLA_FACTS, XRDP_FACTS, arbitraryLogonEvidence, evidenceOf } from "../evidence/index.ts";
import type { EvidenceWish } from "../evidence/index.ts";
import { closed, pictureOf, stack } from "./diagnosed.ts";

const NOT_ASKED = { outcome: "not-tested", reason: "not-asked" } as const;
const BEYOND_NLA = {
  mcs: NOT_ASKED,
  licensing: NOT_ASKED,
  capabilities: NOT_ASKED,
  graphics: NOT_ASKED,
  desktop: NOT_ASKED,
} as const;

function judged(wish: EvidenceWish): LogonJudgement {
  return judgeLogon(evidenceOf({ logon: {}, ...wish }));
}

function said(wish: EvidenceWish): string {
  const { outcome, by } = judged(wish);
  return by === undefined ? outcome : `${outcome} by ${by}`;
}

function verdict(wish: EvidenceWish): string {
  return diagnoseLogon(evidenceOf({ logon: {}, ...wish })).verdict;
}

const desktopOn = (name: StackName, facts: Partial<FactValues> = {}): EvidenceWish => ({
  facts: { "session.fingerprint": stack(name), "desktop.picture": pictureOf("desktop"), ...facts },
});

const shownBy = (name: StackName, kind: PictureFact["kind"], text: readonly string[] = []): EvidenceWish => ({
  facts: { "session.fingerprint": stack(name), "desktop.picture": pictureOf(kind, { text }) },
  failed: ["desktop", { kind: "not-a-desktop", picture: kind }],
});

const endedWith = (errorInfo: number): EvidenceWish => ({ failed: ["graphics", { kind: "error-info", errorInfo }] });

describe("depth credential", () => {
  const logon = { depth: "credential" } as const;

  it("takes NLA's word for the password", () => {
    const good = { logon, facts: { ...NLA_FACTS, "credssp.credential": "accepted" }, stages: BEYOND_NLA } as const;
    expect(said(good)).toBe("accepted by nla");
    expect(verdict(good)).toBe("healthy");
    const bad = {
      logon,
      facts: { ...NLA_FACTS, "credssp.credential": "refused" },
      failed: ["credssp", { kind: "credssp-error", ntStatus: 0xc000006d }],
    } as const;
    expect(said(bad)).toBe("refused by nla");
    expect(verdict(bad)).toBe("failing");
  });

  it.each([
    [0xc000006d, "refused by nla"],
    [0xc0000071, "refused by nla"],
    [0xc0000224, "refused by nla"],
    [0xc0000072, "refused by nla"],
    [0xc0000234, "refused by nla"],
    [0xc000015b, "denied by nla"],
    [0xc000006f, "denied by nla"],
    [0xc0000070, "denied by nla"],
    [0xc000005e, "not-tested by nla"],
    [0xc0000133, "not-tested by nla"],
  ])("reads status %i", (ntStatus, expected) => {
    expect(said({ logon, failed: ["credssp", { kind: "credssp-error", ntStatus }] })).toBe(expected);
  });

  it("takes a hang-up in answer to the proof for a refusal", () => {
    expect(said({ logon, failed: ["credssp", { kind: "logon-refused", how: "closed" }] })).toBe("refused by hang-up");
    expect(said({ logon, failed: ["credssp", closed("fin")] })).toBe("not-tested");
  });

  it("never says ok where there is no NLA", () => {
    const wish = {
      logon,
      facts: XRDP_FACTS,
      stages: { ...BEYOND_NLA, credssp: { outcome: "skipped", reason: "needs-session" } },
    } as const;
    expect(judged(wish)).toMatchObject({ outcome: "not-verifiable", stage: "credssp" });
    expect(verdict(wish)).toBe("not-verifiable");
  });

  it("does not believe somebody who proves another key", () => {
    const facts = { "credssp.credential": "accepted", "credssp.serverKey": "different" } as const;
    expect(said({ logon, facts, failed: ["credssp", { kind: "server-key-mismatch" }] })).toBe("withheld");
  });

  it("tells what was withheld, and what was never reached", () => {
    const withheld: Fault = { kind: "credential-withheld", why: "changed-key" };
    expect(said({ logon, failed: ["credssp", withheld] })).toBe("withheld");
    expect(verdict({ logon, failed: ["credssp", withheld] })).toBe("failing");
    expect(said({ logon, failed: ["tcp", { kind: "tcp-refused", afterMs: 1 }] })).toBe("not-tested");
    expect(verdict({ logon, failed: ["tcp", { kind: "tcp-refused", afterMs: 1 }] })).toBe("unreachable");
  });
});

describe("depth authorize", () => {
  const logon = { depth: "authorize" } as const;
  const accepted = { ...NLA_FACTS, "credssp.credential": "accepted" } as const;

  it("wants the server's word, and says where it gives none", () => {
    expect(said({ logon, facts: { ...accepted, "credssp.authorization": "allowed" } })).toBe(
      "accepted by authorization",
    );
    const notOffered = judged({ logon, facts: { ...accepted, "credssp.authorization": "not-offered" } });
    expect(notOffered).toMatchObject({ outcome: "accepted", by: "nla" });
    expect(notOffered.because.map(({ fact }) => fact)).toContain("credssp.authorization");
    expect(said({ logon, facts: accepted })).toBe("not-tested");
  });

  it("tells a right password that may not log on here from a wrong one", () => {
    const denied: Fault = { kind: "authorization-denied", result: 5 };
    const wish = {
      logon,
      facts: { ...accepted, "credssp.authorization": "denied", "credssp.authorizationResult": 5 },
      failed: ["credssp", denied],
    } as const;
    expect(said(wish)).toBe("denied by authorization");
    expect(verdict(wish)).toBe("failing");
  });
});

describe("depth desktop", () => {
  it("wants a sign from inside the session where a server has a logon of its own", () => {
    expect(said(desktopOn("xrdp"))).toBe("not-verifiable by picture");
    expect(said(desktopOn("windows", { "credssp.credential": "accepted" }))).toBe("not-verifiable by picture");
    expect(verdict(desktopOn("xrdp"))).toBe("not-verifiable");
    const channel = { by: "virtual-channel", channel: "rdpdr" } as const;
    expect(said(desktopOn("xrdp", { "session.logonConfirmed": channel }))).toBe("accepted by virtual-channel");
    const told = { by: "save-session-info", user: "anna" } as const;
    expect(said(desktopOn("windows", { "session.logonConfirmed": told }))).toBe("accepted by save-session-info");
    expect(verdict(desktopOn("windows", { "session.logonConfirmed": told }))).toBe("healthy");
  });

  it("says that nobody checked where the desktop is there for everybody", () => {
    const open = judged(desktopOn("weston", { "x224.nla": "absent" }));
    expect(open).toMatchObject({ outcome: "accepted", by: "picture" });
    const [unchecked] = open.because.filter(({ fact }) => fact === "capabilities.withoutAuthentication");
    expect(unchecked === undefined ? "" : describeBecause(unchecked, "en")).toContain("before anybody has signed in");
    expect(said(desktopOn("freerdp-shadow", { "credssp.credential": "accepted" }))).toBe("accepted by nla");
    const channel = { by: "virtual-channel", channel: "rdpsnd" } as const;
    expect(said(desktopOn("weston", { "session.logonConfirmed": channel }))).toBe("accepted by picture");
    expect(said(desktopOn("unknown"))).toBe("not-verifiable by picture");
    expect(said(desktopOn("unknown", { "credssp.credential": "accepted" }))).toBe("accepted by nla");
  });

  it.each([
    [["sesman connect ok", "login failed for user anna"], "refused by server-message"],
    [["Login failed for", "display 0"], "refused by server-message"],
    [["Max session limit reached"], "denied by server-message"],
    [["login successful for user anna on display 10", "connection problem, giving up"], "accepted by server-message"],
    [["Error connecting to sesman on 127.0.0.1:3350"], "not-tested by server-message"],
    [["words that nobody knows"], "refused by server-message"],
  ])("reads %j in the server's window", (text, expected) => {
    expect(said(shownBy("xrdp", "server-message", text))).toBe(expected);
    expect(verdict(shownBy("xrdp", "server-message", text))).toBe("failing");
  });

  it("takes a login window that still asks for a refusal, and a black picture for no proof", () => {
    expect(said(shownBy("xrdp", "login-window"))).toBe("refused by picture");
    expect(said(shownBy("xrdp", "black"))).toBe("not-verifiable");
    const nla = { "credssp.credential": "accepted", "desktop.picture": pictureOf("login-window") } as const;
    expect(said({ facts: { ...nla, "session.fingerprint": stack("windows") } })).toBe("denied by picture");
    const measures = { ...pictureOf("login-window").measures, drawnShare: 0.1 };
    expect(said({ facts: { "desktop.picture": pictureOf("login-window", { measures }) } })).toBe("not-verifiable");
    expect(verdict(shownBy("xrdp", "black"))).toBe("failing");
  });

  it("reads error information and notices", () => {
    expect(said(endedWith(0x7))).toBe("denied by error-info");
    expect(said(endedWith(0x9))).toBe("denied by error-info");
    expect(said(endedWith(0xa))).toBe("refused by error-info");
    expect(said(endedWith(0x11))).toBe("not-tested");
    const begun = { "session.logonConfirmed": { by: "save-session-info", user: "anna" } } as const;
    expect(said({ ...endedWith(0x9), facts: begun })).toBe("denied by error-info");
    expect(said({ ...endedWith(0x11), facts: begun })).toBe("accepted by save-session-info");
    const noticed = (type: number, data: number): string =>
      said({ facts: { "session.logonNotices": [{ type, data }], "session.fingerprint": stack("windows") } });
    expect(noticed(0xc000006d, 0)).toBe("refused by save-session-info");
    expect(noticed(0xfffffffa, 1)).toBe("denied by save-session-info");
    expect(noticed(0xffffffff, 0)).toBe("denied by save-session-info");
  });

  it("takes a hang-up for a refusal where a shared desktop asks for a password and has no words", () => {
    const facts = { "session.fingerprint": stack("freerdp-shadow") } as const;
    const failed = [
      "graphics",
      { kind: "closed", how: "fin", waitedFor: "graphics update", afterMs: 3600, receivedBytes: 0 },
    ] as const;
    expect(said({ facts, failed })).toBe("refused by hang-up");
    expect(said({ facts: { "session.fingerprint": stack("windows") }, failed })).toBe("not-tested");
  });

  it("does not take session 2 for a failed logon", () => {
    const goesOn = desktopOn("windows", {
      "session.logonNotices": [{ type: 0xfffffffe, data: 2 }],
      "session.logonConfirmed": { by: "save-session-info", user: "anna" },
    });
    expect(said(goesOn)).toBe("accepted by save-session-info");
    expect(verdict(goesOn)).toBe("healthy");
    expect(said({ facts: { "session.logonNotices": [{ type: 0xfffffffe, data: 0 }] } })).toBe("not-verifiable");
  });

  it("keeps what NLA said where the session then fails", () => {
    const wish = {
      facts: { ...NLA_FACTS, "credssp.credential": "accepted" },
      failed: ["licensing", { kind: "licensing-error", errorCode: 2, stateTransition: 1 }],
    } as const;
    expect(said(wish)).toBe("accepted by nla");
    expect(verdict(wish)).toBe("failing");
  });
});

describe("any logon", () => {
  it("is judged, has a verdict that fits, and can say why in both languages", () => {
    fc.assert(
      fc.property(arbitraryLogonEvidence(), (evidence) => {
        const { verdict: word, judgement } = diagnoseLogon(evidence);
        expect(diagnoseLogon(evidence).judgement).toEqual(judgement);
        const good = word === "healthy" || word === "degraded";
        expect(judgement.outcome === "accepted" || !good).toBe(true);
        for (const because of judgement.because) {
          expect(describeBecause(because, "en")).not.toBe("");
          expect(describeBecause(because, "zh")).not.toBe("");
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("is not made of a check", () => {
    expect(judgeLogon(evidenceOf())).toEqual({ outcome: "not-tested", because: [] });
  });
});
