import { ReadCursor } from "../src/core/bytes/index.ts";
import { CHECK_STAGES } from "../src/core/evidence/index.ts";
import { GatewaySequence, RdpSequence } from "../src/core/sequence/index.ts";
import type {
  Conversation,
  RdpSequenceOptions,
  Sequence,
  SequenceAction,
  SequenceInput,
  TlsFailure,
} from "../src/core/sequence/index.ts";

/*
 * A conversation written in bytes, so that the fuzzer can change it like any other input:
 *
 *     setting   1: bits 0..2 last stage, bits 3..5 requested protocols, bit 6 raw hello, bit 7 cut every receive into pieces
 *     events    until the end, each 1: kind (below), then what it carries; what is cut short is taken as far as it goes
 */
const KINDS = [
  "received",
  "connected",
  "tls-established",
  "silence",
  "fin",
  "rst",
  "tls-failed",
  "connect-failed",
  "late",
] as const;
/** A logon waits more finely: "wait" carries milliseconds (2, big-endian). */
export const LOGON_KINDS = [...KINDS, "wait"] as const;
export type Kind = (typeof LOGON_KINDS)[number];

const REQUESTS: readonly (number | undefined)[] = [undefined, 0, 1, 2, 3, 8, 11, 0x10];
const ERRNOS = ["ECONNREFUSED", "ETIMEDOUT", "EHOSTUNREACH", "proxy:no", "\u001b[2J", ""] as const;
const TRUST: readonly (string | null)[] = [null, "CERT_HAS_EXPIRED", "\u202e"];
const FAILURES: readonly TlsFailure[] = [
  { kind: "alert", alert: 40 },
  { kind: "closed", how: "fin" },
  { kind: "silence" },
  { kind: "local", reason: "WRONG_VERSION_NUMBER" },
];
const DEADLINE_MS = 20_000;
/** A sequence that asks for ever would never end a check. */
const ACTION_LIMIT = 4096;

const shared = { startedMs: 0, stageTimeoutMs: 5000, deadlineMs: DEADLINE_MS, wallClockMs: 1_790_000_000_000 };

function rdpSequence(setting: number): Sequence {
  const lastStage = CHECK_STAGES[setting & 7];
  const requestedProtocols = REQUESTS[(setting >> 3) & 7];
  const options: RdpSequenceOptions = {
    ...shared,
    requestedProtocols,
    cookie: "rdpulse",
    lastStage: lastStage ?? "capabilities",
    certificateName: "rds01.example.com",
    random: Uint8Array.from({ length: 32 }, (_, index) => index),
    ...((setting & 0x40) === 0 ? {} : { rawHello: Uint8Array.of(0x16, 3, 1, 0, 1, 0) }),
  };
  return new RdpSequence(options);
}

function bytesOf(cursor: ReadCursor): Uint8Array {
  if (cursor.remaining < 2) return new Uint8Array(0);
  return cursor.take(Math.min(cursor.u16be(), cursor.remaining));
}

function inputOf(kind: Exclude<Kind, "wait">, cursor: ReadCursor): SequenceInput | undefined {
  const choice = cursor.peek() ?? 0;
  switch (kind) {
    case "received":
      return { kind, bytes: bytesOf(cursor) };
    case "connected":
    case "silence":
      return { kind };
    case "tls-established": {
      const trustError = TRUST[choice % TRUST.length] ?? null;
      const peer = { version: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384", group: "X25519", trustError };
      return { kind, peer: { ...peer, chain: [bytesOf(cursor)] } };
    }
    case "fin":
    case "rst":
      return { kind: "closed", how: kind };
    case "tls-failed": {
      const failure = FAILURES[choice % FAILURES.length] ?? { kind: "silence" };
      return { kind, failure, receivedBytes: choice };
    }
    case "connect-failed":
      return { kind, errno: ERRNOS[choice % ERRNOS.length] ?? "" };
    case "late":
      return undefined;
  }
}

/** What a sequence is held to, beside never throwing. */
export interface ScriptRules {
  readonly kinds: readonly Kind[];
  readonly pieces: boolean;
  readonly deadlineMs: number;
  /** Looks at everything that is to be done. */
  readonly inspect?: (action: SequenceAction) => void;
}

/** Feeds a sequence whatever the script says, in whatever order, and looks at everything that comes out of it. */
export function perform(sequence: Sequence, cursor: ReadCursor, rules: ScriptRules): Conversation {
  let atMs = 0;
  let line = 4;
  let actionCount = 0;
  let ended = false;
  const step = (input: SequenceInput): void => {
    const actions = sequence.step(input, { atMs, line });
    line += 1;
    if (ended && actions.some((action) => action.do !== "end")) throw new Error("goes on after its end");
    for (const action of actions) {
      actionCount += 1;
      if (ended && action.do !== "end") throw new Error("acts after its end");
      if (action.do === "end") ended = true;
      const untilMs = "untilMs" in action ? action.untilMs : 0;
      if (!(untilMs <= rules.deadlineMs)) throw new Error(`waits until ${untilMs}`);
      rules.inspect?.(action);
    }
    if (!ended && !actions.some((action) => action.do === "read" || action.do === "start-tls")) {
      throw new Error(`waits for nothing after ${input.kind}`);
    }
    // Who feeds a piece for each byte is asked to read on for each.
    if (actionCount > ACTION_LIMIT + (rules.pieces ? cursor.offset : 0)) throw new Error("never comes to an end");
  };
  while (cursor.remaining > 0) {
    const kind = rules.kinds[cursor.u8() % rules.kinds.length] ?? "late";
    if (kind === "wait") {
      atMs += cursor.remaining < 2 ? 0 : cursor.u16be();
      continue;
    }
    const input = inputOf(kind, cursor);
    if (input === undefined) atMs += 777;
    else if (rules.pieces && input.kind === "received") {
      for (const byte of input.bytes) step({ kind: "received", bytes: Uint8Array.of(byte) });
    } else step(input);
  }
  const conversation = sequence.conversation();
  const failed = conversation.stages.filter(({ outcome }) => outcome === "failed");
  if (failed.length !== (conversation.failed === undefined ? 0 : 1)) throw new Error(`${failed.length} failed stages`);
  const text = JSON.stringify(conversation, bytesAsLength);
  if (JSON.stringify(JSON.parse(text)) !== text) throw new Error("what was learned is no JSON");
  return conversation;
}

/** Byte fields of a raw hello's answer are no part of a report; numbers that JSON cannot hold are a fault of ours. */
function bytesAsLength(key: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return value.length;
  if (typeof value === "number" && !Number.isFinite(value)) throw new Error(`${key} is ${value}`);
  return value;
}

function rulesOf(setting: number): ScriptRules {
  return { kinds: KINDS, pieces: (setting & 0x80) !== 0, deadlineMs: DEADLINE_MS };
}

/** RdpSequence under a script. Throws whatever leaves the sequence, or an Error that says which of its promises is broken. */
export function performRdp(script: Uint8Array): void {
  const cursor = new ReadCursor(script, "script");
  const setting = cursor.remaining > 0 ? cursor.u8() : 0;
  perform(rdpSequence(setting), cursor, rulesOf(setting));
}

/** GatewaySequence under a script. */
export function performGateway(script: Uint8Array): void {
  const cursor = new ReadCursor(script, "script");
  const setting = cursor.remaining > 0 ? cursor.u8() : 0;
  const sequence = new GatewaySequence({
    port: 443,
    ...shared,
    host: "gateway.example.com",
    connectionId: "{00112233-4455-6677-8899-aabbccddeeff}",
  });
  perform(sequence, cursor, rulesOf(setting));
}
