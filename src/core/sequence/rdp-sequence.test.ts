import { describe, expect, it } from "vitest";
import { concat, fromHex, fromLatin1, toHex } from "../bytes/index.ts";
import { connectResponse, disconnectUltimatum, encodeConnectionConfirm } from "../protocol/index.ts";
import { RdpSequence, type RdpSequenceOptions, type SequenceAction, type SequenceInput } from "./index.ts";

const OPTIONS: RdpSequenceOptions = {
  requestedProtocols: 0x0b,
  cookie: "rdpulse",
  lastStage: "capabilities",
  certificateName: "rdp1.lab.test",
  startedMs: 0,
  stageTimeoutMs: 5000,
  deadlineMs: 20_000,
  wallClockMs: Date.UTC(2026, 10, 22),
  random: new Uint8Array(32).fill(7),
};

/** Feeds inputs a millisecond apart and keeps the actions of the last one. */
function feed(
  options: Partial<RdpSequenceOptions>,
  ...inputs: readonly SequenceInput[]
): { readonly sequence: RdpSequence; readonly actions: readonly SequenceAction[] } {
  const sequence = new RdpSequence({ ...OPTIONS, ...options });
  let actions: readonly SequenceAction[] = [];
  for (const [index, input] of inputs.entries()) actions = sequence.step(input, { atMs: index + 1, line: index + 4 });
  return { sequence, actions };
}

const connected: SequenceInput = { kind: "connected" };
const received = (bytes: Uint8Array): SequenceInput => ({ kind: "received", bytes });
const fault = (...inputs: readonly SequenceInput[]): unknown =>
  feed({}, ...inputs).sequence.conversation().failed?.fault;
const confirm = (selectedProtocol: number, flags = 1): SequenceInput =>
  received(
    encodeConnectionConfirm({
      dstRef: 0,
      srcRef: 0x1234,
      classOption: 0,
      negotiation: { kind: "response", flags, selectedProtocol },
    }),
  );

describe("the first question", () => {
  it("is a Connection Request with our mark, and never asks for RDSTLS or RDSAAD", () => {
    const { actions } = feed({}, connected);
    expect(actions.map((action) => action.do)).toEqual(["send", "read"]);
    const [send] = actions;
    const sent = send?.do === "send" ? toHex(send.bytes) : "";
    expect(sent).toContain(toHex(fromLatin1("Cookie: mstshash=rdpulse\r\n")));
    expect(sent.endsWith("010008000b000000")).toBe(true);
  });

  it("carries load balance info in place of the cookie, and a preamble before it", () => {
    const { actions } = feed(
      { loadBalanceInfo: "tsv://farm", preamble: { bytes: fromLatin1("PROXY UNKNOWN\r\n"), gloss: "PROXY header" } },
      connected,
    );
    const sent = actions.flatMap((action) => (action.do === "send" ? [toHex(action.bytes)] : []));
    expect(sent[0]).toBe(toHex(fromLatin1("PROXY UNKNOWN\r\n")));
    expect(sent[1]).toContain(toHex(fromLatin1("tsv://farm\r\n")));
    expect(sent[1]).not.toContain(toHex(fromLatin1("mstshash")));
  });

  it("is not sent when the check ends at tcp", () => {
    expect(feed({ lastStage: "tcp" }, connected).actions).toEqual([{ do: "end" }]);
  });
});

describe("faults of tcp and x224", () => {
  it.each([
    ["ECONNREFUSED", { kind: "tcp-refused" }],
    ["ETIMEDOUT", { kind: "tcp-timeout" }],
    ["EHOSTUNREACH", { kind: "tcp-unreachable", errno: "EHOSTUNREACH" }],
    ["ENETUNREACH", { kind: "tcp-unreachable", errno: "ENETUNREACH" }],
    ["EMFILE", { kind: "tcp-failed", errno: "EMFILE" }],
  ])("%s", (errno, known) => {
    expect(fault({ kind: "connect-failed", errno })).toMatchObject(known);
  });

  it.each<readonly [SequenceInput, object]>([
    [{ kind: "silence" }, { kind: "silence", waitedFor: "Connection Confirm", receivedBytes: 0 }],
    [
      { kind: "closed", how: "fin" },
      { kind: "closed", how: "fin", receivedBytes: 0 },
    ],
    [
      { kind: "closed", how: "rst" },
      { kind: "closed", how: "rst", receivedBytes: 0 },
    ],
    [received(fromLatin1("SSH-2.0-OpenSSH_9.2\r\n")), { kind: "not-rdp", looksLike: "ssh" }],
    [received(fromLatin1("HTTP/1.1 400 Bad Request\r\n")), { kind: "not-rdp", looksLike: "http" }],
    [received(fromLatin1("RFB 003.008\n")), { kind: "not-rdp", looksLike: "vnc" }],
    [received(disconnectUltimatum(3)), { kind: "disconnect", reason: 3 }],
    [received(fromHex("0300000b06e00000000000")), { kind: "malformed" }],
    [received(new Uint8Array(200_000).fill(3)), { kind: "oversized" }],
  ])("after the request: %j", (input, known) => {
    expect(fault(connected, input)).toMatchObject(known);
  });

  it("a banner that comes in pieces is named once it can be", () => {
    const { actions } = feed({}, connected, received(fromLatin1("SSH")));
    expect(actions).toEqual([expect.objectContaining({ do: "read" })]);
    expect(fault(connected, received(fromLatin1("SSH")), { kind: "silence" })).toMatchObject({ kind: "not-rdp" });
  });

  it.each([1, 2, 3, 4, 5, 6, 99])("failure code %i", (failureCode) => {
    const negotiation = { kind: "failure", flags: 0, failureCode } as const;
    const bytes = encodeConnectionConfirm({ dstRef: 0, srcRef: 0, classOption: 0, negotiation });
    const { sequence, actions } = feed({}, connected, received(bytes));
    expect(actions.at(-1)).toEqual({ do: "end" });
    expect(sequence.conversation().failed?.fault).toEqual({
      kind: "negotiation-failure",
      failureCode,
      requestedProtocols: 0x0b,
    });
    expect(sequence.conversation().facts["x224.failureCode"]?.value).toBe(failureCode);
  });
});

describe("TLS", () => {
  it.each([1, 2, 8])("follows a choice of %i, with the name where there is one", (selectedProtocol) => {
    const { actions } = feed({ serverName: "rdp1.lab.test" }, connected, confirm(selectedProtocol));
    expect(actions).toEqual([
      { do: "start-tls", request: { serverName: "rdp1.lab.test" }, untilMs: expect.any(Number) },
    ]);
  });

  it.each([
    [
      { kind: "alert", alert: 40 },
      { kind: "tls-alert", alert: 40 },
    ],
    [
      { kind: "closed", how: "rst" },
      { kind: "closed", how: "rst", receivedBytes: 60 },
    ],
    [{ kind: "silence" }, { kind: "silence", waitedFor: "TLS handshake" }],
    [
      { kind: "local", reason: "wrong version number" },
      { kind: "tls-failed", reason: "wrong version number" },
    ],
  ] as const)("failure %j", (failure, known) => {
    const input = { kind: "tls-failed", failure, receivedBytes: 60 } as const;
    expect(fault(connected, confirm(1), input)).toMatchObject(known);
    expect(feed({}, connected, confirm(1), input).sequence.conversation().facts["tls.receivedBytes"]?.value).toBe(60);
  });
});

const response = (method: number): SequenceInput =>
  received(
    connectResponse({
      core: { version: 0x00080004 },
      network: { ioChannelId: 1003, channelIds: [] },
      security: { encryptionMethod: method, encryptionLevel: method === 0 ? 0 : 1 },
      unknown: [],
    }),
  );

describe("MCS without TLS", () => {
  it("names clear text", () => {
    const { facts } = feed({}, connected, confirm(0), response(0)).sequence.conversation();
    expect(facts["session.clearText"]?.value).toBe(true);
  });

  it("names the result that a server refuses with", () => {
    const refusal = received(connectResponse({ unknown: [] }, 8));
    expect(fault(connected, confirm(0), refusal)).toEqual({
      kind: "mcs-refused",
      pdu: "MCS Connect Response",
      result: 8,
    });
  });

  it("does not follow a server that leads nowhere for ever", () => {
    const flood = concat(Array.from({ length: 100 }, () => fromHex("0300000802f08055")));
    expect(fault(connected, confirm(0), received(flood))).toMatchObject({ kind: "malformed" });
  });

  it("does nothing more once it has ended", () => {
    const { sequence } = feed({}, connected, { kind: "silence" });
    expect(sequence.step(confirm(1), { atMs: 9, line: 9 })).toEqual([{ do: "end" }]);
    expect(sequence.conversation().failed?.fault.kind).toBe("silence");
  });
});
