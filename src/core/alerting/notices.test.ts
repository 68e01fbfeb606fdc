import { describe, expect, it } from "vitest";
import { deliveryOf } from "./delivery-id.ts";
import { budgetBurnEvent, certificateNotices, noticesTold, type CertificateSeen } from "./notices.ts";

const DAY = 86_400_000;
const NOON = 1_795_435_200_000;
const seen = (target: number, days: number, certificate = "ab".repeat(32)): CertificateSeen => ({
  target,
  name: `ts${target}`,
  facts: { certificate, certificateNotAfterMs: NOON + days * DAY },
});

describe("notices of certificates", () => {
  it("come at 30, 14, 7 and 1 days, each once", () => {
    const certificate = seen(1, 40);
    const told = new Set<string>();
    const days: number[] = [];
    for (let day = 0; day < 45; day++) {
      for (const event of certificateNotices(1, [certificate], told, NOON + day * DAY)) {
        days.push(40 - day);
        for (const key of noticesTold([event])) told.add(key);
      }
    }
    expect(days).toEqual([30, 14, 7, 1]);
  });

  it("one message tells of many hosts, and names how many", () => {
    const many = Array.from({ length: 30 }, (_, index) => seen(index + 1, 20));
    const [event, ...more] = certificateNotices(1, [...many, seen(99, 3)], new Set(), NOON);
    expect(more).toHaveLength(1);
    expect(event?.title).toEqual({ en: "A certificate ends within 7 days", zh: "1 个证书将在 7 天内到期" });
    expect(more[0]?.hostCount).toBe(30);
    expect(more[0]?.hosts).toHaveLength(20);
    expect(more[0]?.text.en).toContain("ts1, ts2, ts3, ts4, ts5 and 25 more");
  });

  it("thousands are told in pieces that an outbox can hold", () => {
    const many = Array.from({ length: 1200 }, (_, index) => seen(index + 1, 20));
    expect(certificateNotices(1, many, new Set(), NOON).map((event) => event.hostCount)).toEqual([500, 500, 200]);
  });

  it("a new certificate on the same host is told anew; one that has ended is not a notice", () => {
    const [event] = certificateNotices(1, [seen(1, 5)], new Set(), NOON);
    const told = noticesTold(event === undefined ? [] : [event]);
    expect(certificateNotices(1, [seen(1, 5)], told, NOON)).toEqual([]);
    expect(certificateNotices(1, [seen(1, 5, "cd".repeat(32))], told, NOON)).toHaveLength(1);
    expect(certificateNotices(1, [seen(1, -1)], new Set(), NOON)).toEqual([]);
  });

  it("decided twice gives the same delivery", () => {
    const ids = [0, 3_600_000].map((later) => {
      const [event] = certificateNotices(1, [seen(2, 20), seen(1, 20)], new Set(), NOON + later);
      return event === undefined ? "" : deliveryOf(event, "mail", NOON + later).id;
    });
    expect(ids[0]).toBe(ids[1]);
    expect(ids[0]).toHaveLength(32);
  });
});

describe("a budget that burns", () => {
  const burn = {
    tenant: 1,
    objective: "session-setup",
    title: { en: "Set-up success", zh: "会话建立成功率" },
    scope: { kind: "pool", key: "office" },
    startedMs: NOON,
    urgency: "page",
    rate: 14.44,
    windowMinutes: 60,
    left: 0.62,
  } as const;

  it("is told with its rate and what is left, and its end on the same subject", () => {
    const event = budgetBurnEvent(burn, NOON);
    expect(event).toMatchObject({ kind: "slo-burn", severity: "critical", subject: "slo-pool-office-session-setup" });
    expect(event.title.zh).toBe("错误预算消耗过快：会话建立成功率（主机池 office）");
    expect(event.text.zh).toContain("最近 1 小时内");
    expect(event.text.en).toBe(
      "Over 1 h it is used up 14.4 times faster than the objective allows.\n62 % of the budget is left.",
    );
    const ended = budgetBurnEvent({ ...burn, endedMs: NOON + 1 }, NOON + 1);
    expect([ended.kind, ended.subject]).toEqual(["closed", event.subject]);
  });
});
