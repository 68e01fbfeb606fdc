import { describe, expect, it } from "vitest";
import type { Store, StoredSession } from "../../../src/io/store/index.ts";
import { allPages, type Bench, NOW, troubleOf } from "./bench.ts";

export function safeContract(bench: Bench): void {
  describe("the safe", () => {
    it("keeps secrets, and gives them under their name alone", async () => {
      await bench.store.safe.putSecret(bench.tenant, "smtp", "pässwörd 密码", NOW);
      await bench.store.safe.putSecret(bench.tenant, "smtp", "second 密码", NOW);
      await bench.store.safe.putSecret(bench.tenant, "api", "", NOW);
      expect(await bench.store.safe.secret(bench.tenant, "smtp")).toBe("second 密码");
      expect(await bench.store.safe.secret(bench.tenant, "api")).toBe("");
      expect(await bench.store.safe.secret(bench.tenant + 1000, "smtp")).toBeNull();
      expect(await bench.store.safe.secretNames(bench.tenant)).toEqual(["api", "smtp"]);
      expect(await bench.store.safe.removeSecret(bench.tenant, "api")).toBe(true);
      expect(await bench.store.safe.removeSecret(bench.tenant, "api")).toBe(false);
    });

    it("repeats the answer to the same request, and refuses the key for another", async () => {
      const answer = { status: 201, body: '{"ok":true}' };
      expect(await bench.store.safe.repeatOf(bench.tenant, "k", "h1")).toBeNull();
      await bench.store.safe.rememberAnswer(bench.tenant, "k", "h1", answer, NOW);
      expect(await bench.store.safe.repeatOf(bench.tenant, "k", "h1")).toEqual(answer);
      expect(await troubleOf(bench.store.safe.repeatOf(bench.tenant, "k", "h2"))).toBe("conflict");
      await bench.store.safe.rememberAnswer(bench.tenant, "later", "h", answer, NOW + 25 * 3_600_000);
      expect(await bench.store.safe.repeatOf(bench.tenant, "k", "h1")).toBeNull();
    });

    it("tells who did what, newest first", async () => {
      const lines = ["1", "2", "3"].map((subject) => ({
        tenant: bench.tenant,
        atMs: NOW,
        by: "ann",
        action: "put",
        subject,
        detail: { subject },
      }));
      for (const one of lines) await bench.store.safe.recordAction(one);
      const pages = await allPages(async (cursor) => bench.store.safe.actions(bench.tenant, 2, cursor));
      expect(pages).toEqual(lines.toReversed());
    });
  });

  describe("sessions", () => {
    it("keep what was known last, and are found by host, user, time", async () => {
      const late = session(bench, "2", { startMs: NOW - 5, state: "ended", endMs: NOW - 3, seenMs: NOW + 5 });
      await bench.store.sessions.put([
        session(bench, "1"),
        session(bench, "2"),
        late,
        session(bench, "3", { host: "rds02", user: "bob" }),
      ]);
      await bench.store.sessions.put([session(bench, "2")]);
      const keys = async (filter: Parameters<Store["sessions"]["list"]>[1]): Promise<readonly string[]> =>
        (
          await allPages(async (cursor) =>
            bench.store.sessions.list(bench.tenant, {
              limit: 1,
              ...filter,
              ...(cursor === undefined ? {} : { cursor }),
            }),
          )
        ).map(({ key }) => key);
      expect(await keys({})).toEqual(["3", "1", "2"]);
      expect(await keys({ user: "example\\ANN" })).toEqual(["1", "2"]);
      expect(await keys({ host: "rds02" })).toEqual(["3"]);
      expect(await keys({ target: 6 })).toEqual([]);
      expect(await keys({ state: ["ended"] })).toEqual(["2"]);
      expect(await keys({ fromMs: NOW - 2 })).toEqual(["3", "1"]);
      expect((await bench.store.sessions.list(bench.tenant, { state: ["ended"] })).items).toEqual([late]);
      expect(await bench.store.sessions.prune(NOW)).toBeGreaterThanOrEqual(1);
      expect(await keys({})).toEqual(["3", "1"]);
    });
  });
}

const session = (bench: Bench, key: string, more: Partial<StoredSession> = {}): StoredSession => ({
  tenant: bench.tenant,
  target: 5,
  host: "rds01",
  key,
  user: "EXAMPLE\\Ann",
  address: "192.0.2.7",
  state: "active",
  startMs: NOW,
  endMs: null,
  seenMs: NOW,
  detail: { id: key },
  ...more,
});
