import { ReadCursor, WriteCursor, concat, fromLatin1, fromUtf16 } from "../src/core/bytes/index.ts";
import { sha256 } from "../src/core/crypto/index.ts";
import { RdpSequence, Secret } from "../src/core/sequence/index.ts";
import type { Conversation, LogonRequest, SequenceAction, SequenceInput } from "../src/core/sequence/index.ts";
import { parseTranscript } from "../src/core/transcript/index.ts";
import type { Transcript } from "../src/core/transcript/index.ts";
import { LOGON_KINDS, perform } from "./sequence-script.ts";
import type { Kind } from "./sequence-script.ts";

/*
 * A logon's connection written in bytes:
 *
 *     setting   1: bits 0..1 depth, bit 2 clear text is allowed, bit 3 no TLS is offered, bit 4 another key is known, bit 5 every
 *               receive is cut into pieces, bit 6 keys are struck at the end, bit 7 a lost session is taken up again
 *     random   32: all that is random on our side; the server's half of a recording answers it
 *     events    as in sequence-script.ts, and "wait"
 */
const DEPTHS = ["desktop", "credential", "authorize", "desktop"] as const;
const NO_TLS = 0x08;
const PIECES = 0x20;
const DEADLINE_MS = 40_000;
const RECEIVED_MAX = 0xffff;
/** Longer conversations are mostly pixels, for which there are targets of their own. */
const SCRIPT_MAX = 32 * 1024;
const PASSWORD = "Fuzz-Wörter 7!";
const PASSWORD_FORMS = [fromUtf16(PASSWORD), new TextEncoder().encode(PASSWORD)].map((form) => Buffer.from(form));

function requestOf(setting: number): LogonRequest {
  const key = { scanCode: 0x5b, extended: true };
  return {
    credential: { user: "monitor", domain: "", password: new Secret(PASSWORD) },
    depth: DEPTHS[setting & 3] ?? "desktop",
    desktop: {
      width: 160,
      height: 120,
      colorDepth: 16,
      settleMs: 300,
      timeoutMs: 20_000,
      ...((setting & 0x40) === 0 ? {} : { logoffKeys: [{ key: { codePoint: 0x78 }, hold: [key] }] }),
    },
    allowChangedKey: false,
    allowClearText: (setting & 4) !== 0,
    ...((setting & 0x10) === 0 ? {} : { knownKeySha256: "0".repeat(64) }),
    ...((setting & 0x80) === 0 ? {} : { autoReconnect: { logonId: 1, arcRandomBits: new Uint8Array(16) } }),
  };
}

/** A logon under a script. Throws whatever leaves the sequence, or an Error that says which of its promises is broken. */
export function performLogon(script: Uint8Array): Conversation {
  const cursor = new ReadCursor(script, "script");
  const setting = cursor.remaining > 0 ? cursor.u8() : 0;
  const random = new Uint8Array(32);
  random.set(cursor.take(Math.min(random.length, cursor.remaining)));
  const sequence = new RdpSequence({
    requestedProtocols: (setting & NO_TLS) === 0 ? 0x0b : 0,
    cookie: "rdpulse",
    lastStage: "desktop",
    certificateName: "rds01.example.com",
    startedMs: 0,
    stageTimeoutMs: 5000,
    deadlineMs: DEADLINE_MS,
    wallClockMs: 1_790_000_000_000,
    random,
    logon: requestOf(setting),
  });
  const pieces = (setting & PIECES) !== 0;
  return perform(sequence, cursor, { kinds: LOGON_KINDS, pieces, deadlineMs: DEADLINE_MS, inspect: expectNoSecret });
}

/** What goes to the transcript holds no password, whatever the server made us send. */
function expectNoSecret(action: SequenceAction): void {
  if (action.do !== "send") return;
  const written = Buffer.from(action.written ?? action.bytes);
  if (PASSWORD_FORMS.some((form) => written.includes(form))) throw new Error(`${action.gloss} shows the password`);
}

/** Every connection of a recorded logon as a script; long ones are left out. */
export function logonScripts(transcript: string): readonly Uint8Array[] {
  const recorded = parseTranscript(transcript);
  return recorded.connections.map((_, index) => scriptOf(recorded, index)).filter(({ length }) => length <= SCRIPT_MAX);
}

function scriptOf({ options, seed, connections }: Transcript, index: number): Uint8Array {
  const connection = connections[index];
  if (connection === undefined || !("logon" in options)) return new Uint8Array(0);
  const { question, address, startedMs, inputs } = connection;
  const setting =
    { desktop: 0, credential: 1, authorize: 2 }[options.depth] |
    (options.allowClearText ? 4 : 0) |
    (question === "plain" ? NO_TLS : 0) |
    (options.desktop.logoffKeys === undefined ? 0 : 0x40);
  const writer = new WriteCursor(4096).u8(setting);
  writer.bytes(sha256(concat([seed, fromLatin1(`${question} ${address} ${index}`)])));
  let atMs = startedMs;
  for (const { input, moment } of inputs) {
    const waitMs = Math.ceil(moment.atMs - atMs);
    if (waitMs > 0) writer.u8(LOGON_KINDS.indexOf("wait")).u16be(Math.min(waitMs, RECEIVED_MAX));
    atMs += waitMs;
    writeInput(writer, input);
  }
  return writer.finish();
}

function writeInput(writer: WriteCursor, input: SequenceInput): void {
  const kind = (name: Kind): WriteCursor => writer.u8(LOGON_KINDS.indexOf(name));
  switch (input.kind) {
    case "received":
      for (let at = 0; at < input.bytes.length; at += RECEIVED_MAX) {
        const part = input.bytes.subarray(at, at + RECEIVED_MAX);
        kind("received").u16be(part.length).bytes(part);
      }
      return;
    case "tls-established": {
      const [der = new Uint8Array(0)] = input.peer.chain;
      kind("tls-established").u16be(der.length).bytes(der);
      return;
    }
    case "closed":
      kind(input.how);
      return;
    default:
      kind(input.kind);
  }
}
