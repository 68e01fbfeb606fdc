// A session of a server that means harm, without a network: what is refused, and what is bounded.
import { describe, expect, it } from "vitest";
import { confirmOf } from "../../../lab/hostile/hostile-server.ts";
import {
  deactivated,
  demanded,
  demandOf,
  finalized,
  saved,
  screenful,
  STATES,
  tile,
} from "../../../lab/hostile/logon-behaviours.ts";
import { concat, fromLatin1, toHex } from "../../../src/core/bytes/index.ts";
import { Screen } from "../../../src/core/graphics/index.ts";
import { RdpSequence, Secret } from "../../../src/core/sequence/index.ts";
import type { Conversation, SequenceInput } from "../../../src/core/sequence/index.ts";
import { TranscriptWriter } from "../../../src/core/transcript/index.ts";
import type { LogonOptions } from "../../../src/core/plan/index.ts";

const PEER = { version: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384", group: "X25519", chain: [], trustError: null };
const DESKTOP = { width: 320, height: 240, colorDepth: 16, settleMs: 300, timeoutMs: 5000 };
const LOGON: LogonOptions = {
  logon: true,
  input: "rds01",
  host: "rds01",
  port: 3389,
  user: "monitor",
  domain: "",
  depth: "desktop",
  end: "disconnect",
  desktop: DESKTOP,
  security: "auto",
  allowChangedKey: false,
  allowClearText: false,
  stageTimeoutMs: 5000,
  totalTimeoutMs: 20_000,
};

const received = (bytes: Uint8Array): SequenceInput => ({ kind: "received", bytes });

/** What a logon to this desktop learns from these bytes, each a millisecond after the other. */
function after(pieces: readonly Uint8Array[], desktop = DESKTOP): Conversation {
  const sequence = new RdpSequence({
    requestedProtocols: 11,
    lastStage: "desktop",
    certificateName: "rds01.example.com",
    startedMs: 0,
    stageTimeoutMs: 5000,
    deadlineMs: 20_000,
    wallClockMs: 1_790_000_000_000,
    random: new Uint8Array(32),
    logon: {
      credential: { user: "monitor", domain: "", password: new Secret("pass word 1") },
      depth: "desktop",
      desktop,
      allowChangedKey: false,
      allowClearText: false,
    },
  });
  const inputs: readonly SequenceInput[] = [
    { kind: "connected" },
    received(confirmOf(1)),
    { kind: "tls-established", peer: PEER },
    ...pieces.map((piece) => received(piece)),
  ];
  for (const [index, input] of inputs.entries()) sequence.step(input, { atMs: index, line: index + 4 });
  return sequence.conversation();
}

describe("the desktop that a server demands", () => {
  it.each([
    [0, 240],
    [320, 0],
    [8193, 1],
    [65_535, 65_535],
    [8192, 8192],
    [4097, 2304],
  ])("of %i x %i is refused before it is allocated", (width, height) => {
    const { failed, picture } = after([STATES.capabilities, demandOf(width, height)]);
    expect(failed).toMatchObject({ stage: "graphics", fault: { kind: "malformed", pdu: "Demand Active" } });
    expect(picture).toBeUndefined();
  });

  it.each([
    [4096, 2304],
    [1, 1],
    [8192, 1],
  ])("of %i x %i is taken", (width, height) => {
    expect(after([STATES.capabilities, demandOf(width, height)]).failed).toBeUndefined();
  });

  it("may be twice what was asked", () => {
    const asked = { ...DESKTOP, width: 4096, height: 4096 };
    expect(after([STATES.capabilities, demandOf(4096, 8192)], asked).failed).toBeUndefined();
    expect(after([STATES.capabilities, demandOf(8192, 8192)], asked).failed?.fault.kind).toBe("malformed");
  });

  it("is refused as well when it grows later, and the picture until then is kept", () => {
    const { failed, picture } = after([STATES.desktop, deactivated, demandOf(8192, 8192)]);
    expect(failed).toMatchObject({ stage: "desktop", fault: { kind: "malformed", pdu: "Demand Active" } });
    expect(picture).toMatchObject({ width: 320, height: 240 });
  });
});

describe("what never ends", () => {
  it.each([
    ["Demand Active", concat([deactivated, demanded, finalized])],
    ["Save Session Info", saved({ type: "plain-notify" })],
  ])("%s is ended", (pdu, bytes) => {
    const { failed } = after([STATES.desktop, ...Array.from({ length: 100 }, () => bytes)]);
    expect(failed).toMatchObject({ stage: "desktop", fault: { kind: "malformed", pdu } });
  });
});

describe("pixels out of few bytes", () => {
  it("are refused when no server would pack so many", () => {
    // Each paints 255 x 255 pixels with some forty bytes: within the bound of one update, but not over and over.
    const { failed } = after([STATES.desktop, ...Array.from({ length: 200 }, () => tile(0, 0, 7, 255))]);
    expect(failed).toMatchObject({ stage: "desktop", fault: { kind: "malformed", pdu: "TS_UPDATE_BITMAP_DATA" } });
  });

  it("are taken for as long as a session lasts where they are tiles as servers send them", () => {
    const screen = new Screen({ width: 320, height: 240 });
    const packet = screenful(() => 0x1234);
    // Fast-path packets of one update each, with two bytes of length.
    for (let turn = 0; turn < 200; turn++) {
      let at = 0;
      while (at < packet.length) {
        const isLong = ((packet[at + 1] ?? 0) & 0x80) !== 0;
        const length = isLong ? (((packet[at + 1] ?? 0) & 0x7f) << 8) | (packet[at + 2] ?? 0) : (packet[at + 1] ?? 0);
        screen.receiveFastPathUpdates(packet.subarray(at + (isLong ? 3 : 2), at + length));
        at += length;
      }
    }
    expect(screen.statistics.drawnShare).toBe(1);
  });
});

const writer = (): TranscriptWriter => new TranscriptWriter(LOGON, "2026-11-22T20:00:00.000Z", new Uint8Array(32));

describe("a transcript", () => {
  it("hides a secret wherever a server says it", () => {
    const secret = fromLatin1("a-secret-of-16-b");
    const packet = concat([Uint8Array.of(3, 0, 0, 24), secret, Uint8Array.of(1, 2, 3, 4)]);
    const transcript = writer();
    transcript.received(1, concat([packet, packet.subarray(0, 12), packet]));
    transcript.received(2, concat([Uint8Array.of(9), secret]));
    transcript.conceal(packet, [{ from: 4, to: 20 }]);
    expect(transcript.text).not.toContain(toHex(secret));
    expect(transcript.text).toContain(`< ${toHex(concat([packet.subarray(0, 4), new Uint8Array(16)]))}`);
  });

  it("does not grow with what drips in", () => {
    const transcript = writer();
    let line = 0;
    for (let count = 0; count < 200_000; count++) line = transcript.received(count, Uint8Array.of(7));
    expect(line).toBeLessThan(140_000);
    expect(transcript.text).toMatch(/< {2}; cut, \d+ bytes in all\n$/);
    // Whatever is not received has a line again.
    expect(transcript.outcome(300_000, "ok")).toBe(line + 1);
  });
});
