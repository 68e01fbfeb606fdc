import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecodeError, concat, fromHex, fromLatin1, fromUtf16, toHex, toLatin1 } from "../bytes/index.ts";
import vectors from "./credssp-phase.test-vectors.json" with { type: "json" };
import type { Fault } from "../evidence/index.ts";
import {
  NTLM_FLAGS,
  decodeTsRequest,
  disconnectUltimatum,
  encodeEarlyUserAuthorizationResult,
  encodeSpnego,
  encodeTsRequest,
} from "../protocol/index.ts";
import { CredsspPhase } from "./credssp-phase.ts";
import type { CredsspLogon } from "./credssp-logon.ts";
import { CredsspServer, WINDOWS_FLAGS } from "./credssp-test-server.ts";
import type { ServerOptions } from "./credssp-test-server.ts";
import { Inbox } from "./inbox.ts";
import { ntOwfV2 } from "./ntlm-keys.ts";
import { NtlmSealing } from "./ntlm-sealing.ts";
import { Secret } from "./secret.ts";
import type { Conversation, SequenceAction } from "./sequence.ts";
import { StageLog } from "./stage-log.ts";

const PASSWORD = "Correct-Horse-7";
const derOf = (name: keyof typeof vectors): Uint8Array => Uint8Array.from(Buffer.from(vectors[name], "base64"));
const OUR_CERTIFICATE = derOf("ecSelfSigned");
const OTHER_CERTIFICATE = derOf("sha1SelfSigned");
const WALL_CLOCK_MS = Date.UTC(2026, 10, 22);
const DEACTIVATE_ALL = fromHex("0300001c02f08068fc1703eb70800d0d001600000000000000010000");

function logon(more: Partial<CredsspLogon> = {}, password = PASSWORD): CredsspLogon {
  return {
    credential: { user: "erika", domain: "FARM", password: new Secret(password) },
    depth: "credential",
    random: new Uint8Array(32).fill(7),
    peer: { version: "TLSv1.3", cipher: "", group: "", chain: [OUR_CERTIFICATE], trustError: null },
    hybridEx: false,
    ...more,
  };
}

interface Talk {
  readonly conversation: Conversation;
  readonly fault: Fault | undefined;
  readonly sent: readonly (SequenceAction & { do: "send" })[];
  readonly received: readonly Uint8Array[];
  readonly wentOn: boolean;
}

type Peer = (bytes: Uint8Array) => Uint8Array | undefined;

/** Lets the phase talk with a peer until neither has more to say; then the peer hangs up, or stays silent. */
function talk(asked: CredsspLogon | undefined, peer: Peer, after?: "fin" | "silence", pieces = 70_000): Talk {
  const log = new StageLog(0, 5000, 20_000);
  for (const stage of ["x224", "tls", "credssp"] as const) log.complete(stage, { atMs: 0, line: 1 });
  let wentOn = false;
  const phase = new CredsspPhase(log, {
    wallClockMs: WALL_CLOCK_MS,
    ...(asked && { logon: asked }),
    next: () => {
      wentOn = true;
      return log.end();
    },
  });
  const inbox = new Inbox(128 * 1024);
  const sent: (SequenceAction & { do: "send" })[] = [];
  const received: Uint8Array[] = [];
  const moment = { atMs: 10, line: 9 };
  const queue: Uint8Array[] = [];
  const perform = (actions: readonly SequenceAction[] | undefined): void => {
    for (const action of actions ?? []) {
      if (action.do !== "send") continue;
      sent.push(action);
      const answer = peer(action.bytes);
      if (answer !== undefined) queue.push(answer);
    }
  };
  perform(phase.start(moment));
  for (let bytes = queue.shift(); bytes !== undefined; bytes = queue.shift()) {
    received.push(bytes);
    for (let at = 0; at < bytes.length && !log.ended; at += pieces) {
      inbox.add(bytes.subarray(at, at + pieces));
      try {
        perform(phase.receive(inbox, moment));
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error;
        log.fail({ kind: "malformed", pdu: error.pdu, offset: error.offset, reason: error.message }, moment);
      }
    }
  }
  if (!log.ended && after === "fin") perform(phase.closed(moment));
  const conversation = log.conversation();
  return { conversation, fault: conversation.failed?.fault, sent, received, wentOn };
}

const serverOf = (options: Partial<ServerOptions> = {}): CredsspServer =>
  new CredsspServer({ password: PASSWORD, clientSees: OUR_CERTIFICATE, ...options });
const peerOf =
  (server: CredsspServer): Peer =>
  (bytes) =>
    server.answer(bytes);

/** Sends our own proof back. */
const echo: Peer = (bytes) => {
  const { pubKeyAuth } = decodeTsRequest(bytes);
  return pubKeyAuth === undefined ? serverOf().answer(bytes) : encodeTsRequest({ version: 6, pubKeyAuth });
};

function factsOf({ conversation }: Talk): Readonly<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const [name, fact] of Object.entries(conversation.facts)) {
    if (/credential|serverKey|channelBinding|authorization/.test(name)) found[name.slice(8)] = fact.value;
  }
  return found;
}

const ACCEPTED = { channelBinding: true, serverKey: "proven", credential: "accepted" };

describe("a credential check", () => {
  it.each([2, 3, 4, 5, 6])("with a server of version %i tells right from wrong, and sends no credential", (version) => {
    for (const ours of [2, 3, 4, 5, 6]) {
      const server = serverOf({ version });
      const right = talk(logon({ credsspVersion: ours }), peerOf(server));
      expect(server.refusedAs).toBeUndefined();
      expect(factsOf(right)).toEqual(ACCEPTED);
      expect(right.fault).toBeUndefined();
      expect(right.sent.map(({ gloss }) => gloss)).toEqual([
        "TSRequest: NTLM NEGOTIATE",
        "TSRequest: NTLM AUTHENTICATE, pubKeyAuth",
      ]);
      const wrong = talk(logon({ credsspVersion: ours }, "wrong"), peerOf(serverOf({ version })));
      expect(wrong.fault).toEqual({ kind: "credssp-error", ntStatus: 0xc000006d });
      expect(factsOf(wrong)).toEqual({ channelBinding: true, credential: "refused" });
    }
  });

  it("leaves the certificate as it is, also where it lies in a Buffer of Node's", () => {
    const chain = [Buffer.from(OUR_CERTIFICATE)];
    const answers = talk(logon({ peer: { ...logon().peer, chain } }), peerOf(serverOf({ version: 3 })));
    expect(factsOf(answers)).toEqual(ACCEPTED);
    expect(toHex(chain[0] ?? new Uint8Array(0))).toBe(toHex(OUR_CERTIFICATE));
  });

  it("ends with the other stages not tested, because nobody asked for them", () => {
    const { stages } = talk(logon(), peerOf(serverOf())).conversation;
    expect(stages.slice(3)).toMatchObject([
      { name: "credssp", outcome: "ok" },
      ...["mcs", "licensing", "capabilities", "graphics", "desktop"].map((name) => ({
        name,
        outcome: "not-tested",
        reason: "not-asked",
      })),
    ]);
  });

  it.each([{ spnego: true }, { withTime: false }])("works with %j and byte by byte", (options) => {
    const server = serverOf(options);
    const whole = talk(logon(), peerOf(server));
    expect([server.refusedAs, whole.fault]).toEqual([undefined, undefined]);
    expect(factsOf(whole)).toEqual(ACCEPTED);
    const bytewise = talk(logon(), peerOf(serverOf(options)), undefined, 1);
    expect(bytewise.conversation).toEqual(whole.conversation);
  });

  it("has no channel bindings where RFC 5929 defines none", () => {
    const chain = [derOf("ed25519SelfSigned")];
    const answers = talk(
      logon({ peer: { ...logon().peer, chain } }),
      peerOf(serverOf({ afterAuthenticate: "nothing" })),
    );
    expect(factsOf(answers)).toEqual({ channelBinding: false });
  });

  it("says nothing of a password that no server could judge", () => {
    const afterAuthenticate = encodeTsRequest({ version: 6, errorCode: 0xc000005e });
    const answers = talk(logon(), peerOf(serverOf({ afterAuthenticate })));
    expect(answers.fault).toEqual({ kind: "credssp-error", ntStatus: 0xc000005e });
    expect(factsOf(answers)).toEqual({ channelBinding: true });
  });
});

describe("servers that refuse in other ways", () => {
  it("hang up: refused, not accepted", () => {
    const answers = talk(logon(), peerOf(serverOf({ afterAuthenticate: "nothing" })), "fin");
    expect(answers.fault).toEqual({ kind: "logon-refused", how: "closed" });
    expect(factsOf(answers)).toEqual({ channelBinding: true, credential: "refused" });
  });

  it("say nothing: neither refused nor accepted", () => {
    const answers = talk(logon(), peerOf(serverOf({ afterAuthenticate: "nothing" })), "silence");
    expect(answers.fault).toBeUndefined();
    expect(factsOf(answers)).toEqual({ channelBinding: true });
  });

  it("hang up in the middle of an answer: an ordinary fault", () => {
    const answers = talk(logon(), peerOf(serverOf({ afterAuthenticate: fromHex("30819f") })), "fin");
    expect([answers.fault, factsOf(answers)]).toEqual([undefined, { channelBinding: true }]);
  });

  it("hang up before they were shown anything: an ordinary fault", () => {
    const answers = talk(logon(), () => undefined, "fin");
    expect([answers.fault, factsOf(answers)]).toEqual([undefined, {}]);
  });

  it("SPNEGO reject, then the hang-up", () => {
    const negoTokens = [encodeSpnego({ kind: "response", negState: "reject" })];
    const afterAuthenticate = encodeTsRequest({ version: 6, negoTokens });
    expect(talk(logon(), peerOf(serverOf({ afterAuthenticate })), "fin").fault).toMatchObject({ how: "closed" });
  });

  it.each<readonly [string, Uint8Array, object]>([
    ["Deactivate All", DEACTIVATE_ALL, { kind: "logon-refused", how: "deactivated" }],
    ["Disconnect Provider Ultimatum", disconnectUltimatum(1), { kind: "disconnect", reason: 1 }],
    ["something else", fromLatin1("HTTP/1.1"), { kind: "malformed", pdu: "TSRequest" }],
    ["an empty TSRequest", encodeTsRequest({ version: 6 }), { kind: "malformed", pdu: "TSRequest" }],
  ])("%s", (_, afterAuthenticate, fault) => {
    expect(talk(logon(), peerOf(serverOf({ afterAuthenticate }))).fault).toMatchObject(fault);
  });
});

describe("what protects the password", () => {
  it.each([2, 6])(
    "another key behind CredSSP than behind TLS is named, and authInfo not sent (version %i)",
    (version) => {
      const server = serverOf({ version, certificate: OTHER_CERTIFICATE });
      const answers = talk(logon({ depth: "desktop" }), peerOf(server));
      expect(answers.fault).toEqual({ kind: "server-key-mismatch" });
      expect(factsOf(answers)).toEqual({ channelBinding: true, serverKey: "different" });
      expect([answers.sent.length, server.authInfo, answers.wentOn]).toEqual([2, undefined, false]);
    },
  );

  it("a server that does not know the password cannot prove its key", () => {
    const pubKeyAuth = new NtlmSealing(new Uint8Array(16), "server").seal(new Uint8Array(32));
    const afterAuthenticate = encodeTsRequest({ version: 6, pubKeyAuth });
    const answers = talk(logon({ depth: "authorize" }), peerOf(serverOf({ afterAuthenticate })));
    expect(answers.fault).toEqual({ kind: "server-key-mismatch" });
    expect(answers.sent).toHaveLength(2);
  });

  it("our own pubKeyAuth sent back proves nothing", () => {
    expect(talk(logon({ depth: "authorize" }), echo).fault).toEqual({ kind: "server-key-mismatch" });
  });

  it.each(["EXTENDED_SESSIONSECURITY", "KEY_EXCH", "128"] as const)("nothing is shown without %s", (name) => {
    const flags = (WINDOWS_FLAGS & ~NTLM_FLAGS[`NTLMSSP_NEGOTIATE_${name}`]) >>> 0;
    const answers = talk(logon(), peerOf(serverOf({ flags })));
    expect(answers.fault).toEqual({ kind: "credential-withheld", why: "ntlm-downgrade" });
    expect(factsOf(answers)).toEqual({ credential: "withheld" });
    expect(answers.sent).toHaveLength(1);
  });

  it("a server without certificate or of version 1 is shown nothing", () => {
    const bare = logon({ peer: { ...logon().peer, chain: [] } });
    expect(talk(bare, peerOf(serverOf())).fault).toMatchObject({ kind: "malformed", pdu: "Certificate" });
    expect(talk(logon(), peerOf(serverOf({ version: 1 }))).fault).toMatchObject({
      kind: "malformed",
      pdu: "TSRequest",
    });
  });

  it("no byte that is written down depends on the password, not even by its length", () => {
    const afterAuthInfo = encodeEarlyUserAuthorizationResult({ authorizationResult: 0 });
    const deep = { depth: "authorize", hybridEx: true } as const;
    const live = talk(logon(deep), peerOf(serverOf({ afterAuthInfo })));
    expect(live.sent).toHaveLength(3);
    const written = live.sent.map((action) => toHex(action.written ?? action.bytes));
    const replayed = replay(live.received, logon(deep, ""));
    expect(replayed.sent.map((action) => toHex(action.written ?? action.bytes))).toEqual(written);
    const secrets = [fromUtf16(PASSWORD), fromLatin1(PASSWORD), ntOwfV2(PASSWORD, "erika", "FARM")].map(toHex);
    const everything = toHex(concat(live.sent.map((action) => action.written ?? action.bytes)));
    for (const secret of secrets) expect(everything).not.toContain(secret);
    expect(JSON.stringify([live.conversation, live.sent.map(({ gloss }) => gloss)])).not.toContain(PASSWORD);
  });

  it("who replays the transcript without the password sees the same, the proof of the key included", () => {
    for (const options of [{}, { version: 3 }, { spnego: true }, { certificate: OTHER_CERTIFICATE }]) {
      const live = talk(logon({ depth: "authorize" }), peerOf(serverOf(options)));
      expect(replay(live.received, logon({ depth: "authorize" }, "")).conversation).toEqual(live.conversation);
    }
  });
});

/** The same phase again, fed with what was received. */
function replay(received: readonly Uint8Array[], asked: CredsspLogon): Talk {
  const left = [...received];
  return talk(asked, () => left.shift());
}

describe("delegation", () => {
  it("hands over the credential, and says when nobody asks for authorization", () => {
    const server = serverOf();
    const answers = talk(logon({ depth: "authorize" }), peerOf(server));
    expect(server.authInfo).toEqual({ domainName: "FARM", userName: "erika", password: PASSWORD });
    expect(factsOf(answers)).toEqual({ ...ACCEPTED, authorization: "not-offered" });
    expect([answers.fault, answers.wentOn]).toEqual([undefined, false]);
  });

  it.each(["authorize", "desktop"] as const)("allowed, at depth %s", (depth) => {
    const afterAuthInfo = encodeEarlyUserAuthorizationResult({ authorizationResult: 0 });
    const answers = talk(logon({ depth, hybridEx: true }), peerOf(serverOf({ afterAuthInfo })), undefined, 1);
    expect(factsOf(answers)).toEqual({ ...ACCEPTED, authorization: "allowed", authorizationResult: 0 });
    expect([answers.fault, answers.wentOn]).toEqual([undefined, depth === "desktop"]);
  });

  it("denied: the password was right all the same", () => {
    const afterAuthInfo = encodeEarlyUserAuthorizationResult({ authorizationResult: 5 });
    const answers = talk(logon({ depth: "desktop", hybridEx: true }), peerOf(serverOf({ afterAuthInfo })));
    expect(answers.fault).toEqual({ kind: "authorization-denied", result: 5 });
    expect(factsOf(answers)).toEqual({ ...ACCEPTED, authorization: "denied", authorizationResult: 5 });
    expect(answers.wentOn).toBe(false);
  });

  it("an NTSTATUS in place of the authorization", () => {
    const afterAuthInfo = encodeTsRequest({ version: 6, errorCode: 0xc000015b });
    const answers = talk(logon({ depth: "desktop", hybridEx: true }), peerOf(serverOf({ afterAuthInfo })));
    expect(answers.fault).toEqual({ kind: "credssp-error", ntStatus: 0xc000015b });
  });

  it("hands over to the desktop's own phase, with its stage begun", () => {
    const answers = talk(logon({ depth: "desktop" }), peerOf(serverOf()));
    expect(answers.wentOn).toBe(true);
    expect(answers.conversation.stages.at(-1)).toMatchObject({ name: "credssp", outcome: "ok" });
  });
});

describe("without a logon", () => {
  it("the end is the challenge, and the question is the same", () => {
    const answers = talk(undefined, peerOf(serverOf()));
    expect(answers.sent).toHaveLength(1);
    expect(toLatin1(answers.sent[0]?.bytes ?? new Uint8Array(0))).toContain("NTLMSSP\0");
    expect(answers.sent[0]?.written).toBeUndefined();
    expect(answers.conversation.stages.slice(4)).toMatchObject([
      { name: "mcs", reason: "needs-credentials" },
      { name: "licensing", reason: "needs-credentials" },
      { name: "capabilities", reason: "needs-credentials" },
    ]);
    expect(factsOf(answers)).toEqual({});
  });
});

it("no mutation of any answer makes the phase throw, accept or delegate what it should not", () => {
  const afterAuthInfo = encodeEarlyUserAuthorizationResult({ authorizationResult: 0 });
  const deep = logon({ depth: "desktop", hybridEx: true });
  fc.assert(
    fc.property(
      fc.nat(2),
      fc.nat(),
      fc.uint8Array({ minLength: 1, maxLength: 8 }),
      fc.boolean(),
      (which, where, patch, cut) => {
        const server = serverOf({ afterAuthInfo });
        let count = 0;
        let changed = false;
        const hostile: Peer = (bytes) => {
          const answer = server.answer(bytes);
          if (answer === undefined || count++ !== which) return answer;
          const at = where % answer.length;
          if (cut) return answer.subarray(0, at);
          const damaged = answer.slice();
          damaged.set(patch.subarray(0, answer.length - at), at);
          changed = toHex(damaged) !== toHex(answer);
          return damaged;
        };
        const answers = talk(deep, hostile, "fin");
        const facts = answers.conversation.facts;
        // Outside the sealed bytes only the version can change without harm: it stands in the first eight.
        const provenAll = which === 1 && changed && !cut && facts["credssp.serverKey"]?.value === "proven";
        expect(provenAll && where % (answers.received[1]?.length ?? 1) >= 8).toBe(false);
        const accepted = facts["credssp.credential"]?.value === "accepted";
        expect(!accepted && (server.authInfo !== undefined || answers.wentOn)).toBe(false);
      },
    ),
    { numRuns: 400 },
  );
});
