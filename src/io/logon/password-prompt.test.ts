// The prompt on a real terminal: script(1) gives the child one of its own, and shows all that appears on it.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { describe, expect, it } from "vitest";

const ROOM = new URL("index.ts", import.meta.url).href;
const QUESTION = "Password for corp\\alice: ";
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Says the password's hash, never itself: all that shows of the password then came from an echo. */
const PROGRAM = `
  import { createHash } from "node:crypto";
  import { readPassword } from ${JSON.stringify(ROOM)};
  const interruption = new AbortController();
  process.on("SIGTERM", () => interruption.abort());
  const world = { env: process.env, interrupted: interruption.signal };
  const source = { kind: "prompt", question: process.env.QUESTION };
  const answer = await readPassword(source, world).then(
    (secret) => "hash " + createHash("sha256").update(secret.reveal()).digest("hex"),
    (error) => [error.name, error.whose, error.text].join(" ").trim(),
  );
  console.log(answer);
`;

interface Terminal {
  readonly type: (keys: string) => void;
  /** All that appeared on the terminal until the program and `after` ended. */
  readonly shown: Promise<string>;
}

/** Starts the program on a terminal, its stdin elsewhere, and waits for the question. */
async function ask(after = "true"): Promise<Terminal> {
  const child = `"$NODE" --input-type=module-typescript --eval "$PROGRAM" < /dev/null; ${after}`;
  const env = { ...process.env, NODE: process.execPath, PROGRAM, QUESTION, SHELL: "/bin/sh", NODE_OPTIONS: "" };
  const script = spawn("script", ["--quiet", "--command", child, "/dev/null"], {
    env,
    stdio: ["pipe", "pipe", "inherit"],
  });
  let text = "";
  const asked = Promise.withResolvers<void>();
  script.stdout.setEncoding("utf8").on("data", (part: string) => {
    text += part;
    if (text.includes(QUESTION)) asked.resolve();
  });
  const shown = once(script, "close").then(() => text.replaceAll("\r", ""));
  await Promise.race([asked.promise, shown]);
  return { type: (keys) => void script.stdin.write(keys), shown };
}

describe("the prompt", () => {
  it("takes a password and shows nothing of it", async () => {
    const { type, shown } = await ask();
    for (const key of "s3 crét密🔑") type(key);
    type("\r");
    expect(await shown).toBe(`${QUESTION}\nhash ${sha256("s3 crét密🔑")}\n`);
  });

  it("understands backspace", async () => {
    const { type, shown } = await ask();
    type("s3cretX\u007f\r");
    expect(await shown).toBe(`${QUESTION}\nhash ${sha256("s3cret")}\n`);
  });

  it.each([
    ["Ctrl-C", "s3cret\u0003", "Interrupted"],
    ["Ctrl-D", "\u0004", "LocalFailure operator password.nothing-entered"],
    ["Enter alone", "\r", "LocalFailure operator password.nothing-entered"],
  ])("ends on %s", async (_, keys, said) => {
    const { type, shown } = await ask();
    type(keys);
    expect(await shown).toBe(`${QUESTION}\n${said}\n`);
  });

  it("leaves the terminal as it was", async () => {
    const { type, shown } = await ask("stty -a");
    type("s3cret\r");
    expect(await shown).toMatch(/(?<!-)icanon[\s\S]*(?<!-)\becho\b/);
  });

  it("says so where there is no terminal", async () => {
    const flags = ["--input-type=module-typescript", "--eval", PROGRAM];
    const child = spawn("setsid", ["--wait", process.execPath, ...flags], {
      env: { ...process.env, QUESTION, NODE_OPTIONS: "" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (part: string) => (text += part));
    await once(child, "close");
    expect(text).toBe("LocalFailure operator password.no-terminal\n");
  });
});
