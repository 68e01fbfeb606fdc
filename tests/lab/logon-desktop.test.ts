// The whole way a user goes, on every real server of the lab: right and wrong accounts, the picture, and nothing left behind.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  desktopHost,
  freerdpShadow,
  gnomeRemoteDesktop,
  labAccount,
  needs,
  openLab,
  weston,
  type DesktopHost,
  type Lab,
  type LabAccount,
} from "../../lab/index.ts";
import { judgeLogon } from "../../src/core/diagnosis/index.ts";
import type { LogonOptions } from "../../src/core/plan/index.ts";
import { Secret } from "../../src/core/sequence/index.ts";
import { replayTranscript } from "../../src/core/transcript/index.ts";
import { runLogon, type LogonRun } from "../../src/io/probe/index.ts";

const PASSWORD = "Desk-2026 ü";
const ACCOUNT = { user: "labuser", password: PASSWORD };

let lab: Lab;
beforeEach(({ skip }) => needs(skip));
beforeAll(() => {
  lab = openLab();
});
afterAll(() => lab.close());

interface Place {
  readonly address: string;
  readonly port: number;
}

async function logon(
  place: Place,
  user: string,
  password: string,
  asked: Partial<LogonOptions> = {},
): Promise<LogonRun> {
  const run = await runLogon(
    {
      logon: true,
      input: place.address,
      host: place.address,
      port: place.port,
      user,
      domain: "",
      depth: "desktop",
      end: "disconnect",
      security: "auto",
      allowChangedKey: false,
      allowClearText: false,
      stageTimeoutMs: 5000,
      totalTimeoutMs: 40_000,
      ...asked,
      desktop: { width: 800, height: 600, colorDepth: 24, settleMs: 1000, timeoutMs: 25_000, ...asked.desktop },
    },
    new Secret(password),
  );
  const replayed = replayTranscript(run.transcript);
  // Weston paints tens of megabytes while it fades in: what is not written is not tested in a replay, and nothing else.
  const isCut = run.transcript.includes(" ; cut, ");
  const tested = replayed.evidence.stages.filter((stage) => !isCut || stage.outcome !== "not-tested");
  expect(run.evidence.stages).toEqual(expect.arrayContaining(tested));
  expect(isCut ? {} : replayed.evidence.facts).toEqual(isCut ? {} : run.evidence.facts);
  return run;
}

const outcome = (run: LogonRun): string => judgeLogon(run.evidence).outcome;

describe("xrdp", () => {
  let host: DesktopHost;
  let account: LabAccount;
  beforeAll(async () => {
    host = await desktopHost(lab);
    account = await labAccount(lab, "good", PASSWORD, { desktop: "logoff-on-key" });
  }, 60_000);

  it.each(["", "Xvnc"])("shows a desktop and is signed off without a trace, session type %o", async (domain) => {
    const run = await logon(host, account.user, PASSWORD, {
      domain,
      end: "logoff",
      desktop: {
        width: 800,
        height: 600,
        colorDepth: 24,
        settleMs: 1000,
        timeoutMs: 25_000,
        logoffKeys: [{ key: { codePoint: 0x78 }, hold: [] }],
      },
    });
    expect(outcome(run)).toBe("accepted");
    expect(run.evidence.facts["desktop.picture"]?.value.kind).toBe("desktop");
    expect(run.evidence.facts["session.logonConfirmed"]?.value).toEqual({ by: "virtual-channel", channel: "cliprdr" });
    expect(run.evidence.facts["session.end"]?.value).toBe("logged-off");
    await expect.poll(() => host.sesman?.leftovers(account.user), { timeout: 15_000 }).toEqual([]);
  });

  it.each(["low", "medium", "high", "fips"])("shows a desktop under standard RDP security, level %s", async (level) => {
    const plain = await desktopHost(lab, { xrdp: { ini: { security_layer: "rdp", crypt_level: level } } });
    const run = await logon(plain, account.user, PASSWORD);
    expect(outcome(run)).toBe("accepted");
    await plain.stop();
  });

  it("says in its own words that a password is wrong, and makes no session", async () => {
    const run = await logon(host, account.user, "wrong");
    expect(outcome(run)).toBe("refused");
    expect(run.evidence.facts["desktop.picture"]?.value.text.at(-1)).toBe(`login failed for user ${account.user}`);
    expect(await host.sesman?.leftovers(account.user)).toEqual([]);
  });

  it("verifies nothing without a session", async () => {
    expect(outcome(await logon(host, account.user, "wrong", { depth: "credential" }))).toBe("not-verifiable");
  });

  it("is not sent a password in clear text, unless that is asked for", async () => {
    const clear = await desktopHost(lab, { xrdp: { ini: { security_layer: "rdp", crypt_level: "none" } } });
    const withheld = await logon(clear, account.user, PASSWORD);
    expect(outcome(withheld)).toBe("withheld");
    expect(clear.sesman?.sessionLog()).not.toContain(account.user);
    expect(outcome(await logon(clear, account.user, PASSWORD, { allowClearText: true }))).toBe("accepted");
    await clear.stop();
  });

  it("is not sent a password when its key has changed, unless that is asked for", async () => {
    const knownKeySha256 = "0".repeat(64);
    expect(outcome(await logon(host, account.user, PASSWORD, { knownKeySha256 }))).toBe("withheld");
    const allowed = await logon(host, account.user, PASSWORD, { knownKeySha256, allowChangedKey: true });
    expect(outcome(allowed)).toBe("accepted");
  });
});

describe.each(["nla", "tls"] as const)("freerdp-shadow with %s", (security) => {
  it("shows its display to whoever it lets in", async () => {
    const server = await freerdpShadow(lab, { security, account: ACCOUNT, scenery: true });
    const run = await logon(server, "labuser", PASSWORD);
    expect(outcome(run)).toBe("accepted");
    expect(run.evidence.facts["desktop.picture"]?.value.kind).toBe("desktop");
    // Without NLA it asks nobody.
    expect(outcome(await logon(server, "labuser", "wrong"))).toBe(security === "nla" ? "refused" : "accepted");
  });
});

describe("gnome-remote-desktop", () => {
  it("tells right from wrong, and shows its monitor", async () => {
    const server = await gnomeRemoteDesktop(lab, { account: ACCOUNT, scenery: true });
    const run = await logon(server, "labuser", PASSWORD);
    expect(outcome(run)).toBe("accepted");
    expect(run.evidence.facts["desktop.picture"]?.value.kind).toBe("desktop");
    expect(outcome(await logon(server, "labuser", "wrong"))).toBe("refused");
  });
});

describe("weston", () => {
  it("lets everybody in, and shows its desktop", async () => {
    const run = await logon(await weston(lab), "nobody", "nothing");
    expect(outcome(run)).toBe("accepted");
    expect(judgeLogon(run.evidence).by).toBe("picture");
  });
});
