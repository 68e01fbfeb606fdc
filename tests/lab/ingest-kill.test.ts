// What was answered with 200 outlives a kill -9 at the very moment of the answer.
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab, openLab } from "../../lab/index.ts";
import { evtx, sessionEvent, START_MS } from "../unit/monitor/ingest/sample-logs.ts";
import { serve } from "./monitor-server.ts";

const KILLS = 3;

let lab: Lab;
beforeAll(() => {
  lab = openLab();
});
afterAll(async () => lab.close());

describe("a log that was taken", () => {
  it("is in the store, though the server is killed at once", async () => {
    const data = join(lab.makeFolder("store"), "data");
    const users = Array.from({ length: KILLS }, (_, index) => `user${index}`);
    for (const [index, user] of users.entries()) {
      const server = await serve(lab, { data });
      const answer = await fetch(new URL("api/v1/ingest/events", server.url), {
        method: "POST",
        headers: { "content-type": "application/octet-stream" },
        body: new Uint8Array(evtx([sessionEvent(21, Date.now() - START_MS - 60_000 + index, user)])),
      });
      await server.kill();
      expect(answer.status).toBe(200);
    }
    const server = await serve(lab, { data });
    const { items } = await server.get<{ items: readonly { user: string }[] }>("sessions?fromMs=0");
    await server.kill();
    expect(items.map(({ user }) => user).toSorted()).toEqual(users.map((user) => `EX\\${user}`));
  });
});
