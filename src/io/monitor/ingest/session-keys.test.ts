import { describe, expect, it } from "vitest";
import { SessionKeys } from "./session-keys.ts";
import type { ToldSession } from "./told-session.ts";

function session(startMs: number, over: Partial<ToldSession> = {}, isStartKnown = true): ToldSession {
  return {
    host: "ts1",
    key: `ts1/3/${startMs}/anna`,
    user: "anna",
    address: null,
    state: "active",
    startMs,
    endMs: null,
    seenMs: startMs,
    detail: { sessionId: 3, isStartKnown },
    ...over,
  };
}

function keysOn(...stored: readonly ToldSession[]): SessionKeys {
  const items = stored.map((each) => ({ ...each, tenant: 1, target: null }));
  return new SessionKeys({ list: async () => ({ items: items.toReversed(), next: null }) }, 1);
}

describe("the stored session that is meant", () => {
  it("is another one after another logon with the same number, also after a restart", async () => {
    const keys = keysOn(session(1000, { state: "ended", endMs: 2000, seenMs: 2000 }));
    expect(await keys.settled(session(5000))).toEqual(session(5000));
  });

  it("goes on where only its end is read after a restart", async () => {
    const keys = keysOn(session(1000));
    const end = session(9000, { state: "ended", endMs: 9000, seenMs: 9000 }, false);
    expect(await keys.settled(end)).toMatchObject({
      key: "ts1/3/1000/anna",
      startMs: 1000,
      endMs: 9000,
      state: "ended",
      detail: { isStartKnown: true },
    });
  });

  it("keeps its key when its beginning is told late", async () => {
    const keys = keysOn();
    const middle = await keys.settled(session(5000, {}, false));
    const whole = await keys.settled(session(1000, { seenMs: 6000 }));
    expect(whole).toMatchObject({ key: middle.key, startMs: 1000, detail: { isStartKnown: true } });
  });

  it("is the open one of that user, where a list without its number shows it", async () => {
    const keys = keysOn(session(1000, { address: "10.0.0.7" }));
    const listed = session(9000, { detail: { sessionId: null, isListed: true, isStartKnown: false } });
    expect(await keys.settled({ ...listed, key: "ts1/-/9000/anna" })).toMatchObject({
      key: "ts1/3/1000/anna",
      startMs: 1000,
      seenMs: 9000,
      address: "10.0.0.7",
      detail: { sessionId: 3, isStartKnown: true },
    });
  });

  it("is not that of somebody else, nor one that was over", async () => {
    const keys = keysOn(session(1000, { state: "ended", endMs: 2000, seenMs: 2000 }), session(3000, { user: "bert" }));
    expect((await keys.settled(session(5000, {}, false))).key).toBe("ts1/3/5000/anna");
  });
});
