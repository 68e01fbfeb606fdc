import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CheckOptions } from "../../../src/core/plan/index.ts";
import { expiredCertificate, healthy, refused } from "./evidence-fixture.ts";
import { runCli, type Staging, TRANSCRIPT } from "./test-world.ts";

let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "rdpulse-check-"));
});
afterAll(async () => {
  await rm(directory, { recursive: true });
});

async function optionsOf(...argv: readonly string[]): Promise<CheckOptions> {
  let seen: CheckOptions | undefined;
  const outcome = await runCli(["check", ...argv], {
    see: (options) => {
      seen = options;
      return healthy();
    },
  });
  if (seen === undefined) throw new Error(`nothing was probed: ${outcome.stderr}`);
  return seen;
}

async function place(target: string): Promise<string> {
  const { host, port } = await optionsOf(target);
  return `${host} ${port}`;
}

const seeRefusal: Staging["see"] = () => refused();

describe("exit codes of check", () => {
  it("0 for a healthy host, 1 for a finding at the bar", async () => {
    expect((await runCli(["check", "192.0.2.20"], { see: () => healthy() })).code).toBe(0);
    expect((await runCli(["check", "192.0.2.10"], { see: () => refused() })).code).toBe(1);
    expect((await runCli(["check", "rds01"], { see: () => expiredCertificate() })).code).toBe(1);
    expect((await runCli(["check", "rds01", "--fail-on", "blocks"], { see: () => expiredCertificate() })).code).toBe(0);
  });

  it("2 for what the operator can mend, in one line, before anything is probed", async () => {
    const foreign = join(directory, "letter.txt");
    await writeFile(foreign, "Dear Sir");
    const broken = join(directory, "broken.pem");
    await writeFile(broken, "-----BEGIN CERTIFICATE----- BROKEN");
    const cases: readonly (readonly string[])[] = [
      ["chek", "rds01"],
      ["rds01.example.com"],
      ["check"],
      ["check", "a", "b"],
      ["check", "rds01", "--jsn"],
      ["check", "rds01", "--timeout", "soon"],
      ["check", "rds01", "--timeout"],
      ["check", "rds01", "--timeout", "--json"],
      ["check", "rds01", "--json=yes"],
      ["check", "rds01", "--stages", "tsl"],
      ["check", "rds01", "--skip", "upd"],
      ["check", "rds01", "--fail-on", "always"],
      ["check", "rds01", "--lang", "de"],
      ["check", "rds01", "--width", "10"],
      ["check", "rds01", "--source", "eth0"],
      ["check", "rds01", "--resolver", "dns.example.com"],
      ["check", "192.0.2.1", "--resolver", "dns.example.com:53"],
      ["check", "rds01", "--proxy", "http://proxy:8080"],
      ["check", "rds01", "--cookie", "two\r\nlines"],
      ["check", "rds01", "--cookie", "c".repeat(222)],
      ["check", "rds01", "--load-balance-info", "i".repeat(239)],
      ["check", "rds01", "--gateway", "gw.example.com:port"],
      ["check", "rds01", "--gateway", "gw!.example.com"],
      ["check", "rds01", "--name", "two names"],
      ["check", "rds01", "--ca", join(directory, "none.pem")],
      ["check", "rds01", "--ca", broken],
      ["check", "rds01", "--transcript", join(directory, "no", "such", "place")],
      ["check", "rds01", "--transcript", foreign],
      ["check", "https://rds01.example.com/"],
      ["check", "300.1.2.3"],
      ["check", "rds01:99999"],
      ["check", "not a host"],
      ["check", join(directory, "none.rdp")],
      ["replay", join(directory, "none.txt")],
      ["replay", foreign],
      ["explain"],
      ["schema", "chek-1"],
      ["completion", "tcsh"],
      ["scan"],
      ["scan", "10.0.0.0/8"],
    ];
    for (const argv of cases) {
      for (const lang of ["en_GB.UTF-8", "zh_CN.UTF-8"]) {
        const { code, stdout, stderr } = await runCli(argv, { env: { LANG: lang } });
        expect({ argv, code, stdout }).toEqual({ argv, code: 2, stdout: "" });
        expect(stderr).toMatch(/^rdpulse: [^\n]+\n$/);
        expect(stderr).not.toMatch(/\{\w+\}/);
        expect(/\p{Script=Han}/u.test(stderr)).toBe(lang.startsWith("zh"));
      }
    }
    expect(await readFile(foreign, "utf8")).toBe("Dear Sir");
  });

  it("70 for our own fault, with the path of the conversation", async () => {
    const { code, stderr } = await runCli(["check", "rds01"], {
      see: () => {
        throw Object.assign(new Error("boom"), { transcript: TRANSCRIPT });
      },
    });
    expect(code).toBe(70);
    expect(stderr).toMatch(/^rdpulse: a fault in rdpulse itself: boom\. .+\.txt\n$/);
    const path = /conversation (.+)\n/.exec(stderr)?.[1] ?? "";
    expect(await readFile(path, "utf8")).toBe(TRANSCRIPT);
    await rm(path);
  });

  it("130 when interrupted", async () => {
    const interruption = new AbortController();
    const { code, stdout } = await runCli(["check", "rds01"], {
      interrupted: interruption.signal,
      see: () => {
        interruption.abort();
        throw new Error("aborted");
      },
    });
    expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
  });
});

describe("options of check", () => {
  it("reads every form of a target", async () => {
    expect(await place("rds01")).toBe("rds01 3389");
    expect(await place("rds01.example.com:3390")).toBe("rds01.example.com 3390");
    expect(await place("[2001:db8::5]:3390")).toBe("2001:db8::5 3390");
    expect(await place("2001:db8::5")).toBe("2001:db8::5 3389");
    expect(await place("rdp://rds01:3390/")).toBe("rds01 3390");
    expect(await place("rdp://full%20address=s:rds01:3391&audiomode=i:2")).toBe("rds01 3391");
    expect(await place("财务.example")).toBe("xn--zfr747k.example 3389");
  });

  it("reads host, port, gateway and load-balance information from a .rdp file", async () => {
    const file = join(directory, "office.rdp");
    await writeFile(
      file,
      "full address:s:rds01.example.com\nserver port:i:3390\ngatewayhostname:s:gw.example.com\ngatewayusagemethod:i:1\nloadbalanceinfo:s:tsv://MS Terminal Services Plugin.1.Desktops\n",
    );
    expect(await optionsOf(file)).toMatchObject({
      input: file,
      host: "rds01.example.com",
      port: 3390,
      gateway: "gw.example.com",
      loadBalanceInfo: "tsv://MS Terminal Services Plugin.1.Desktops",
    });
    expect(await optionsOf(file, "--gateway", "bücher.example.com:443")).toMatchObject({
      gateway: "xn--bcher-kva.example.com",
    });
    expect(await optionsOf(file, "--gateway", "[2001:db8::1]:8443")).toMatchObject({ gateway: "[2001:db8::1]:8443" });
    expect(await optionsOf(file, "--gateway", "other.example.com:8443")).toMatchObject({
      gateway: "other.example.com:8443",
    });
  });

  it("hands over what is given, and defaults for the rest", async () => {
    expect(await optionsOf("rds01")).toEqual({
      input: "rds01",
      host: "rds01",
      port: 3389,
      stageTimeoutMs: 5000,
      totalTimeoutMs: 20_000,
      lastStage: "capabilities",
      skip: [],
    });
    const roots = join(directory, "roots.pem");
    await writeFile(roots, "-----BEGIN CERTIFICATE-----\n");
    const given =
      "--timeout 3s --stages dns,tls,tcp --skip udp,rdsaad --skip gateway --resolver 192.0.2.53 --source 192.0.2.1 --proxy socks5://[2001:db8::1]:1080 --name rds.example.com --cookie me";
    expect(await optionsOf("rds01", ...given.split(" "), "--ca", roots)).toEqual({
      input: "rds01",
      host: "rds01",
      port: 3389,
      stageTimeoutMs: 3000,
      totalTimeoutMs: 3000,
      lastStage: "tls",
      skip: ["rdsaad", "udp", "gateway"],
      ownRoots: true,
      resolver: "192.0.2.53",
      source: "192.0.2.1",
      proxy: "[2001:db8::1]:1080",
      certificateName: "rds.example.com",
      cookie: "me",
    });
  });
});

describe("output of check", () => {
  it("is one JSON document and nothing else", async () => {
    const { stdout, stderr } = await runCli(["check", "rds01", "--json"], { see: () => expiredCertificate() });
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toMatchObject({
      schema: "rdpulse.check/1",
      startedAt: "2026-11-22T03:00:00.000Z",
      verdict: "degraded",
      target: { host: "rds01.example.com", port: 3389, address: "192.0.2.10" },
      causes: [{ id: "rdp-cert-expired", effect: "hinders" }],
    });
  });

  it("saves the conversation, replaces an earlier one, and leaves no empty file when it fails", async () => {
    const path = join(directory, "saved.txt");
    await writeFile(path, `${TRANSCRIPT}a longer one from yesterday\n`);
    await runCli(["check", "rds01", "--transcript", path], { see: () => healthy() });
    expect(await readFile(path, "utf8")).toBe(TRANSCRIPT);
    const fresh = join(directory, "fresh.txt");
    await runCli(["check", "rds01", "--transcript", fresh], {
      see: () => {
        throw new Error("boom");
      },
    });
    expect(await readdir(directory)).not.toContain("fresh.txt");
  });

  it("never lets a peer's text reach the terminal as it is", async () => {
    const evil = "evil\u001b]0;owned\u0007\u009b31m\u202e\u200b";
    for (const argv of [
      ["check", "rds01", "--footprint"],
      ["check", "rds01", "--json"],
    ]) {
      const { stdout } = await runCli(argv, { see: () => expiredCertificate(evil) });
      expect(stdout).toContain("evil");
      // eslint-disable-next-line no-control-regex
      expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202e]/);
    }
  });

  it("speaks the language of the locale, and --lang goes before it", async () => {
    expect((await runCli(["check", "192.0.2.10"], { see: seeRefusal, env: { LANG: "zh_CN.UTF-8" } })).stdout).toContain(
      "不可达",
    );
    expect(
      (await runCli(["check", "192.0.2.10"], { see: seeRefusal, env: { LC_ALL: "C", LANG: "zh_CN" } })).stdout,
    ).toContain("UNREACHABLE");
    expect((await runCli(["--lang", "zh", "check", "192.0.2.10"], { see: seeRefusal })).stdout).toContain("不可达");
  });
});
