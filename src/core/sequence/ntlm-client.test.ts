import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat, fromHex, fromUtf16, toHex } from "../bytes/index.ts";
import {
  NTLM_FLAGS,
  decodeNtlmAuthenticate,
  decodeNtlmV2Response,
  encodeNtlmAuthenticate,
  encodeNtlmChallenge,
  encodeNtlmV2ClientChallenge,
} from "../protocol/index.ts";
import type { AvPair, NtlmChallenge } from "../protocol/index.ts";
import { NtlmClient } from "./ntlm-client.ts";
import type { NtlmAnswer, NtlmClientOptions } from "./ntlm-client.ts";
import { exchangeNtlmKey, ntOwfV2, ntlmMic, ntlmSealKey, ntlmSignKey, ntlmV2Proof } from "./ntlm-keys.ts";
import { NtlmSealing } from "./ntlm-sealing.ts";
import { Secret } from "./secret.ts";

/* [MS-NLMP] 4.2.1 and 4.2.4: User, Domain, Password; time 0, keys of one repeated byte. */
const EXPORTED = new Uint8Array(16).fill(0x55);
const CLIENT_CHALLENGE = new Uint8Array(8).fill(0xaa);
const SERVER_CHALLENGE = fromHex("0123456789abcdef");
const TARGET_INFO: readonly AvPair[] = [
  { id: "MsvAvNbDomainName", text: "Domain" },
  { id: "MsvAvNbComputerName", text: "Server" },
];
const TEMP = encodeNtlmV2ClientChallenge({
  timeStamp: 0n,
  challengeFromClient: CLIENT_CHALLENGE,
  avPairs: TARGET_INFO,
});
const AUTHENTICATE = `4e544c4d5353500003000000180018006c00000054005400840000000c000c00480000000800080054000000100010005c000000
  10001000d8000000358288e20501280a0000000f44006f006d00610069006e00550073006500720043004f004d005000550054004500520086c35097ac
  9cec102554764a57cccc19aaaaaaaaaaaaaaaa68cd0ab851e51c96aabc927bebef6a1c01010000000000000000000000000000aaaaaaaaaaaaaaaa0000
  000002000c0044006f006d00610069006e0001000c005300650072007600650072000000000000000000c5dad2544fc9799094ce1ce90bc9d03e`;

const CHALLENGE: NtlmChallenge = {
  flags: 0xe28a8233,
  targetName: "Server",
  serverChallenge: SERVER_CHALLENGE,
  targetInfo: TARGET_INFO,
  version: { major: 6, minor: 0, build: 6000, ntlmRevision: 15 },
};

function client(password = "Password", more: Partial<NtlmClientOptions> = {}): NtlmClient {
  return new NtlmClient({
    credential: { user: "User", domain: "Domain", password: new Secret(password) },
    workstation: "COMPUTER",
    exportedSessionKey: EXPORTED,
    clientChallenge: CLIENT_CHALLENGE,
    ...more,
  });
}

function authenticated(answer: NtlmAnswer): NtlmAnswer & { kind: "authenticate" } {
  if (answer.kind !== "authenticate") throw new Error(answer.kind);
  return answer;
}

const withTime = encodeNtlmChallenge({
  ...CHALLENGE,
  targetInfo: [...TARGET_INFO, { id: "MsvAvTimestamp", fileTime: 134_000_000_000_000_000n, unixMs: 0 }],
});

describe("the example of [MS-NLMP] 4.2.4", () => {
  it("NTOWFv2, NTProofStr, session base key, encrypted session key", () => {
    const key = ntOwfV2("Password", "User", "Domain");
    expect(toHex(key)).toBe("0c868a403bfd7a93a3001ef22ef02e3f");
    const { ntProofStr, sessionBaseKey } = ntlmV2Proof(key, SERVER_CHALLENGE, TEMP);
    expect(toHex(ntProofStr)).toBe("68cd0ab851e51c96aabc927bebef6a1c");
    expect(toHex(sessionBaseKey)).toBe("8de40ccadbc14a82f15cb0ad0de95ca3");
    expect(toHex(exchangeNtlmKey(sessionBaseKey, EXPORTED))).toBe("c5dad2544fc9799094ce1ce90bc9d03e");
  });

  it("the AUTHENTICATE_MESSAGE, byte for byte, with the LM response that we never send", () => {
    const { ntProofStr, sessionBaseKey } = ntlmV2Proof(ntOwfV2("Password", "User", "Domain"), SERVER_CHALLENGE, TEMP);
    const message = encodeNtlmAuthenticate({
      flags: 0xe2888235,
      domainName: "Domain",
      userName: "User",
      workstation: "COMPUTER",
      lmChallengeResponse: fromHex("86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa"),
      ntChallengeResponse: concat([ntProofStr, TEMP]),
      encryptedRandomSessionKey: exchangeNtlmKey(sessionBaseKey, EXPORTED),
      version: { major: 5, minor: 1, build: 2600, ntlmRevision: 15 },
    });
    expect(toHex(message)).toBe(toHex(fromHex(AUTHENTICATE)));
    expect(decodeNtlmV2Response(decodeNtlmAuthenticate(message).ntChallengeResponse).temp).toEqual(TEMP);
  });

  it("signing and sealing", () => {
    expect(toHex(ntlmSealKey(EXPORTED, "client"))).toBe("59f600973cc4960a25480a7c196e4c58");
    expect(toHex(ntlmSignKey(EXPORTED, "client"))).toBe("4788dc861b4782f35d43fd98fe1a2d39");
    const sealed = new NtlmSealing(EXPORTED, "client").seal(fromUtf16("Plaintext"));
    expect(toHex(sealed)).toBe("010000007fb38ec5c55d49760000000054e50165bf1936dc996020c1811b0f06fb5f");
  });
});

describe("NtlmClient", () => {
  it("sends the flags of the example, but neither LM proof nor MIC where the server told no time", () => {
    const { message } = authenticated(client().answer(encodeNtlmChallenge(CHALLENGE), 0));
    const seen = decodeNtlmAuthenticate(message);
    expect(seen).toMatchObject({ flags: 0xe2888235, domainName: "Domain", userName: "User", workstation: "COMPUTER" });
    expect(toHex(seen.lmChallengeResponse)).toBe("00".repeat(24));
    expect(seen.mic).toBeUndefined();
    const { clientChallenge } = decodeNtlmV2Response(seen.ntChallengeResponse);
    expect(clientChallenge.timeStamp).toBe(116_444_736_000_000_000n);
    expect(clientChallenge.avPairs).toEqual([
      ...TARGET_INFO,
      { id: "MsvAvChannelBindings", bytes: new Uint8Array(16) },
      { id: "MsvAvTargetName", text: "" },
    ]);
  });

  it("answers a server's time with that time, a MIC, channel bindings and the target", () => {
    const channelBindings = new Uint8Array(16).fill(9);
    const ours = client("Password", { channelBindings, targetName: "TERMSRV/host" });
    const { message } = authenticated(ours.answer(withTime, 0));
    const seen = decodeNtlmAuthenticate(message);
    const { clientChallenge } = decodeNtlmV2Response(seen.ntChallengeResponse);
    expect(clientChallenge.timeStamp).toBe(134_000_000_000_000_000n);
    expect(clientChallenge.avPairs.slice(-3)).toEqual([
      { id: "MsvAvFlags", flags: 2 },
      { id: "MsvAvChannelBindings", bytes: channelBindings },
      { id: "MsvAvTargetName", text: "TERMSRV/host" },
    ]);
    const blank = message.slice();
    blank.fill(0, 72, 88);
    expect(seen.mic).toEqual(ntlmMic(EXPORTED, ours.negotiate, withTime, blank));
  });

  it("drops the pairs that only a client may write", () => {
    const hostile = encodeNtlmChallenge({
      ...CHALLENGE,
      targetInfo: [
        { id: "MsvAvChannelBindings", bytes: new Uint8Array(16).fill(1) },
        { id: "MsvAvTargetName", text: "TERMSRV/other" },
        { id: "MsvAvFlags", flags: 1 },
        ...TARGET_INFO,
      ],
    });
    const { message } = authenticated(client().answer(hostile, 0));
    const { avPairs } = decodeNtlmV2Response(decodeNtlmAuthenticate(message).ntChallengeResponse).clientChallenge;
    expect(avPairs).toEqual([
      ...TARGET_INFO,
      { id: "MsvAvFlags", flags: 1 },
      { id: "MsvAvChannelBindings", bytes: new Uint8Array(16) },
      { id: "MsvAvTargetName", text: "" },
    ]);
  });

  it.each([
    "NTLMSSP_NEGOTIATE_UNICODE",
    "NTLMSSP_NEGOTIATE_EXTENDED_SESSIONSECURITY",
    "NTLMSSP_NEGOTIATE_128",
    "NTLMSSP_NEGOTIATE_KEY_EXCH",
  ] as const)("makes nothing of the password without %s", (flag) => {
    const weak = encodeNtlmChallenge({ ...CHALLENGE, flags: (CHALLENGE.flags & ~NTLM_FLAGS[flag]) >>> 0 });
    expect(client().answer(weak, 0)).toEqual({ kind: "downgrade", missing: [flag] });
  });

  it("writes down a message of which no byte depends on the password", () => {
    const right = authenticated(client("Password").answer(withTime, 0));
    const other = authenticated(client("another").answer(withTime, 0));
    expect(right.written).toEqual(other.written);
    expect(right.message).not.toEqual(other.message);
    expect(right.written).toHaveLength(right.message.length);
    const seen = decodeNtlmAuthenticate(right.written);
    expect(seen.userName).toBe("User");
    for (const bytes of [
      seen.mic,
      seen.ntChallengeResponse,
      seen.lmChallengeResponse,
      seen.encryptedRandomSessionKey,
    ]) {
      expect(bytes?.every((byte) => byte === 0)).toBe(true);
    }
  });

  it("folds names as Windows does, one letter to one", () => {
    expect(ntOwfV2("p", "jürgen", "d")).toEqual(ntOwfV2("p", "JÜRGEN", "d"));
    expect(ntOwfV2("p", "straße", "d")).not.toEqual(ntOwfV2("p", "STRASSE", "d"));
    expect(ntOwfV2("p", "ſam", "d")).not.toEqual(ntOwfV2("p", "SAM", "d"));
    expect(ntOwfV2("p", "u", "domain")).not.toEqual(ntOwfV2("p", "u", "DOMAIN"));
  });
});

describe("NtlmSealing", () => {
  it("opens what the other side sealed, in order, in both directions", () => {
    const messages = fc.array(fc.tuple(fc.boolean(), fc.uint8Array({ maxLength: 60 })), { maxLength: 6 });
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), messages, (key, list) => {
        const one = new NtlmSealing(key, "client");
        const other = new NtlmSealing(key, "server");
        for (const [fromOne, message] of list) {
          const opened = fromOne ? other.unseal(one.seal(message)) : one.unseal(other.seal(message));
          expect(opened).toEqual(message);
        }
      }),
    );
  });

  it("opens nothing that was changed, cut, sent twice or sealed for the other way", () => {
    const sealed = new NtlmSealing(EXPORTED, "server").seal(fromUtf16("Plaintext"));
    for (let at = 0; at < sealed.length; at++) {
      const damaged = sealed.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 0x10;
      expect(new NtlmSealing(EXPORTED, "client").unseal(damaged)).toBeUndefined();
      expect(new NtlmSealing(EXPORTED, "client").unseal(sealed.subarray(0, at))).toBeUndefined();
    }
    const ours = new NtlmSealing(EXPORTED, "client");
    expect(ours.unseal(sealed)).toEqual(fromUtf16("Plaintext"));
    expect(ours.unseal(sealed)).toBeUndefined();
    expect(new NtlmSealing(EXPORTED, "server").unseal(sealed)).toBeUndefined();
  });
});
