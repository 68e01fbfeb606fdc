import { CheckFailed } from "../../../src/io/probe/index.ts";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { LogonOptions } from "../../../src/core/plan/index.ts";
import { acceptedByNla, notVerifiable, refusedByNla, session } from "./logon-fixture.ts";
import { type Outcome, runCli, type SeenByLogon, type Staging, TRANSCRIPT } from "./test-world.ts";

const PASSWORD = "Gr\u00fcn-\u5bc6\u7801-4711";

let directory = "";
let passwordFile = "";
let state = "";
let count = 0;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "rdpulse-logon-"));
  passwordFile = join(directory, "password");
  await writeFile(passwordFile, `${PASSWORD}\n`, { mode: 0o600 });
});
beforeEach(() => {
  count += 1;
  state = join(directory, `state-${count}`);
});
afterAll(async () => {
  await rm(directory, { recursive: true });
});

type LogOn = NonNullable<Staging["logOn"]>;

async function logon(see: LogOn | undefined, ...argv: readonly string[]): Promise<Outcome> {
  const argvOfAll = ["logon", "rds01", "--password-file", passwordFile, "--state", state, ...argv];
  return runCli(argvOfAll, see === undefined ? {} : { logOn: see });
}

async function optionsOf(...argv: readonly string[]): Promise<LogonOptions> {
  let seen: LogonOptions | undefined;
  const outcome = await logon(
    (options) => {
      seen = options;
      return { evidence: acceptedByNla() };
    },
    ...argv,
  );
  if (seen === undefined) throw new Error(`nobody was logged on: ${outcome.stderr}`);
  return seen;
}

describe("options of logon", () => {
  it("hands over what is given, and defaults for the rest", async () => {
    expect(await optionsOf("--user", "anna")).toEqual({
      logon: true,
      input: "rds01",
      host: "rds01",
      port: 3389,
      user: "anna",
      domain: "",
      depth: "credential",
      end: "disconnect",
      desktop: { width: 1024, height: 768, colorDepth: 24, settleMs: 1500, timeoutMs: 25_000 },
      security: "auto",
      allowChangedKey: false,
      allowClearText: false,
      stageTimeoutMs: 5000,
      totalTimeoutMs: 60_000,
    });
    const given =
      "-u LAB\\anna --desktop --size 800x600 --colors 16 --settle 2s --desktop-timeout 9s --end logoff --logoff-keys Ctrl+D --shell notepad.exe --security tls --accept-changed-key --allow-clear-text --timeout 30s --source 192.0.2.1 --resolver 192.0.2.53 --name rds.example.com --load-balance-info token";
    expect(await optionsOf(...given.split(" "))).toMatchObject({
      user: "anna",
      domain: "LAB",
      depth: "desktop",
      end: "logoff",
      desktop: {
        width: 800,
        height: 600,
        colorDepth: 16,
        settleMs: 2000,
        timeoutMs: 9000,
        logoffKeys: [{ key: { scanCode: 0x20 }, hold: [{ scanCode: 0x1d }] }],
        alternateShell: "notepad.exe",
      },
      security: "tls",
      allowChangedKey: true,
      allowClearText: true,
      totalTimeoutMs: 30_000,
      source: "192.0.2.1",
      resolver: "192.0.2.53",
      certificateName: "rds.example.com",
      loadBalanceInfo: "token",
    });
  });

  it("strikes the keys of Windows where none were named", async () => {
    const { desktop } = await optionsOf("--user", "anna", "--desktop", "--end", "logoff");
    expect(desktop.logoffKeys).toHaveLength(8);
  });

  it("refuses what cannot be meant, in one line, before a password is asked for", async () => {
    const gateway = join(directory, "office.rdp");
    await writeFile(gateway, "full address:s:rds01\ngatewayhostname:s:gw.example.com\ngatewayusagemethod:i:1\n");
    const anna = ["--user", "anna"];
    const cases: readonly (readonly string[])[] = [
      ["rds01"],
      anna,
      ["rds01", "more", ...anna],
      ["rds01", ...anna, "--size", "10x10"],
      ["rds01", ...anna, "--desktop", "--size", "10x10"],
      ["rds01", ...anna, "--desktop", "--colors", "12"],
      ["rds01", ...anna, "--screenshot", "desk.png"],
      ["rds01", ...anna, "--end", "logoff"],
      ["rds01", ...anna, "--desktop", "--logoff-keys", "Ctrl+D"],
      ["rds01", ...anna, "--desktop", "--end", "logoff", "--logoff-keys", "Strg+D"],
      ["rds01", ...anna, "--every", "5s"],
      ["rds01", ...anna, "--repeat", "0"],
      ["rds01", ...anna, "--repeat", "2", "--every", "100ms"],
      ["rds01", ...anna, "--json", "--ndjson"],
      ["rds01", ...anna, "--desktop", "--shell", ""],
      ["rds01", ...anna, "--password-env", "not a name"],
      ["rds01", ...anna, "--password-env", "PW_THAT_IS_NOT_SET"],
      ["rds01", ...anna, "--password-env", "A", "--password-file", "b"],
      ["rds01", ...anna, "--password-file", join(directory, "none")],
      ["rds01", ...anna, "--desktop", "--screenshot", join(directory, "none", "desk.png")],
      ["rds01", ...anna, "--domain", "A\nB"],
      [gateway, ...anna],
    ];
    for (const argv of cases) {
      for (const lang of ["en", "zh"]) {
        const { code, stdout, stderr } = await runCli(["logon", ...argv, "--lang", lang, "--state", state]);
        expect({ argv, code, stdout }).toEqual({ argv, code: 2, stdout: "" });
        expect(stderr).toMatch(/^rdpulse: [^\n]+\n$/);
        expect(stderr).not.toMatch(/\{\w+\}/);
        expect(/\p{Script=Han}/u.test(stderr)).toBe(lang === "zh");
      }
    }
  });
});

describe("a password", () => {
  it("is no argument, and what was written is not repeated", async () => {
    const anna = ["--user", "anna"];
    const cases: readonly (readonly string[])[] = [
      ["rds01", ...anna, "--password", "S3cret!x"],
      ["rds01", ...anna, "--password=S3cret!x"],
      ["rds01", ...anna, "--pass", "S3cret!x"],
      ["rds01", ...anna, "-p", "S3cret!x"],
      ["rds01", ...anna, "-pS3cret!x"],
      ["rds01", "--user", "anna:S3cret!x"],
      ["rds01", "--user", "anna%S3cret!x"],
      ["anna:S3cret!x@rds01"],
      ["rds01", ...anna, "S3cret!x"],
      ["rds01", "/u:anna", "/p:S3cret!x"],
      ["/p:S3cret!x", ...anna],
      ["rds01", ...anna, "--password-env", "S3cret!x"],
    ];
    for (const argv of cases) {
      for (const lang of ["en", "zh"]) {
        const { code, stdout, stderr } = await runCli(["logon", ...argv, "--lang", lang, "--state", state]);
        expect({ argv, code, stdout }).toEqual({ argv, code: 2, stdout: "" });
        expect(stderr).toMatch(lang === "en" ? /password/ : /密码/);
        expect(stderr).not.toContain("S3cret");
      }
    }
    expect((await runCli(["logon", "--help"])).stdout).not.toMatch(/--password /);
  });

  it("is read from a file or the environment, and stands in nothing that is written", async () => {
    const handed: string[] = [];
    const see: LogOn = (_, password) => {
      handed.push(password);
      return { evidence: session() };
    };
    const transcript = join(directory, "talk.txt");
    const outcome = await logon(see, "--user", "anna", "--desktop", "--json", "--transcript", transcript);
    const second = await runCli(["logon", "rds01", "-u", "anna", "--password-env", "PW", "--state", state], {
      logOn: see,
      env: { PW: PASSWORD },
    });
    expect(handed).toEqual([PASSWORD, PASSWORD]);
    const files = await Promise.all((await readdir(state)).map((name) => readFile(join(state, name), "utf8")));
    const written = [outcome.stdout, outcome.stderr, second.stdout, second.stderr, ...files].join("");
    expect(written).not.toContain(PASSWORD);
    expect(await readFile(transcript, "utf8")).toBe(TRANSCRIPT);
  });
});

const seeRefusal: LogOn = () => ({ evidence: refusedByNla() });
const fail: LogOn = () => {
  throw Object.assign(new Error("boom"), { transcript: TRANSCRIPT });
};

describe("exit codes of logon", () => {
  it("are 0 only for a logon that was accepted", async () => {
    const codes: number[] = [];
    for (const evidence of [acceptedByNla(), session(), refusedByNla(), notVerifiable()]) {
      codes.push((await logon(() => ({ evidence }), "--user", "anna", "--despite-failures")).code);
    }
    expect(codes).toEqual([0, 0, 1, 1]);
  });

  it("are 70 with the conversation for a fault of ours, and 130 when interrupted", async () => {
    const { code, stderr } = await logon(fail, "--user", "anna");
    expect(code).toBe(70);
    const path = /conversation (.+)\n/.exec(stderr)?.[1] ?? "";
    expect(await readFile(path, "utf8")).toBe(TRANSCRIPT);
    await rm(path);
    const interruption = new AbortController();
    const stopped = await runCli(["logon", "rds01", "-u", "anna", "--password-file", passwordFile, "--state", state], {
      interrupted: interruption.signal,
      logOn: () => {
        interruption.abort();
        throw new Error("aborted");
      },
    });
    expect({ ...stopped, stderr: "" }).toEqual({ code: 130, stdout: "", stderr: "" });
  });
});

describe("the lockout guard", () => {
  it("sends nothing after two refusals, says when it may, and gives way when asked by name", async () => {
    expect((await logon(seeRefusal, "--user", "LAB\\anna")).code).toBe(1);
    expect((await logon(seeRefusal, "--user", "LAB\\anna")).code).toBe(1);
    const third = await logon(undefined, "--user", "lab\\ANNA");
    expect(third.code).toBe(2);
    expect(third.stderr).toMatch(
      /^rdpulse: lab\\ANNA was refused 2 times in a row, .* allowed at \d{4}-\d\d-\d\dT[\d:.]+Z \(in (?:29|30) min\), or now with --despite-failures\n$/,
    );
    expect((await logon(seeRefusal, "--user", "LAB\\anna", "--despite-failures")).code).toBe(1);
    expect((await logon(() => ({ evidence: acceptedByNla() }), "--user", "other")).code).toBe(0);
  });

  it("counts a refusal after which the logon was interrupted", async () => {
    const refused = await readFile(
      new URL("../../../transcripts/logon-freerdp-shadow-nla-wrong-password.txt", import.meta.url),
      "utf8",
    );
    for (let refusal = 0; refusal < 2; refusal++) {
      const interruption = new AbortController();
      const stopped = await runCli(["logon", "rds01", "-u", "eve", "--password-file", passwordFile, "--state", state], {
        interrupted: interruption.signal,
        logOn: () => {
          interruption.abort();
          throw new CheckFailed(new Error("aborted"), refused);
        },
      });
      expect(stopped.code).toBe(130);
    }
    expect((await logon(undefined, "--user", "eve")).code).toBe(2);
  });

  it("keeps no key that CredSSP showed to be somebody else's", async () => {
    const keys: (string | undefined)[] = [];
    const see: LogOn = (options) => {
      keys.push(options.knownKeySha256);
      const evidence = acceptedByNla();
      const facts = {
        ...evidence.facts,
        "tls.certificateSha256": { value: "cd".repeat(32), line: 5 },
        "credssp.serverKey": { value: "different", line: 9 },
      } as const;
      return { evidence: { ...evidence, facts } };
    };
    await logon(see, "--user", "mallory");
    await logon(see, "--user", "mallory");
    expect(keys).toEqual([undefined, undefined]);
  });

  it("remembers the key that a host showed, and hands it to the next logon", async () => {
    const keys: (string | undefined)[] = [];
    const key = "ab".repeat(32);
    const see: LogOn = (options) => {
      keys.push(options.knownKeySha256);
      const evidence = acceptedByNla();
      return {
        evidence: { ...evidence, facts: { ...evidence.facts, "tls.certificateSha256": { value: key, line: 3 } } },
      };
    };
    await logon(see, "--user", "anna");
    await logon(see, "--user", "anna");
    expect(keys).toEqual([undefined, key]);
  });
});

const seePicture: LogOn = (): SeenByLogon => ({ evidence: session(), picture: PIXELS });

const PIXELS = { width: 64, height: 48, rgba: new Uint8Array(64 * 48 * 4).fill(90), drawnShare: 1 };

describe("the picture of a logon", () => {
  it("is kept as a PNG that others cannot read, and named in the report", async () => {
    const file = join(directory, "desk.png");
    const { stdout } = await logon(seePicture, "--user", "anna", "--desktop", "--screenshot", file, "--json");
    expect(JSON.parse(stdout)).toMatchObject({ schema: "rdpulse.logon/1", picture: { kind: "desktop", file } });
    expect((await readFile(file)).subarray(1, 4).toString()).toBe("PNG");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it("is not drawn into a pipe unless it is asked for", async () => {
    expect((await logon(seePicture, "--user", "anna", "--desktop")).stdout).not.toMatch(/[▀█]/);
    const drawn = await logon(seePicture, "--user", "anna", "--desktop", "--preview", "blocks");
    expect(drawn.stdout).toMatch(/[░▒]/);
    expect((await logon(seePicture, "--user", "anna", "--desktop", "--preview", "kitty")).stdout).toContain(
      "\u001b_Ga=T",
    );
    expect((await logon(seePicture, "--user", "anna", "--desktop", "--preview", "sixel")).stdout).toContain(
      "\u001bP0;1q",
    );
  });

  it("that never came is said, and no file is left", async () => {
    const file = join(directory, "none.png");
    const { stderr } = await logon(
      () => ({ evidence: session() }),
      "--user",
      "anna",
      "--desktop",
      "--screenshot",
      file,
    );
    expect(stderr).toContain("was not written");
    expect(await readdir(directory)).not.toContain("none.png");
  });
});

describe("--repeat", () => {
  it("prints percentiles of every part", async () => {
    const { code, stdout } = await logon(
      () => ({ evidence: session() }),
      ..."--user anna --desktop --repeat 3 --every 250ms --json".split(" "),
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: "rdpulse.logon-series/1",
      complete: true,
      runs: [{ logon: { outcome: "accepted" } }, {}, {}],
      percentiles: { firstPictureMs: { runs: 3, p50: 812, max: 812 }, roundTripMs: { p95: 1.6 } },
    });
    const page = await logon(
      () => ({ evidence: session() }),
      ..."--user anna --desktop --repeat 2 --every 250ms".split(" "),
    );
    expect(page.stdout).toContain("run 2 of 2: LAB\\labuser can work");
    expect(page.stdout).toMatch(/first picture +2 +812 ms +812 ms +812 ms/);
  });

  it("stops at the first refusal, and says why", async () => {
    let runs = 0;
    const see: LogOn = () => ({ evidence: ++runs < 2 ? acceptedByNla() : refusedByNla() });
    const { code, stdout } = await logon(see, ..."--user anna --repeat 5 --every 250ms".split(" "));
    expect({ code, runs }).toEqual({ code: 1, runs: 2 });
    expect(stdout).toContain("Stopped at the first refusal");
  });

  it("prints a line of JSON for each logon as it comes", async () => {
    const { stdout } = await logon(
      () => ({ evidence: acceptedByNla() }),
      ..."--user anna --repeat 2 --every 250ms --ndjson".split(" "),
    );
    const lines = stdout.trimEnd().split("\n");
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
      { schema: "rdpulse.logon/1" },
      { schema: "rdpulse.logon/1" },
    ]);
  });
});
