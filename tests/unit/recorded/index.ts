// Recorded conversations (transcripts/*.txt) and the ways in which a network may deliver the same bytes.
import { readdirSync, readFileSync } from "node:fs";
import { concat } from "../../../src/core/bytes/index.ts";
import { CheckPlan, LogonPlan, type Plan, type PlanAction } from "../../../src/core/plan/index.ts";
import { type Moment, Secret, type Sequence, type SequenceInput } from "../../../src/core/sequence/index.ts";
import { parseTranscript } from "../../../src/core/transcript/index.ts";

const FOLDER = new URL("../../../transcripts/", import.meta.url);

/** Names of all recordings, without ".txt". */
const recordings: readonly string[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".txt"))
  .map((name) => name.slice(0, -4))
  .toSorted();

/** Of these the logons, which have sessions with pictures in them. */
export const logons: readonly string[] = recordings.filter((name) => name.startsWith("logon-"));
export const checks: readonly string[] = recordings.filter((name) => !name.startsWith("logon-"));

/** Text of a recording. */
export function recorded(name: string): string {
  return readFileSync(new URL(`${name}.txt`, FOLDER), "utf8");
}

/** An input of a sequence, and when it came. */
export interface Step {
  readonly input: SequenceInput;
  readonly moment: Moment;
}

/** One recorded connection, with a maker of fresh sequences for it. */
export interface RecordedConversation {
  readonly question: string;
  readonly steps: readonly Step[];
  open(): Sequence;
}

type Connect = Extract<PlanAction, { do: "connect" }>;

/** Walks the plan of a recorded check and shows each connection to `visit` at the time when the plan asks for it. */
export function eachConversation(text: string, visit: (conversation: RecordedConversation) => void): void {
  const transcript = parseTranscript(text);
  const { options, startedAtMs, seed, resolves, neighbour, datagram } = transcript;
  const plan =
    "logon" in options
      ? new LogonPlan(options, startedAtMs, seed, new Secret(""))
      : new CheckPlan(options, startedAtMs, seed);
  for (const resolve of resolves) plan.resolved(resolve.answer, resolve.startedMs, resolve.moment);
  for (const connection of transcript.connections) {
    const action = connectFor(plan, connection.startedMs);
    if (action?.question !== connection.question) throw new Error(`the plan does not ask ${connection.question} here`);
    const open = (): Sequence => action.sequence(connection.startedMs);
    visit({ question: connection.question, steps: connection.inputs, open });
    const sequence = open();
    for (const { input, moment } of connection.inputs) sequence.step(input, moment);
    const { question, address, port, startedMs, ended } = connection;
    plan.conversationEnded({ question, address, port, startedMs, conversation: sequence.conversation(), ended });
  }
  if (datagram !== undefined) plan.datagramAnswered(datagram.answer, datagram.startedMs, datagram.moment);

  function connectFor(asked: Plan, atMs: number): Connect | undefined {
    const action = asked.next(atMs);
    if (action.do === "look-up-neighbour" && neighbour !== undefined) {
      asked.neighbourSeen(neighbour.answer, neighbour.moment);
      return connectFor(asked, atMs);
    }
    return action.do === "connect" ? action : undefined;
  }
}

/** The same bytes one at a time. */
export function byteWise(steps: readonly Step[]): readonly Step[] {
  return steps.flatMap<Step>(({ input, moment }) =>
    input.kind === "received"
      ? Array.from(input.bytes, (byte) => ({ input: { ...input, bytes: Uint8Array.of(byte) }, moment }))
      : [{ input, moment }],
  );
}

/** The transcript as if every byte had come on its own. */
export function byteWiseText(text: string): string {
  return text.replaceAll(/^(\+\d+\.\d{3} <) ([0-9a-f]+).*$/gm, (_, head: string, hex: string) =>
    (hex.match(/../g) ?? []).map((byte) => `${head} ${byte}`).join("\n"),
  );
}

/** No read of a socket gives more. */
const READ_BYTES = 64 * 1024;

/** The same bytes as late and as large as can be: all between two other events in one piece. */
export function coalesced(steps: readonly Step[]): readonly Step[] {
  const out: Step[] = [];
  for (const step of steps) {
    const last = out.at(-1);
    const isRead = step.input.kind === "received" && last?.input.kind === "received";
    if (isRead && last.input.bytes.length + step.input.bytes.length <= READ_BYTES) {
      const bytes = concat([last.input.bytes, step.input.bytes]);
      out[out.length - 1] = { input: { kind: "received", bytes }, moment: step.moment };
    } else out.push(step);
  }
  return out;
}

/** Every beginning of the conversation that ends within received bytes, with what was received until then. */
export function* cutAtEveryOffset(steps: readonly Step[]): Generator<readonly Step[]> {
  for (const [index, { input, moment }] of steps.entries()) {
    if (input.kind !== "received") continue;
    const before = steps.slice(0, index);
    for (let length = 0; length < input.bytes.length; length++) {
      const part = { input: { ...input, bytes: input.bytes.slice(0, length) }, moment };
      yield length === 0 ? before : [...before, part];
    }
  }
}

/** So many of them, spread evenly, the first and the last included. */
export function sampled<Item>(items: readonly Item[], count: number): readonly Item[] {
  if (items.length <= count) return items;
  const step = (items.length - 1) / (count - 1);
  return Array.from({ length: count }, (_, index) => items[Math.round(index * step)]).filter(
    (item) => item !== undefined,
  );
}
