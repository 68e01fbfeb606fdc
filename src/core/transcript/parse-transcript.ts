import { fromHex } from "../bytes/index.ts";
import { LOGON_PURPOSES, QUESTION_IDS, isAddressLiteral } from "../plan/index.ts";
import type {
  CheckOptions,
  ConnectionPurpose,
  DatagramAnswer,
  LogonOptions,
  NeighbourAnswer,
  ResolveAnswer,
} from "../plan/index.ts";
import type { Moment, SequenceInput } from "../sequence/index.ts";
import { parseStartedAt } from "./calendar.ts";
import { type Mutable, parseOptions } from "./parse-options.ts";
import { parsePeer, parseTlsFailed } from "./parse-tls.ts";
import { TranscriptError } from "./transcript-error.ts";
import { TRANSCRIPT_SCHEMA } from "./transcript-writer.ts";

/** A transcript longer than this is refused: neither a check nor a logon of ours writes one. */
const TEXT_LIMIT = 48 * 1024 * 1024;

export interface RecordedConnection {
  readonly question: ConnectionPurpose;
  readonly address: string;
  readonly port: number;
  readonly startedMs: number;
  readonly inputs: readonly { readonly input: SequenceInput; readonly moment: Moment }[];
  readonly ended: Moment;
}

export interface RecordedLookUp<Answer> {
  readonly answer: Answer;
  readonly startedMs: number;
  readonly moment: Moment;
}

export interface Transcript {
  readonly options: CheckOptions | LogonOptions;
  readonly startedAtMs: number;
  readonly seed: Uint8Array;
  /** In the order of asking: redirections ask for more names. */
  readonly resolves: readonly RecordedLookUp<ResolveAnswer>[];
  readonly neighbour?: RecordedLookUp<NeighbourAnswer>;
  readonly datagram?: RecordedLookUp<DatagramAnswer>;
  readonly connections: readonly RecordedConnection[];
  /** More was received than is written; what came after it is not known. */
  readonly isCut: boolean;
  readonly endedMs: number;
}

/** Reads `rdpulse-transcript/1`. Throws TranscriptError, which names the line. */
export function parseTranscript(text: string): Transcript {
  if (text.length > TEXT_LIMIT) throw new TranscriptError(1, `longer than ${TEXT_LIMIT} characters`);
  const lines = text.split(/\r?\n/);
  if (lines[0] !== TRANSCRIPT_SCHEMA) throw new TranscriptError(1, `is not "${TRANSCRIPT_SCHEMA}"`);
  const reader = new TranscriptReader(parseOptions(lines[1] ?? ""), parseStarted(lines[2] ?? ""));
  for (let index = 3; index < lines.length; index++) {
    const line = lines[index] ?? "";
    if (line !== "") reader.read(line, index + 1);
  }
  return reader.finish(lines.length);
}

function parseStarted(line: string): { readonly atMs: number; readonly seed: Uint8Array } {
  const parts = /^started (\S+) seed ((?:[0-9a-f]{2}){1,64})$/.exec(line);
  const atMs = parseStartedAt(parts?.[1] ?? "");
  if (parts === null || atMs === undefined) {
    throw new TranscriptError(
      3,
      'is not "started", a time such as 2026-11-22T10:00:00.000Z, "seed" and hexadecimal bytes',
    );
  }
  return { atMs, seed: fromHex(parts[2] ?? "") };
}

function isPurpose(text: string): text is ConnectionPurpose {
  return text === "core" || QUESTION_IDS.some((id) => id === text) || LOGON_PURPOSES.some((id) => id === text);
}

/** Events of a transcript in order; connection lines between `#` and `=` belong to one connection. */
class TranscriptReader {
  readonly #options: CheckOptions | LogonOptions;
  readonly #started: { readonly atMs: number; readonly seed: Uint8Array };
  readonly #connections: RecordedConnection[] = [];
  readonly #lookUps: Mutable<Pick<Transcript, "neighbour" | "datagram">> = {};
  readonly #resolves: RecordedLookUp<ResolveAnswer>[] = [];
  #open: Mutable<Omit<RecordedConnection, "ended" | "inputs">> | undefined;
  #inputs: { input: SequenceInput; moment: Moment }[] = [];
  #isCut = false;
  #wasCut = false;
  #atMs = 0;
  #askedMs = 0;

  constructor(options: CheckOptions | LogonOptions, started: { readonly atMs: number; readonly seed: Uint8Array }) {
    this.#options = options;
    this.#started = started;
  }

  read(line: string, number: number): void {
    const parts = /^\+(\d{1,10}\.\d{3}) ([?#><!=~]) ?(.*)$/.exec(line);
    if (parts === null)
      throw new TranscriptError(number, "is no event: + milliseconds, one of ? # > < ! = ~, and a text");
    const atMs = Number(parts[1]);
    if (atMs < this.#atMs) throw new TranscriptError(number, "goes back in time");
    this.#atMs = atMs;
    const moment = { atMs, line: number };
    const body = parts[3] ?? "";
    const mark = parts[2] ?? "";
    switch (mark) {
      case "?":
        return this.#lookUp(body, moment);
      case "~":
        return this.#datagram(body, moment);
      case "#":
        return this.#connection(body, moment);
      case "<":
        // What a long session received beyond the limit is not there, and nothing after it can be understood.
        if (/^ ?; cut, /.test(body)) {
          this.#isCut = true;
          this.#wasCut = true;
        }
        return this.#input({ kind: "received", bytes: hexOf(body, number) }, moment);
      case "!":
        return this.#input(parseInput(body, number), moment);
      case "=":
        return this.#outcome(moment);
      default:
        // What we sent is there for people: a replay says it again by itself.
        return undefined;
    }
  }

  #lookUp(body: string, moment: Moment): void {
    const [verb, ...words] = body.split(" ");
    const place = { startedMs: this.#askedMs, moment };
    if (verb === "resolve") this.#askedMs = moment.atMs;
    else if (verb === "addresses") {
      const addresses = words.filter((word) => isAddressLiteral(word));
      this.#resolves.push({ answer: { kind: "addresses", addresses }, ...place });
    } else if (verb === "failed") {
      this.#resolves.push({ answer: { kind: "failed", code: words.join(" ") }, ...place });
    } else if (verb === "neighbour") {
      const [, answer] = words;
      if (answer === "present" || answer === "absent" || answer === "not-on-segment" || answer === "unknown") {
        this.#lookUps.neighbour = { answer, ...place };
      }
    } else throw new TranscriptError(moment.line, `names an unknown look-up: ${verb ?? ""}`);
  }

  #datagram(body: string, moment: Moment): void {
    const [verb, rest] = body.split(" ");
    if (verb === ">") {
      this.#askedMs = moment.atMs;
      return;
    }
    const place = { startedMs: this.#askedMs, moment };
    if (verb === "<") {
      this.#lookUps.datagram = { answer: { kind: "received", bytes: hexOf(rest ?? "", moment.line) }, ...place };
    } else if (verb === "unreachable") {
      this.#lookUps.datagram = { answer: { kind: "unreachable", errno: rest ?? "" }, ...place };
    } else if (verb === "silence") this.#lookUps.datagram = { answer: { kind: "silence" }, ...place };
    else throw new TranscriptError(moment.line, "is no datagram event");
  }

  #connection(body: string, moment: Moment): void {
    const parts = /^(\d+) (\S+) (\d{1,5}) (\S+)$/.exec(body);
    const question = parts?.[4] ?? "";
    if (parts === null || !isPurpose(question)) {
      throw new TranscriptError(moment.line, "is no connection: number, address, port, question");
    }
    if (this.#open !== undefined) throw new TranscriptError(moment.line, "begins while another connection is open");
    this.#open = { question, address: parts[2] ?? "", port: Number(parts[3]), startedMs: moment.atMs };
    this.#inputs = [];
    this.#isCut = false;
  }

  #input(input: SequenceInput, moment: Moment): void {
    if (this.#open === undefined) throw new TranscriptError(moment.line, "belongs to no connection");
    if (!this.#isCut) this.#inputs.push({ input, moment });
  }

  #outcome(moment: Moment): void {
    if (this.#open === undefined) return;
    this.#connections.push({ ...this.#open, inputs: this.#inputs, ended: moment });
    this.#open = undefined;
  }

  finish(lines: number): Transcript {
    // A file that was cut off: what its last connection had said still counts.
    if (this.#open !== undefined) this.#outcome({ atMs: this.#atMs, line: lines });
    return {
      options: this.#options,
      startedAtMs: this.#started.atMs,
      seed: this.#started.seed,
      ...this.#lookUps,
      resolves: this.#resolves,
      connections: this.#connections,
      isCut: this.#wasCut,
      endedMs: this.#atMs,
    };
  }
}

function hexOf(body: string, line: number): Uint8Array {
  try {
    return fromHex(body.split(";", 1)[0] ?? "");
  } catch {
    throw new TranscriptError(line, "holds no hexadecimal bytes");
  }
}

function parseInput(body: string, line: number): SequenceInput {
  const space = body.indexOf(" ");
  const verb = space < 0 ? body : body.slice(0, space);
  const rest = space < 0 ? "" : body.slice(space + 1);
  switch (verb) {
    case "connected":
    case "silence":
      return { kind: verb };
    case "fin":
    case "rst":
      return { kind: "closed", how: verb };
    case "connect-failed":
      return { kind: "connect-failed", errno: rest };
    case "tls":
      return { kind: "tls-established", peer: parsePeer(rest, line) };
    case "tls-failed":
      return parseTlsFailed(rest, line);
    default:
      throw new TranscriptError(line, `names an unknown event: ${verb}`);
  }
}
