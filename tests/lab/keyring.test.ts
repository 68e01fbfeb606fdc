// The keyring against a real Secret Service: gnome-keyring in a message bus session of its own, its files in a folder of the
// test.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { needs } from "../../lab/index.ts";

let home: string;
beforeEach(({ skip }) => {
  needs(skip, { packages: ["core", "keyring"] });
  home = mkdtempSync(join(tmpdir(), "rdpulse-keyring-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const ROOM = new URL("../../src/io/logon/index.ts", import.meta.url).href;
const PROGRAM = `
  import { readPassword } from ${JSON.stringify(ROOM)};
  const source = { kind: "keyring", service: "rdpulse", user: process.argv[1] };
  const world = { env: process.env, interrupted: new AbortController().signal };
  const answer = await readPassword(source, world).then(
    (secret) => "password " + secret.reveal(),
    (error) => error.whose + " " + error.text,
  );
  console.log(answer);
`;

const UNLOCK = "printf collection-password | gnome-keyring-daemon --unlock --components=secrets > /dev/null";
const ASK = `"$NODE" --input-type=module-typescript --eval "$PROGRAM"`;
const store = (password: string, attributes: string): string =>
  `printf '%s' '${password}' | secret-tool store --label=RDP ${attributes}`;

/** Runs the lines in a session of their own, and gives what they printed. */
async function session(wrapper: readonly string[], ...lines: string[]): Promise<string[]> {
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, DBUS_SESSION_BUS_ADDRESS: _bus, ...rest } = process.env;
  const env = { ...rest, HOME: home, XDG_RUNTIME_DIR: home, NODE: process.execPath, NODE_OPTIONS: "", PROGRAM };
  const [file, ...args] = [...wrapper, "sh", "-c", lines.join("\n")];
  const child = spawn(file, args, { env, stdio: ["ignore", "pipe", "ignore"] });
  const [printed] = await Promise.all([text(child.stdout), once(child, "close")]);
  return printed.split("\n").filter((line) => line !== "");
}

const BUS = ["dbus-run-session", "--"];

describe("a password in the keyring", () => {
  it("is found by service and user, whoever stored it", async () => {
    const printed = await session(
      BUS,
      UNLOCK,
      store("s3 crét密", "service rdpulse username alice"),
      store("of another", "service other username alice"),
      // As the package itself, and every other program on the same library, stores an entry.
      store("b0b", "service rdpulse username 'corp\\bob' target default"),
      `${ASK} alice`,
      `${ASK} 'corp\\bob'`,
    );
    expect(printed).toEqual(["password s3 crét密", "password b0b"]);
  });

  it("that is not there, or there twice, is the operator's to mend", async () => {
    const printed = await session(
      BUS,
      UNLOCK,
      `${ASK} alice`,
      store("one", "service rdpulse username alice"),
      store("two", "service rdpulse username alice target default"),
      `${ASK} alice`,
    );
    expect(printed).toEqual(["operator password.keyring-no-entry", "operator password.keyring-ambiguous"]);
  });

  it("in a collection that is locked, and that nobody unlocks, is the environment's", async () => {
    const lock =
      "dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets " +
      "org.freedesktop.Secret.Service.Lock array:objpath:/org/freedesktop/secrets/collection/login > /dev/null";
    const printed = await session(BUS, UNLOCK, store("s3cret", "service rdpulse username alice"), lock, `${ASK} alice`);
    expect(printed).toEqual(["environment password.keyring-locked"]);
  });

  it("cannot be had without a message bus", async () => {
    expect(await session(["env"], `${ASK} alice`)).toEqual(["environment password.keyring-unavailable"]);
  });
});
