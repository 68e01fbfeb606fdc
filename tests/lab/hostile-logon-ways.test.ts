// Servers that are hostile in NLA, and those that send a logon from connection to connection.
import { describe, expect, it } from "vitest";
import { type Behaviour, drip, flood } from "../../lab/hostile/hostile-server.ts";
import {
  behindNla,
  deactivated,
  HOSTILE_ACCOUNT,
  inState,
  redirected,
  saved,
  STATES,
} from "../../lab/hostile/logon-behaviours.ts";
import { HYBRID, inTls, noise, times } from "../../lab/hostile/rdp-behaviours.ts";
import { concat, fromLatin1, fromUtf16 } from "../../src/core/bytes/index.ts";
import { encodeNtlmChallenge, encodeTsRequest } from "../../src/core/protocol/index.ts";
import { failureOf, logonAgainst } from "./hostile-check.ts";

const EVIL = "\u001b[2J\u202e".repeat(20);

interface Case {
  readonly name: string;
  readonly behave: Behaviour;
  /** Stage and fault, one of these. */
  readonly fails: readonly string[];
}

const cookie = saved({ type: "extended", autoReconnect: { logonId: 1, arcRandomBits: new Uint8Array(16) } });
const challenge = encodeNtlmChallenge({
  flags: 0xe28a8235,
  targetName: EVIL,
  serverChallenge: new Uint8Array(8),
  targetInfo: [{ id: "MsvAvDnsComputerName", text: EVIL }],
});
const challenged = encodeTsRequest({ version: 6, negoTokens: [challenge] });
const forged = encodeTsRequest({ version: 6, pubKeyAuth: new Uint8Array(48) });

const nla: readonly Case[] = [
  {
    name: "challenges without end",
    behave: inTls(HYBRID, (secure) => flood(secure, times(challenged, 50))),
    fails: ["credssp malformed", "credssp credssp-refused", "credssp logon-refused"],
  },
  {
    name: "challenges and says no more",
    behave: inTls(HYBRID, (secure) => secure.write(challenged)),
    fails: ["credssp silence"],
  },
  {
    name: "drips its challenge",
    behave: inTls(HYBRID, (secure) => drip(secure, challenged, 30)),
    fails: ["credssp silence"],
  },
  {
    name: "forges the proof of its key",
    behave: inTls(HYBRID, (secure) => secure.write(concat([challenged, forged]))),
    fails: ["credssp server-key-mismatch"],
  },
  {
    name: "talks nonsense without end behind NLA",
    behave: behindNla((secure) => flood(secure, noise)),
    fails: ["mcs malformed", "mcs oversized"],
  },
  { name: "says nothing behind NLA", behave: behindNla(() => undefined), fails: ["mcs silence"] },
  {
    name: "floods a session behind NLA",
    behave: behindNla((secure) => {
      secure.write(STATES.graphics);
      flood(secure, times(deactivated, 50));
    }),
    fails: ["graphics silence"],
  },
];

describe.concurrent("a server that is hostile in NLA", () => {
  it.for(nla)("$name", async ({ behave, fails }) => {
    const logon = await logonAgainst(behave);
    expect(fails).toContain(failureOf(logon));
  });

  it("that never authorizes is left", async () => {
    const logon = await logonAgainst(
      inTls(HYBRID, (secure) => secure.write(challenged)),
      "--authorize",
    );
    expect(failureOf(logon)).toBe("credssp silence");
  });
});

describe.concurrent("connection after connection", () => {
  it("a redirection with another routing token each time ends after so many hops", async () => {
    let hops = 0;
    const behave = inState("capabilities", (secure) => {
      hops += 1;
      const loadBalanceInfo = fromLatin1(`Cookie: msts=${hops}\r\n`);
      secure.write(redirected({ sessionId: hops, redirFlags: 0, targetNetAddress: "127.0.0.1", loadBalanceInfo }));
    });
    const logon = await logonAgainst(behave);
    expect(failureOf(logon)).toMatch(/redirection-failed$/);
    expect(logon.evidence.footprint.connections).toBe(hops);
    expect(hops).toBeLessThanOrEqual(6);
  });

  it("redirections without end in one connection are one", async () => {
    const redirection = redirected({
      sessionId: 1,
      redirFlags: 0,
      targetNetAddress: "127.0.0.1",
      userName: EVIL,
      domain: EVIL,
    });
    const logon = await logonAgainst(inState("capabilities", (secure) => flood(secure, times(redirection, 50))));
    expect(failureOf(logon)).toMatch(/redirection-failed$/);
    expect(logon.evidence.footprint.connections).toBeLessThanOrEqual(2);
  });

  it("a password of a redirection is kept out of everything that is written", async () => {
    const password = fromUtf16(HOSTILE_ACCOUNT.password);
    const loadBalanceInfo = fromLatin1("Cookie: msts=1\r\n");
    const packet = { sessionId: 1, redirFlags: 0, targetNetAddress: "127.0.0.1", loadBalanceInfo, password };
    // logonAgainst looks for it.
    const logon = await logonAgainst(inState("capabilities", (secure) => flood(secure, times(redirected(packet), 3))));
    expect(failureOf(logon)).toMatch(/redirection-failed$/);
  });

  it("a session that is lost each time is taken up again once", async () => {
    let taken = 0;
    const behave = inState("desktop", (secure, socket) => {
      taken += 1;
      secure.write(cookie);
      // A reset overtakes what was written before it.
      setTimeout(() => socket.resetAndDestroy(), 300);
    });
    const logon = await logonAgainst(behave);
    expect(failureOf(logon)).toBe("desktop closed rst");
    expect(taken).toBe(2);
  });

  it("a session that is lost and redirected by turns comes to an end", async () => {
    let taken = 0;
    const behave = inState("desktop", (secure, socket) => {
      taken += 1;
      const loadBalanceInfo = fromLatin1(`Cookie: msts=${taken}\r\n`);
      const packet = { sessionId: taken, redirFlags: 0, targetNetAddress: "127.0.0.1", loadBalanceInfo };
      secure.write(concat([cookie, ...(taken % 2 === 0 ? [redirected(packet)] : [])]));
      setTimeout(() => socket.resetAndDestroy(), 300);
    });
    await logonAgainst(behave);
    expect(taken).toBeLessThanOrEqual(12);
  });
});
