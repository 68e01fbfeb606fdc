import { describe, expect, it } from "vitest";
import type { Conversation } from "../sequence/index.ts";
import { CheckPlan, CONNECTION_GAP_MS, QUESTION_IDS, type CheckOptions, type PlanAction } from "./index.ts";

const OPTIONS: CheckOptions = {
  input: "rdp1.lab.test",
  host: "rdp1.lab.test",
  port: 3389,
  stageTimeoutMs: 5000,
  totalTimeoutMs: 20_000,
  lastStage: "capabilities",
  skip: QUESTION_IDS,
};

function planOf(options: Partial<CheckOptions> = {}): CheckPlan {
  return new CheckPlan({ ...OPTIONS, ...options }, Date.UTC(2026, 10, 22), new Uint8Array(32));
}

type Connect = Extract<PlanAction, { do: "connect" }>;

function connectOf(action: PlanAction): Connect {
  if (action.do !== "connect") throw new Error(`the plan wants ${action.do}, not connect`);
  return action;
}

/** Plays a connection that fails at once, in the way that `errno` says. */
function refused(plan: CheckPlan, atMs: number, errno: string): Connect {
  const action = connectOf(plan.next(atMs));
  const sequence = action.sequence(atMs);
  const ended = { atMs: atMs + 1, line: 9 };
  sequence.step({ kind: "connect-failed", errno }, ended);
  end(plan, action, atMs, sequence.conversation());
  return action;
}

function end(plan: CheckPlan, action: Connect, startedMs: number, conversation: Conversation): void {
  const { question, address, port } = action;
  plan.conversationEnded({ question, address, port, startedMs, conversation, ended: { atMs: startedMs + 1, line: 9 } });
}

describe("names", () => {
  it("are resolved first, within the deadline of a stage", () => {
    expect(planOf().next(0)).toEqual({ do: "resolve", name: "rdp1.lab.test", untilMs: 5000 });
  });

  it.each(["010.0.0.1", "1.2.3.08"])("%s is octal to some and no address", (host) => {
    expect(planOf({ host }).next(0)).toMatchObject({ do: "resolve" });
  });

  it.each(["192.0.2.7", "2001:db8::7"])("%s is an address and is connected at once", (host) => {
    expect(planOf({ host }).next(0)).toMatchObject({ do: "connect", question: "core", address: host, port: 3389 });
  });

  it("behind a proxy only the proxy resolves", () => {
    expect(planOf({ proxy: "192.0.2.1:1080" }).next(0)).toMatchObject({ do: "connect", address: "rdp1.lab.test" });
  });

  it.each([
    ["ENOTFOUND", "name-not-found"],
    ["ENODATA", "name-not-found"],
    ["ETIMEOUT", "resolver-failed"],
    ["ESERVFAIL", "resolver-failed"],
  ])("%s ends the check as %s", (code, kind) => {
    const plan = planOf();
    plan.resolved({ kind: "failed", code }, 0, { atMs: 5, line: 5 });
    expect(plan.next(6)).toEqual({ do: "done" });
    const [dns, tcp] = plan.evidence(6).stages;
    expect([dns?.fault?.kind, tcp?.outcome]).toEqual([kind, "not-tested"]);
  });
});

describe("connections", () => {
  it("try the next address after a refusal, and never before the gap has passed", () => {
    const plan = planOf();
    plan.resolved({ kind: "addresses", addresses: ["2001:db8::7", "192.0.2.7"] }, 0, { atMs: 5, line: 5 });
    expect(refused(plan, 6, "ECONNREFUSED").address).toBe("2001:db8::7");
    const second = connectOf(plan.next(8));
    expect([second.address, second.notBeforeMs]).toEqual(["192.0.2.7", 7 + CONNECTION_GAP_MS]);
  });

  it("say of every address what became of it", () => {
    const plan = planOf();
    plan.resolved({ kind: "addresses", addresses: ["192.0.2.7", "192.0.2.8"] }, 0, { atMs: 5, line: 5 });
    refused(plan, 6, "ECONNREFUSED");
    refused(plan, 300, "ENETUNREACH");
    expect(plan.evidence(400).facts["tcp.attempts"]?.value).toEqual([
      expect.objectContaining({ address: "192.0.2.7", outcome: "refused" }),
      expect.objectContaining({ address: "192.0.2.8", outcome: "unreachable", errno: "ENETUNREACH" }),
    ]);
  });

  it("start from the address that was asked for, and go to no address of the other family", () => {
    const plan = planOf({ source: "192.0.2.1" });
    plan.resolved({ kind: "addresses", addresses: ["2001:db8::7", "192.0.2.7"] }, 0, { atMs: 5, line: 5 });
    expect(refused(plan, 6, "ECONNREFUSED").address).toBe("192.0.2.7");
    expect(plan.next(300)).toEqual({ do: "done" });
    expect(plan.evidence(400).facts["tcp.attempts"]?.value).toContainEqual({
      address: "2001:db8::7",
      outcome: "not-tried",
    });
  });

  it.each([
    [["ETIMEDOUT", "ENETUNREACH"], "tcp-timeout", "192.0.2.7"],
    [["ENETUNREACH", "ECONNREFUSED"], "tcp-refused", "2001:db8::7"],
    [["ECONNREFUSED", "ETIMEDOUT"], "tcp-refused", "192.0.2.7"],
    [["EHOSTUNREACH", "ENETUNREACH"], "tcp-unreachable", "192.0.2.7"],
  ])("that fail with %j: the stage is the one that says most of the host", ([one = "", two = ""], kind, address) => {
    const plan = planOf();
    plan.resolved({ kind: "addresses", addresses: ["192.0.2.7", "2001:db8::7"] }, 0, { atMs: 5, line: 5 });
    refused(plan, 6, one);
    refused(plan, 300, two);
    const { stages, facts } = plan.evidence(400);
    expect([stages[1]?.fault?.kind, facts["tcp.address"]?.value]).toEqual([kind, address]);
  });

  it("to the gateway are made for a name that only the gateway can resolve", () => {
    const plan = planOf({ gateway: "gw.lab.test:8443", skip: [] });
    plan.resolved({ kind: "failed", code: "ENOTFOUND" }, 0, { atMs: 5, line: 5 });
    expect(plan.next(6)).toMatchObject({ do: "connect", question: "gateway", address: "gw.lab.test", port: 8443 });
  });

  it("are not begun when the deadline would end them before they start", () => {
    const plan = planOf({ host: "192.0.2.7", totalTimeoutMs: 1000 });
    expect(plan.next(1000 - CONNECTION_GAP_MS)).toEqual({ do: "done" });
  });

  it("are none when the check ends at dns", () => {
    const plan = planOf({ lastStage: "dns" });
    plan.resolved({ kind: "addresses", addresses: ["192.0.2.7"] }, 0, { atMs: 5, line: 5 });
    expect(plan.next(6)).toEqual({ do: "done" });
  });

  it("look on the other port where a port is closed, unless that is switched off", () => {
    const asking = planOf({ host: "192.0.2.7", skip: [] });
    refused(asking, 0, "ECONNREFUSED");
    expect(asking.next(2)).toMatchObject({ do: "connect", question: "other-port", port: 3390 });
    const silent = planOf({ host: "192.0.2.7" });
    refused(silent, 0, "ECONNREFUSED");
    expect(silent.next(2)).toEqual({ do: "done" });
    expect(silent.evidence(2).questions).toContainEqual({ id: "other-port", outcome: "skipped" });
  });

  it("ask the neighbour table of no IPv6 address: it holds none", () => {
    const plan = planOf({ host: "2001:db8::7" });
    refused(plan, 0, "ETIMEDOUT");
    expect(plan.next(2)).toEqual({ do: "done" });
  });

  it("ask the neighbour table after a timeout, once", () => {
    const plan = planOf({ host: "192.0.2.7" });
    refused(plan, 0, "ETIMEDOUT");
    expect(plan.next(2)).toEqual({ do: "look-up-neighbour", address: "192.0.2.7" });
    plan.neighbourSeen("absent", { atMs: 3, line: 12 });
    expect(plan.next(3)).toEqual({ do: "done" });
    expect(plan.evidence(3).facts["tcp.neighbour"]?.value).toBe("absent");
  });
});
