import type { Acceptance, FactLedger, Fault, ProtocolName, StageName, TlsVersionName } from "../../evidence/index.ts";
import { STAGES } from "../../evidence/index.ts";
import { RdpSequence } from "../../sequence/index.ts";
import type { RdpSequenceOptions, Sequence } from "../../sequence/index.ts";
import { sha256 } from "../../crypto/index.ts";
import type { TlsHelloSeed } from "../../protocol/index.ts";
import { isAddressLiteral } from "../address.ts";
import type { EndedConversation } from "../plan-action.ts";
import type { CheckView, SequenceSetting } from "./question.ts";

/** The mark that our probes leave in a server's log. */
export const DEFAULT_COOKIE = "rdpulse";

/** Deadline of a stage in a question that only looks closer at a fault. */
export const FOLLOW_UP_TIMEOUT_MS = 3000;

/** What every question of ours offers: plain RDP, TLS, CredSSP, CredSSP with Early User Authorization. */
export const STANDARD_REQUEST = 0x0b;

/** The fault at which the core connection ended, if it did at this stage. */
export function coreFault(view: CheckView, stage: StageName): Fault | undefined {
  const failed = view.core?.failed;
  return failed?.stage === stage ? failed.fault : undefined;
}

/** Did the core connection complete this stage, and is the check to go that far? */
export function coreCompleted(view: CheckView, stage: StageName): boolean {
  if (earlierOf(stage, view.options.lastStage) !== stage) return false;
  return view.core?.stages.some((seen) => seen.name === stage && seen.outcome === "ok") ?? false;
}

/** Of two stages the one that comes first; the first given when they are the same. */
export function earlierOf(one: StageName, other: StageName): StageName {
  return STAGES.indexOf(one) <= STAGES.indexOf(other) ? one : other;
}

const NO_PROTOCOLS: Readonly<Record<ProtocolName, Acceptance>> = {
  rdp: "not-tested",
  tls: "not-tested",
  hybrid: "not-tested",
  "hybrid-ex": "not-tested",
  rdstls: "not-tested",
  rdsaad: "not-tested",
};

/** Notes whether a security protocol was accepted; a "not-tested" never replaces an answer. */
export function noteAcceptance(facts: FactLedger, protocol: ProtocolName, acceptance: Acceptance, line: number): void {
  const known = facts.value("x224.accepted") ?? NO_PROTOCOLS;
  if (acceptance === "not-tested" && known[protocol] !== "not-tested") return;
  facts.learn("x224.accepted", { ...known, [protocol]: acceptance }, line);
}

const NO_VERSIONS: Readonly<Record<TlsVersionName, Acceptance>> = {
  TLSv1: "not-tested",
  "TLSv1.1": "not-tested",
  "TLSv1.2": "not-tested",
  "TLSv1.3": "not-tested",
};

/** Notes whether a version of TLS was accepted; what is known of others stays. */
export function noteTlsVersion(facts: FactLedger, version: TlsVersionName, acceptance: Acceptance, line: number): void {
  facts.learn("tls.versions", { ...(facts.value("tls.versions") ?? NO_VERSIONS), [version]: acceptance }, line);
}

/** The part of TLS in which a connection ended without a word, if it did there: silence counts when it was long enough. */
export function tlsEndedBy(ended: EndedConversation, view: CheckView): "silence" | "closed" | undefined {
  const { failed } = ended.conversation;
  if (failed?.stage !== "tls") return undefined;
  if (failed.fault.kind === "closed") return "closed";
  if (failed.fault.kind !== "silence") return undefined;
  // Cut short by the deadline of the whole check it says nothing. Timers may fire a little early.
  const enoughMs = Math.min(view.options.stageTimeoutMs, FOLLOW_UP_TIMEOUT_MS) * 0.9;
  return failed.fault.afterMs >= enoughMs ? "silence" : undefined;
}

/** Line of the transcript that holds the answer, where there was one: the stage that it ended says. */
export function answerLine({ conversation, ended }: EndedConversation): number {
  return conversation.stages.findLast((stage) => stage.line !== undefined)?.line ?? ended.line;
}

/** Name for the server name indication: none for addresses, and without a final dot (RFC 6066 section 3). */
export function serverNameFor(name: string): { readonly serverName?: string } {
  return isAddressLiteral(name) ? {} : { serverName: name.replace(/\.$/, "") };
}

/** Random bytes of a raw hello; a session id as browsers send it. */
export function helloSeed(view: CheckView, setting: SequenceSetting): TlsHelloSeed {
  const name = view.options.certificateName ?? view.options.host;
  return { random: setting.random, sessionId: sha256(setting.random), ...serverNameFor(name) };
}

/** An RDP conversation with the settings that every question shares. */
export function rdpSequence(
  view: CheckView,
  setting: SequenceSetting,
  wish: Pick<RdpSequenceOptions, "requestedProtocols" | "lastStage"> & Partial<RdpSequenceOptions>,
): Sequence {
  const { options } = view;
  const certificateName = options.certificateName ?? options.host;
  return new RdpSequence({
    ...(options.loadBalanceInfo === undefined
      ? { cookie: options.cookie ?? DEFAULT_COOKIE }
      : { loadBalanceInfo: options.loadBalanceInfo }),
    ...serverNameFor(certificateName),
    certificateName,
    startedMs: setting.startedMs,
    stageTimeoutMs: options.stageTimeoutMs,
    deadlineMs: setting.deadlineMs,
    wallClockMs: setting.wallClockMs,
    random: setting.random,
    ...wish,
  });
}
