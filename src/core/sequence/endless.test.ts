import { describe, expect, it } from "vitest";
import { concat } from "../bytes/index.ts";
import {
  attachUserConfirm,
  channelJoinConfirm,
  connectResponse,
  encodeConnectionConfirm,
  serverLicense,
  setErrorInfo,
} from "../protocol/index.ts";
import type { LicensePdu } from "../protocol/index.ts";
import { RdpSequence } from "./rdp-sequence.ts";
import type { Conversation, SequenceAction, SequenceInput } from "./sequence.ts";

const ROUNDS = 1000;
const CONFIRM_TLS = encodeConnectionConfirm({
  dstRef: 0,
  srcRef: 0x1234,
  classOption: 0,
  negotiation: { kind: "response", flags: 0, selectedProtocol: 1 },
});
const JOINED = concat([
  connectResponse({ network: { ioChannelId: 1003, channelIds: [] }, unknown: [] }),
  attachUserConfirm(1007),
  channelJoinConfirm(1007, 1007),
  channelJoinConfirm(1007, 1003),
]);
const PEER = { version: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384", group: "X25519", chain: [], trustError: null };

function talk(inputs: readonly SequenceInput[]): {
  sent: number;
  last: SequenceAction | undefined;
  seen: Conversation;
} {
  const sequence = new RdpSequence({
    requestedProtocols: 11,
    lastStage: "capabilities",
    certificateName: "rds01.example.com",
    startedMs: 0,
    stageTimeoutMs: 5000,
    deadlineMs: 20_000,
    wallClockMs: 1_790_000_000_000,
    random: new Uint8Array(32),
  });
  let sent = 0;
  let last: SequenceAction | undefined;
  for (const [index, input] of inputs.entries()) {
    const actions = sequence.step(input, { atMs: index, line: index + 4 });
    sent += actions.filter((action) => action.do === "send").length;
    last = actions.at(-1);
  }
  return { sent, last, seen: sequence.conversation() };
}

const received = (bytes: Uint8Array): SequenceInput => ({ kind: "received", bytes });
const inLicensing: readonly SequenceInput[] = [
  { kind: "connected" },
  received(CONFIRM_TLS),
  { kind: "tls-established", peer: PEER },
  received(JOINED),
];
const LICENSE_REQUEST: LicensePdu = {
  kind: "license-request",
  preambleVersion: 3,
  serverRandom: new Uint8Array(32),
  productVersion: 0x60000,
  companyName: "",
  productId: "",
  keyExchangeAlgorithms: [1],
  serverCertificate: new Uint8Array(0),
  scopes: [],
};

describe("a server that never comes to the point", () => {
  it.each([
    ["Set Error Info that says nothing", setErrorInfo(1003, 0)],
    ["licence requests", serverLicense(1003, LICENSE_REQUEST)],
  ])("is left after some %s", (_, pdu) => {
    const { last, sent, seen } = talk([...inLicensing, ...Array.from({ length: ROUNDS }, () => received(pdu))]);
    expect(last).toEqual({ do: "end" });
    expect(seen.failed).toMatchObject({ stage: "licensing", fault: { kind: "malformed", pdu: "licensing answer" } });
    expect(sent).toBeLessThan(100);
  });

  it("is left the same way when all of it comes in one piece", () => {
    const { seen } = talk([
      ...inLicensing,
      received(concat(Array.from({ length: ROUNDS }, () => setErrorInfo(1003, 0)))),
    ]);
    expect(seen.failed).toMatchObject({ stage: "licensing", fault: { kind: "malformed" } });
  });
});

describe("bytes in the clear behind a confirm that chose TLS", () => {
  it("are named, and never taken for something that came through TLS", () => {
    const { last, seen } = talk([
      { kind: "connected" },
      received(concat([CONFIRM_TLS, JOINED])),
      { kind: "tls-established", peer: PEER },
    ]);
    expect(last).toEqual({ do: "end" });
    expect(seen.failed).toMatchObject({
      stage: "tls",
      fault: {
        kind: "malformed",
        pdu: "X.224 Connection Confirm",
        reason: `length leaves ${JOINED.length} bytes in the clear`,
      },
    });
  });
});
