import { matchName } from "../certificate/index.ts";
import { CHECK_STAGES, STAGES } from "../evidence/index.ts";
import type { Evidence, FactLedger, QuestionEvidence, StageEvidence, StageName } from "../evidence/index.ts";
import type { Conversation, Moment } from "../sequence/index.ts";
import { isAddressLiteral } from "./address.ts";
import type { CheckOptions } from "./check-options.ts";
import { fingerprint } from "../sequence/index.ts";
import type { EndedConversation, ResolveAnswer } from "./plan-action.ts";

export interface Gathered {
  readonly options: CheckOptions;
  readonly wallClockMs: number;
  readonly durationMs: number;
  readonly resolve: { readonly answer: ResolveAnswer; readonly startedMs: number; readonly moment: Moment } | undefined;
  readonly core: EndedConversation | undefined;
  readonly nlaOptional: EndedConversation | undefined;
  readonly plainRdp: EndedConversation | undefined;
  readonly facts: FactLedger;
  readonly questions: readonly QuestionEvidence[];
  readonly footprint: Evidence["footprint"];
}

/** Codes by which resolvers say that the name itself does not exist. */
const NAME_DOES_NOT_EXIST: readonly string[] = ["ENOTFOUND", "ENODATA"];

/** What became of the target's name. */
export function dnsStage(options: { readonly host: string }, resolve: Gathered["resolve"]): StageEvidence {
  if (resolve === undefined) {
    const reason = isAddressLiteral(options.host) ? "address-given" : "switched-off";
    return { name: "dns", outcome: "skipped", reason };
  }
  const { answer, startedMs, moment } = resolve;
  const timing = { startMs: startedMs, durationMs: Math.round((moment.atMs - startedMs) * 1000) / 1000 };
  if (answer.kind === "addresses") return { name: "dns", outcome: "ok", ...timing, line: moment.line };
  const fault = NAME_DOES_NOT_EXIST.includes(answer.code)
    ? ({ kind: "name-not-found", name: options.host } as const)
    : ({ kind: "resolver-failed", name: options.host, code: answer.code } as const);
  return { name: "dns", outcome: "failed", ...timing, fault, line: moment.line };
}

/** Clients whose offer of TLS is refused try again without it ([MS-RDPBCGR] 2.2.1.2.2), and so the stages are theirs. */
function mainConversation(gathered: Gathered): Conversation | undefined {
  const core = gathered.core?.conversation;
  const plain = gathered.plainRdp?.conversation;
  const refused = core?.failed?.fault.kind === "negotiation-failure" && core.failed.fault.failureCode === 2;
  return refused && plain?.facts["x224.selectedProtocol"]?.value === 0 ? plain : core;
}

/** The stage as the core connection saw it, or as the way behind an optional NLA showed it. */
function connectedStage(gathered: Gathered, name: StageName): StageEvidence {
  const seen = mainConversation(gathered)?.stages.find((stage) => stage.name === name);
  if (STAGES.indexOf(name) > STAGES.indexOf(gathered.options.lastStage)) {
    return { name, outcome: "skipped", reason: "switched-off" };
  }
  if (seen?.reason === "needs-credentials") {
    const behind = gathered.nlaOptional?.conversation;
    const open = behind?.facts["x224.selectedProtocol"]?.value === 1;
    const other = open ? behind?.stages.find((stage) => stage.name === name) : undefined;
    // A failure there is none of the way that users take: they pass NLA first.
    if (other?.outcome === "ok") return other;
  }
  return seen ?? { name, outcome: "not-tested", reason: "not-reached" };
}

function slowestAnswerMs(stages: readonly StageEvidence[]): number | undefined {
  const answers = stages.filter((stage) => stage.outcome === "ok" && stage.name !== "dns" && stage.name !== "tcp");
  return answers.length === 0 ? undefined : Math.max(...answers.map((stage) => stage.durationMs ?? 0));
}

/** The name in the certificate against the name that the host gives itself: a farm, a moved name, or somebody in between. */
export function learnNtlmNameMatch(facts: FactLedger): void {
  const ntlm = facts.table["credssp.ntlm"];
  const leaf = facts.value("tls.chain")?.[0];
  const name = ntlm?.value.dnsComputer ?? ntlm?.value.netbiosComputer;
  if (ntlm === undefined || leaf === undefined || name === undefined || name === "") return;
  facts.learn("tls.matchesNtlmName", matchName(name, leaf).matches, ntlm.line);
}

/** Puts what plan and conversations gathered into the one form that diagnosis and audit read. */
export function assembleEvidence(gathered: Gathered): Evidence {
  const { options, facts, core } = gathered;
  const stages = CHECK_STAGES.map((name) =>
    name === "dns" ? dnsStage(options, gathered.resolve) : connectedStage(gathered, name),
  );
  const line = core?.ended.line ?? 0;
  if (facts.value("x224.srcRef") !== undefined) facts.learn("session.fingerprint", fingerprint(facts), line);
  learnNtlmNameMatch(facts);
  const slowest = slowestAnswerMs(stages);
  if (slowest !== undefined) facts.learn("session.slowestAnswerMs", slowest, line);
  if (options.ownRoots === true && facts.value("tls.version") !== undefined) facts.learn("tls.trustAsked", true, line);
  return {
    target: {
      input: options.input,
      host: options.host,
      port: options.port,
      literal: isAddressLiteral(options.host),
      certificateName: options.certificateName ?? options.host,
      ...(options.gateway === undefined ? {} : { gateway: options.gateway }),
    },
    startedAtMs: gathered.wallClockMs,
    durationMs: Math.round(gathered.durationMs * 1000) / 1000,
    stages,
    facts: facts.table,
    questions: gathered.questions,
    footprint: gathered.footprint,
  };
}
