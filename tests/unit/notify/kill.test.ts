import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openStore } from "../../../src/io/store/index.ts";
import { delivery, NOON_MS, receiver, type Receiver } from "./bench.ts";

const CHILD = fileURLToPath(new URL("dispatch-child.ts", import.meta.url));

let folder: string;
let server: Receiver;
let child: ChildProcess | undefined;
/** Requests at which the sender is killed, before it hears of the answer. */
let killAt: number[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "rdpulse-outbox-"));
  server = await receiver((response, index) => {
    if (killAt.includes(index)) child?.kill("SIGKILL");
    response.end("{}");
  });
});
afterEach(async () => {
  child?.kill("SIGKILL");
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a dispatcher in a process of its own until it ends or is killed: "done" or "killed". */
async function dispatch(): Promise<string> {
  child = spawn(process.execPath, [CHILD, folder, server.url], { stdio: ["ignore", "inherit", "inherit"] });
  const [code, signal] = await once(child, "exit");
  return signal === "SIGKILL" ? "killed" : `exit ${String(code)}`;
}

const ids = (): readonly unknown[] => server.got.map((got) => got.headers["webhook-id"]);

describe("a dispatcher that is killed", () => {
  it("between sending and settling repeats that message once, with the same id, and loses none", async () => {
    const store = await openStore({ folder });
    const messages = [0, 1, 2].map((id) => delivery("hook", { ordinal: `${id}` }, NOON_MS + id));
    await store.outbox.add(messages);
    await store.close();
    const [first, second, third] = messages.map((one) => one.id);

    killAt = [0, 2];
    expect(await dispatch()).toBe("killed");
    expect(ids()).toEqual([first]);
    expect(await dispatch()).toBe("killed");
    expect(ids()).toEqual([first, first, second]);
    expect(await dispatch()).toBe("exit 0");
    expect(ids()).toEqual([first, first, second, second, third]);
    expect(await dispatch()).toBe("exit 0");
    expect(ids()).toHaveLength(5);

    const after = await openStore({ folder });
    const { items } = await after.outbox.list(1, {});
    await after.close();
    expect(items.map((one) => one.state)).toEqual(["delivered", "delivered", "delivered"]);
  }, 30_000);
});
