import { describe, expect, it } from "vitest";
import { FactLedger } from "../../evidence/index.ts";
import type { Fault, StageName } from "../../evidence/index.ts";
import type { Conversation } from "../../sequence/index.ts";
import type { CheckOptions, QuestionId } from "../check-options.ts";
import type { EndedConversation } from "../plan-action.ts";
import { questions, type CheckView } from "./index.ts";
import { serverNameFor } from "./view.ts";

const OPTIONS: CheckOptions = {
  input: "rdp1.lab.test",
  host: "rdp1.lab.test",
  port: 3389,
  stageTimeoutMs: 5000,
  totalTimeoutMs: 20_000,
  lastStage: "capabilities",
  skip: [],
};
const ANSWER_LINE = 24;
const OUTCOME_LINE = 25;
type Asked = Exclude<QuestionId, "udp">;

/** A core connection that came through TLS 1.3, with the facts that it taught. */
function view(options: Partial<CheckOptions> = {}): CheckView {
  const facts = new FactLedger();
  facts.learn("x224.selectedProtocol", 1, 7);
  facts.learn("tls.version", "TLSv1.3", 9);
  const stages = (["tcp", "x224", "tls"] as const).map((name) => ({ name, outcome: "ok" as const }));
  return {
    options: { ...OPTIONS, ...options },
    core: { stages, facts: facts.table },
    facts,
    asked: new Map(),
    untriedAddresses: [],
  };
}

/** Facts after a connection for this question ended so. */
function taught(id: Asked, conversation: Partial<Conversation>): FactLedger {
  const seen = view();
  const ended: EndedConversation = {
    question: id,
    address: "192.0.2.7",
    port: 3389,
    startedMs: 0,
    conversation: { stages: [{ name: "tls", outcome: "failed", line: ANSWER_LINE }], facts: {}, ...conversation },
    ended: { atMs: 1, line: OUTCOME_LINE },
  };
  questions[id].interpret(ended, seen.facts, seen);
  return seen.facts;
}

const failedAt = (stage: StageName, fault: Fault): Partial<Conversation> => ({
  failed: { stage, fault, line: ANSWER_LINE },
});
const closed: Fault = { kind: "closed", how: "rst", waitedFor: "it", afterMs: 3, receivedBytes: 0 };
const silentFor = (afterMs: number): Fault => ({
  kind: "silence",
  waitedFor: "ServerHello",
  afterMs,
  receivedBytes: 0,
});

describe("a TLS version", () => {
  it("is refused by hanging up on its hello, not by hanging up before it", () => {
    expect(taught("tls-1.2", failedAt("tls", closed)).value("tls.versions")?.["TLSv1.2"]).toBe("refused");
    expect(taught("tls-1.2", failedAt("x224", closed)).value("tls.versions")).toBeUndefined();
  });
});

describe("silence", () => {
  it.each([
    ["large-hello", "tls.largeHello"],
    ["small-hello", "tls.smallHello"],
  ] as const)("after a %s counts when it had its time, and not when the whole check ended it", (id, fact) => {
    expect(taught(id, failedAt("tls", silentFor(2999))).value(fact)).toBe("silence");
    expect(taught(id, failedAt("tls", silentFor(400))).value(fact)).toBeUndefined();
  });
});

describe("facts of questions", () => {
  it("point to the line of the answer", () => {
    const helloAnswer = { kind: "alert", level: 2, description: 40 } as const;
    for (const [id, fact] of [
      ["post-quantum", "tls.postQuantum"],
      ["large-hello", "tls.largeHello"],
      ["small-hello", "tls.smallHello"],
      ["tls-1.1", "tls.versions"],
    ] as const) {
      const { table } = taught(id, { ...failedAt("tls", { kind: "tls-alert", alert: 40 }), helloAnswer });
      expect(table[fact]?.line).toBe(ANSWER_LINE);
    }
  });
});

describe("plain RDP", () => {
  it.each<Fault>([
    { kind: "negotiation-failure", failureCode: 1, requestedProtocols: 0 },
    { kind: "disconnect", reason: 3 },
  ])("is refused by %j", (fault) => {
    const facts = taught("plain-rdp", failedAt("x224", fault));
    expect([facts.value("x224.plainRdp"), facts.value("x224.accepted")?.rdp]).toEqual(["refused", "refused"]);
  });

  it.each([
    [0, true],
    [2, false],
  ])("with encryption method %i beside TLS: clear text %s", (encryptionMethod, clearText) => {
    const facts = new FactLedger();
    facts.learn("x224.selectedProtocol", 0, ANSWER_LINE);
    facts.learn("mcs.encryptionMethod", encryptionMethod, ANSWER_LINE);
    expect(taught("plain-rdp", { facts: facts.table }).value("session.clearText")).toBe(clearText);
  });
});

describe("questions about TLS", () => {
  it.each(["tls-1.2", "tls-1.1", "post-quantum", "large-hello"] as const)(
    "%s: not when the check ends before",
    (id) => {
      expect(questions[id].applies(view())).toBe(true);
      expect(questions[id].applies(view({ lastStage: "x224" }))).toBe(false);
    },
  );
});

describe("server name indication", () => {
  it.each([
    ["rdp1.lab.test.", { serverName: "rdp1.lab.test" }],
    ["RDP1", { serverName: "RDP1" }],
    ["192.0.2.7", {}],
    ["fe80::1%eth0", {}],
  ])("for %s", (name, expected) => {
    expect(serverNameFor(name)).toEqual(expected);
  });
});
