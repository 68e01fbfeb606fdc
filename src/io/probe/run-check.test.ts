import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, it } from "vitest";
import { QUESTION_IDS } from "../../core/plan/index.ts";
import { runCheck } from "./run-check.ts";

it("tells of each stage as soon as it is over, and not when the connection is", async () => {
  const seen: string[] = [];
  const hasConnected = Promise.withResolvers<void>();
  // It goes only when the first stage was told: else nobody ends the conversation before its deadline.
  const server = createServer((socket) => {
    socket.on("error", () => undefined).resume();
    void hasConnected.promise.then(() => socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port }: Pick<AddressInfo, "port"> = Object.assign({ port: 0 }, server.address());
  const address = { input: "127.0.0.1", host: "127.0.0.1", port };
  const limits = { stageTimeoutMs: 20_000, totalTimeoutMs: 25_000 };
  const run = await runCheck(
    { ...address, ...limits, lastStage: "capabilities", skip: QUESTION_IDS },
    {
      onStage: (stage, outcome, ms) => {
        seen.push(`${stage} ${outcome} ${ms === undefined ? "untimed" : "timed"}`);
        if (stage === "tcp") hasConnected.resolve();
      },
    },
  );
  server.close();
  expect(seen.slice(0, 2)).toEqual(["tcp ok timed", "x224 failed timed"]);
  expect(run.evidence.stages.find(({ name }) => name === "x224")?.fault?.kind).not.toBe("x224-silence");
});
