// The password of a real logon by the real command line, looked for in everything that is written or shown: as text of one
// and of two bytes a character, in base64, in hexadecimal, and as the hash that Windows takes for the password itself.
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { desktopHost, freerdpShadow, type Lab, labAccount, needs, openLab } from "../../lab/index.ts";
import { fromUtf16 } from "../../src/core/bytes/index.ts";
import { md4 } from "../../src/core/crypto/index.ts";

const launcher = fileURLToPath(new URL("../../bin/rdpulse.mjs", import.meta.url));

let lab: Lab;
beforeAll(() => {
  lab = openLab();
});
afterAll(() => lab.close());

let password: string;
/** Home, state, temporary files and everything that was asked for go here. */
let folder: string;
beforeEach(() => {
  password = `Rd9!${randomBytes(12).toString("base64url")}`;
  folder = mkdtempSync(join(tmpdir(), "rdpulse-secrets-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The characters of base64 that depend on `secret` alone, for each of the three places it can begin at. */
function base64Forms(secret: Buffer): readonly string[] {
  return [0, 1, 2].map((before) => {
    const padding = Buffer.alloc((3 - ((before + secret.length) % 3)) % 3);
    const whole = Buffer.concat([Buffer.alloc(before), secret, padding]).toString("base64");
    const last = whole.length - Math.ceil((padding.length * 8) / 6);
    return whole.slice(Math.ceil((before * 8) / 6), last);
  });
}

/** Everything by which somebody could log on, or read the password. */
function formsOf(secret: string): readonly Buffer[] {
  const utf16 = Buffer.from(fromUtf16(secret));
  const forms = [Buffer.from(secret), utf16, Buffer.from(utf16).swap16(), Buffer.from(md4(utf16))];
  const texts = forms.flatMap((form) => [
    ...base64Forms(form),
    ...base64Forms(form).map((base64) => base64.replaceAll("+", "-").replaceAll("/", "_")),
    form.toString("hex"),
    form.toString("hex").toUpperCase(),
  ]);
  return [...forms, ...new Set(texts)].map((form) => Buffer.from(form));
}

/** The names of those places that hold the password in any form; hexadecimal may be spread by blanks and line ends. */
function holders(places: Readonly<Record<string, Buffer>>): readonly string[] {
  const forms = formsOf(password);
  const held = (bytes: Buffer): boolean => forms.some((form) => bytes.includes(form));
  return Object.entries(places)
    .filter(
      ([, bytes]) => held(bytes) || held(Buffer.from(bytes.toString("latin1").replaceAll(/[\s:]/g, ""), "latin1")),
    )
    .map(([name]) => name);
}

function filesIn(path: string): Record<string, Buffer> {
  const found = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    found.map(({ parentPath, name }) => [
      join(parentPath, name).slice(path.length + 1),
      readFileSync(join(parentPath, name)),
    ]),
  );
}

/** Arguments and environment of a process, as everybody with the same user sees them, for as long as it runs. */
async function watch({ pid, exitCode }: ChildProcess, ended: Promise<unknown>): Promise<Record<string, Buffer>> {
  const seen: Record<string, Buffer> = {};
  let isOver = exitCode !== null;
  void ended.then(() => (isOver = true));
  while (!isOver) {
    for (const name of ["cmdline", "environ"]) {
      try {
        const bytes = readFileSync(`/proc/${pid}/${name}`);
        seen[name] = Buffer.concat([seen[name]?.subarray(0, 100_000) ?? "", bytes].map((part) => Buffer.from(part)));
      } catch {
        // It has ended between two looks.
        isOver = true;
      }
    }
    await sleep(20);
  }
  return seen;
}

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Where the password was found. */
  readonly holders: readonly string[];
  /** All that was looked through. */
  readonly places: readonly string[];
}

interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** What runs in place of the pinned Node: script(1) for a terminal. */
  readonly through?: (command: readonly string[]) => readonly string[];
}

/** Runs `rdpulse` with nothing of the test's own surroundings, and looks through all that it left and showed. */
async function rdpulse(args: readonly string[], around: Surroundings = {}): Promise<Outcome> {
  const work = join(folder, "work");
  mkdirSync(work, { recursive: true });
  const env = {
    PATH: process.env["PATH"],
    HOME: work,
    TMPDIR: work,
    RDPULSE_DEBUG: "1",
    LC_ALL: "C.UTF-8",
    ...around.env,
  };
  const command = [process.execPath, launcher, ...args];
  const [file, ...rest] = around.through?.(command) ?? command;
  const child = spawn(file ?? process.execPath, rest, { cwd: work, env, stdio: ["pipe", "pipe", "pipe"] });
  const ended = once(child, "close");
  child.stdin.end(around.input);
  const [stdout, stderr, seen] = await Promise.all([text(child.stdout), text(child.stderr), watch(child, ended)]);
  await ended;
  const places = { stdout: Buffer.from(stdout), stderr: Buffer.from(stderr), ...seen, ...filesIn(work) };
  return { code: child.exitCode, stdout, stderr, holders: holders(places), places: Object.keys(places) };
}

/** The password in a file that only we can read, outside of what is looked through. */
function passwordFile(content = password): string {
  const path = join(folder, "password");
  writeFileSync(path, `${content}\n`, { mode: 0o600 });
  return path;
}

/** For a shell; no word here holds a quote. */
const quoted = (command: readonly string[]): string => command.map((word) => `'${word}'`).join(" ");

/** Runs it on a terminal of its own, types the password, and keeps all that the terminal showed in the file `shown`. */
const onTerminal = (command: readonly string[]): readonly string[] => [
  "sh",
  "-c",
  // What is typed before the prompt has silenced the terminal would be echoed by the terminal itself: wait for it.
  '(while ! grep -q labuser shown 2> /dev/null; do sleep 0.05; done; cat "$0") | script --quiet --flush --return --command "$1" shown',
  passwordFile(`${password}\r`),
  quoted(command),
];

const report = ({ stdout }: Outcome): unknown => JSON.parse(stdout);
const outcomeOf = (outcome: string): object => expect.objectContaining({ logon: expect.objectContaining({ outcome }) });

/** What every logon is asked to write. */
const WRITTEN = ["--transcript", "transcript.txt", "--state", "state", "--json"];

describe("the look-out", () => {
  it("finds the password in every form", () => {
    for (const before of [0, 1, 2, 3]) {
      const noise = randomBytes(before);
      for (const form of [
        Buffer.from(password),
        Buffer.from(fromUtf16(password)),
        Buffer.from(md4(fromUtf16(password))),
      ]) {
        const bytes = Buffer.concat([noise, form, randomBytes(5)]);
        const spread = (bytes.toString("hex").match(/../g) ?? []).join(" ");
        const texts = [bytes.toString("base64"), bytes.toString("base64url"), bytes.toString("hex"), spread];
        for (const place of [bytes, ...texts.map((one) => Buffer.from(`x${one}`))]) {
          expect(holders({ place, other: randomBytes(200) })).toEqual(["place"]);
        }
      }
    }
  });
});

describe("a password on its way to a server with NLA", () => {
  const user = "labuser";

  async function host(accepts = password): Promise<string> {
    const { address, port } = await freerdpShadow(lab, { security: "nla", accounts: [{ user, password: accepts }] });
    return `${address}:${port}`;
  }

  beforeEach(({ skip }) => needs(skip));

  it.each(["credential", "authorize"])("is nowhere after it was accepted, at depth %s", async (depth) => {
    const more = depth === "authorize" ? ["--authorize"] : [];
    const args = ["logon", await host(), "--user", user, "--password-file", passwordFile(), ...more, ...WRITTEN];
    const outcome = await rdpulse(args);
    expect(outcome.holders).toEqual([]);
    expect(report(outcome)).toEqual(outcomeOf("accepted"));
    expect(outcome.places).toEqual(
      expect.arrayContaining([
        "stdout",
        "stderr",
        "cmdline",
        "environ",
        "transcript.txt",
        "state/logon-attempts.json",
        "state/known-keys.json",
      ]),
    );
  });

  it("is nowhere after it was refused, and so is the page for people", async () => {
    const args = ["logon", await host("another one"), "--user", user, "--password-file", passwordFile()];
    const refused = await rdpulse([...args, ...WRITTEN]);
    expect(refused.holders).toEqual([]);
    expect(report(refused)).toEqual(outcomeOf("refused"));
    const page = await rdpulse([...args, "--state", "other", "--lang", "zh"]);
    expect([page.code, page.holders]).toEqual([1, []]);
  });

  it("from the environment is handed on to nobody", async () => {
    const args = ["logon", await host(), "--user", user, "--password-env", "LOGON_PASSWORD", ...WRITTEN];
    const outcome = await rdpulse(args, { env: { LOGON_PASSWORD: password } });
    // What a process was started with the kernel keeps and shows to the same user: that much the operator chose.
    expect(outcome.holders).toEqual(["environ"]);
    expect(report(outcome)).toEqual(outcomeOf("accepted"));
  });

  it("from a terminal shows nowhere", async () => {
    const args = ["logon", await host(), "--user", user, "--transcript", "transcript.txt", "--state", "state"];
    const outcome = await rdpulse(args, { through: onTerminal, env: { SHELL: "/bin/sh" } });
    expect(outcome.holders).toEqual([]);
    expect([outcome.code, outcome.stdout]).toEqual([0, expect.stringContaining("labuser")]);
    expect(outcome.places).toEqual(expect.arrayContaining(["shown", "transcript.txt"]));
  });

  it("is nowhere after a fault of our own: not in its words, nor its stack, nor the rescued conversation", async () => {
    const plant = join(folder, "plant.mjs");
    // The state is written once the logon is over: whatever can leak is in memory by then.
    writeFileSync(
      plant,
      `const stringify = JSON.stringify;
      JSON.stringify = (value, ...more) => {
        if (value?.schema === "rdpulse.logon-attempts/1") throw new Error("planted fault");
        return stringify(value, ...more);
      };`,
    );
    const args = [
      "logon",
      await host(),
      "--user",
      user,
      "--password-file",
      passwordFile(),
      "--state",
      "state",
      "--json",
    ];
    const outcome = await rdpulse(args, { env: { NODE_OPTIONS: `--import=${plant}` } });
    expect([outcome.code, outcome.stderr]).toEqual([70, expect.stringContaining("planted fault")]);
    expect(outcome.places).toContainEqual(expect.stringMatching(/^rdpulse-\d+-\d+\.txt$/));
    expect(outcome.holders).toEqual([]);
  });
});

describe("a password in the wrong place", () => {
  it.each([
    ["as an argument", (secret: string) => ["logon", "127.0.0.1:1", "--user", "u", "--password", secret]],
    ["joined to its option", (secret: string) => ["logon", "127.0.0.1:1", "--user", "u", `--password=${secret}`]],
    ["behind the user", (secret: string) => ["logon", "127.0.0.1:1", "--user", `u:${secret}`]],
    [
      "for the name of its variable",
      (secret: string) => ["logon", "127.0.0.1:1", "--user", "u", "--password-env", secret],
    ],
  ])("%s is refused, and not repeated", async (_, args) => {
    const outcome = await rdpulse(args(password));
    expect([outcome.code, outcome.stdout]).toEqual([2, ""]);
    // It stands among the arguments, which is why it is refused.
    expect(outcome.holders.filter((place) => place !== "cmdline")).toEqual([]);
  });
});

describe("a password on its way into a session", () => {
  // Encrypted by TLS, and by the keys of standard RDP security, which a transcript could otherwise give away.
  it.for(["tls", "rdp"])("is nowhere after a desktop over %s", async (security, { skip }) => {
    needs(skip, { root: true, packages: ["core", "desktop"] });
    const [account, server] = await Promise.all([labAccount(lab, "good", password), desktopHost(lab)]);
    const target = `${server.address}:${server.port}`;
    const args = ["logon", target, "--user", account.user, "--domain", "Xvnc", "--password-file", passwordFile()];
    const more = ["--security", security, "--desktop", "--screenshot", "desktop.png", ...WRITTEN];
    const outcome = await rdpulse([...args, ...more, ...(security === "rdp" ? ["--allow-clear-text"] : [])]);
    await server.stop();
    expect(outcome.holders).toEqual([]);
    expect(report(outcome)).toEqual(outcomeOf("accepted"));
    expect(outcome.places).toEqual(
      expect.arrayContaining(["desktop.png", "transcript.txt", "state/logon-attempts.json"]),
    );
  });
});
