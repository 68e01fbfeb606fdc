import { execFileSync } from "node:child_process";
import { createWriteStream, chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { Interrupted, LocalFailure } from "./local-failure.ts";
import type { Keyring } from "./password-keyring.ts";
import { type PasswordSource, type PasswordWorld, readPassword } from "./read-password.ts";

const folder = mkdtempSync(join(tmpdir(), "rdpulse-password-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(name: string, content: string | Uint8Array, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

const world = (more: Partial<PasswordWorld> = {}): PasswordWorld => ({
  env: {},
  interrupted: new AbortController().signal,
  ...more,
});

async function read(source: PasswordSource, more: Partial<PasswordWorld> = {}): Promise<string> {
  return (await readPassword(source, world(more))).reveal();
}

/** Whose failure, and which; anything else is thrown on. */
async function failureOf(source: PasswordSource, more: Partial<PasswordWorld> = {}): Promise<string> {
  const error: unknown = await readPassword(source, world(more)).catch((reason: unknown) => reason);
  if (!(error instanceof LocalFailure)) throw new Error("no LocalFailure", { cause: error });
  expect(error.message).not.toContain("s3cret");
  return `${error.whose} ${error.text}`;
}

const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, "utf16le");

describe("a password file", () => {
  it.each([
    ["one line", "pä ss\n", "pä ss"],
    ["no end of line", "s3cret", "s3cret"],
    ["a line end of Windows, and more lines", "s3cret\r\nsecond\r\n", "s3cret"],
    ["blanks around it", "  s3cret \n", "  s3cret "],
    ["a carriage return within", "a\rb\n", "a\rb"],
    ["UTF-8 with a mark", "\ufeffs3cret\n", "s3cret"],
    ["UTF-16LE with a mark", utf16("密码 1\r\nx"), "密码 1"],
    ["UTF-16BE with a mark", utf16("密码 1\n").swap16(), "密码 1"],
  ])("holds %s", async (name, content, password) => {
    expect(await read({ kind: "file", path: fileOf(name.replaceAll(/\W/g, "-"), content) })).toBe(password);
  });

  it.each([
    ["nothing", "", "password.empty"],
    ["an empty first line", "\ns3cret\n", "password.empty"],
    ["bytes that are no text", Uint8Array.of(0x73, 0xff, 0x0a), "password.not-text"],
    ["UTF-16 without a mark", Buffer.from("s3cret", "utf16le"), "password.not-text"],
    ["too much", "s3cret\n".repeat(1000), "password.too-long"],
  ])("with %s is refused", async (name, content, text) => {
    const path = fileOf(name.replaceAll(/\W/g, "-"), content);
    expect(await failureOf({ kind: "file", path })).toBe(`operator ${text}`);
  });

  it.each([0o640, 0o604, 0o620, 0o601])("of mode %o is refused: others can reach it", async (mode) => {
    const path = fileOf("open", "s3cret\n", mode);
    expect(await failureOf({ kind: "file", path })).toBe("operator password.file-open-to-others");
  });

  it("that is a folder, missing, or below a file is refused", async () => {
    mkdirSync(join(folder, "dir"), { recursive: true });
    const below = join(fileOf("plain", "s3cret"), "below");
    const failures = [join(folder, "dir"), join(folder, "none"), below].map((path) =>
      failureOf({ kind: "file", path }),
    );
    expect(await Promise.all(failures)).toEqual([
      "operator password.file-is-folder",
      "operator password.file-unreadable",
      "operator password.file-unreadable",
    ]);
  });
});

function fifo(name: string): string {
  const path = join(folder, name);
  execFileSync("mkfifo", ["-m", "644", path]);
  return path;
}

describe("a fifo", () => {
  it("is waited for, and its mode does not count", async () => {
    const path = fifo("late");
    const reading = read({ kind: "file", path });
    createWriteStream(path).end("s3cret\n");
    expect(await reading).toBe("s3cret");
  });

  it("that never ends is cut off", async () => {
    const path = fifo("endless");
    const reading = failureOf({ kind: "file", path });
    const writer = createWriteStream(path);
    // The reader goes while it is still being written to.
    writer.on("error", () => undefined);
    writer.write("s3cret".repeat(5000));
    expect(await reading).toBe("operator password.too-long");
    writer.destroy();
  });

  it("to which nobody writes is left on Ctrl-C", async () => {
    const interruption = new AbortController();
    const reading = read({ kind: "file", path: fifo("silent") }, { interrupted: interruption.signal });
    setImmediate(() => interruption.abort());
    await expect(reading).rejects.toBeInstanceOf(Interrupted);
  });
});

describe("an environment variable", () => {
  it("is read once, and deleted", async () => {
    const env: Record<string, string | undefined> = { RDP_PASSWORD: "s3cret", OTHER: "x" };
    expect(await read({ kind: "environment", name: "RDP_PASSWORD" }, { env })).toBe("s3cret");
    expect(env).toEqual({ OTHER: "x" });
    expect(await failureOf({ kind: "environment", name: "RDP_PASSWORD" }, { env })).toBe(
      "operator password.environment-unset",
    );
  });

  it("that is empty is no password", async () => {
    const source: PasswordSource = { kind: "environment", name: "EMPTY" };
    expect(await failureOf(source, { env: { EMPTY: "" } })).toBe("operator password.environment-unset");
  });
});

const keyring = (getPassword: Keyring["getPassword"]): Partial<PasswordWorld> => ({
  loadKeyring: async () => ({ getPassword }),
});

describe("a keyring", () => {
  const source: PasswordSource = { kind: "keyring", service: "rdpulse", user: "corp\\alice" };
  it("is asked for the service and the user", async () => {
    const answer = keyring(async (service, user) => `${service}/${user}`);
    expect(await read(source, answer)).toBe("rdpulse/corp\\alice");
  });

  it("without an entry, or with an empty one, is refused", async () => {
    expect(
      await failureOf(
        source,
        keyring(async () => null),
      ),
    ).toBe("operator password.keyring-no-entry");
    expect(
      await failureOf(
        source,
        keyring(async () => ""),
      ),
    ).toBe("operator password.empty");
  });

  // The package's words, as seen with no bus, a locked collection without a prompter, and two entries.
  it.each([
    [
      "Platform failure: DBus error: set your DBUS_SESSION_BUS_ADDRESS instead",
      "environment password.keyring-unavailable",
    ],
    [
      "Couldn't access platform storage: Secret Service: unlock prompt was dismissed",
      "environment password.keyring-locked",
    ],
    ["Entry is matched by 2 credentials: [Entry { inner }]", "operator password.keyring-ambiguous"],
  ])("that says “%s” is %s", async (said, failure) => {
    const failing = keyring(() => Promise.reject(new Error(said)));
    expect(await failureOf(source, failing)).toBe(failure);
  });

  it("whose package is not installed is the environment's", async () => {
    const absent = { loadKeyring: () => Promise.reject(new Error("ERR_MODULE_NOT_FOUND")) };
    expect(await failureOf(source, absent)).toBe("environment password.keyring-absent");
  });
});
