import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  certificate,
  freerdpShadow,
  gnomeRemoteDesktop,
  needs,
  openLab,
  xrdp,
  type Lab,
  type LabServer,
} from "../../lab/index.ts";
import {
  startStandIn,
  windows10,
  windowsServer2022,
  type CredsspScript,
  type StandInScript,
} from "../../lab/stand-in/index.ts";
import { decodeNtlmAuthenticate, decodeTsRequest, unwrapNegoToken } from "../../src/core/protocol/index.ts";
import type { TsRequest } from "../../src/core/protocol/index.ts";
import type { LogonDepth } from "../../src/core/evidence/index.ts";
import { Secret, ntOwfV2 } from "../../src/core/sequence/index.ts";
import { replayTranscript } from "../../src/core/transcript/index.ts";
import { runLogon, type LogonRun } from "../../src/io/probe/index.ts";

const PASSWORD = "Pässw0rd-7!";
const ACCOUNT = { user: "labuser", password: PASSWORD };

let lab: Lab;
let servers: Record<"freerdp-shadow" | "gnome-remote-desktop" | "xrdp", LabServer>;

beforeEach(({ skip }) => needs(skip));

beforeAll(async () => {
  lab = openLab();
  servers = {
    "freerdp-shadow": await freerdpShadow(lab, { security: "nla", account: ACCOUNT }),
    "gnome-remote-desktop": await gnomeRemoteDesktop(lab, { account: ACCOUNT }),
    xrdp: await xrdp(lab, { certificate: await certificate(lab) }),
  };
}, 90_000);
afterAll(() => lab.close());

interface Asked {
  readonly user?: string;
  readonly domain?: string;
  readonly password?: string;
  readonly depth?: LogonDepth;
}

function logon(server: { readonly address: string; readonly port: number }, asked: Asked = {}): Promise<LogonRun> {
  return runLogon(
    {
      logon: true,
      input: server.address,
      host: server.address,
      port: server.port,
      user: asked.user ?? ACCOUNT.user,
      domain: asked.domain ?? "",
      depth: asked.depth ?? "credential",
      end: "disconnect",
      desktop: { width: 800, height: 600, colorDepth: 32, settleMs: 500, timeoutMs: 5000 },
      security: "auto",
      allowChangedKey: false,
      allowClearText: false,
      stageTimeoutMs: 5000,
      totalTimeoutMs: 15_000,
    },
    new Secret(asked.password ?? PASSWORD),
  );
}

const stageOf = (run: LogonRun, name: string): object | undefined =>
  run.evidence.stages.find((stage) => stage.name === name);

function factsOf(run: LogonRun): Readonly<Record<string, unknown>> {
  const { facts } = run.evidence;
  return {
    credential: facts["credssp.credential"]?.value,
    serverKey: facts["credssp.serverKey"]?.value,
    channelBinding: facts["credssp.channelBinding"]?.value,
    authorization: facts["credssp.authorization"]?.value,
  };
}

/** The TSRequests that we sent, as they are written down. */
function writtenRequests(run: LogonRun): readonly TsRequest[] {
  return run.transcript
    .split("\n")
    .flatMap((line) => /^\+\S+ > ([0-9a-f]+) ; TSRequest/.exec(line)?.[1] ?? [])
    .map((hex) => decodeTsRequest(Uint8Array.from(Buffer.from(hex, "hex"))));
}

const ACCEPTED = { credential: "accepted", serverKey: "proven", channelBinding: true };

describe.each(["freerdp-shadow", "gnome-remote-desktop"] as const)("credential check on %s", (kind) => {
  const refusal = { kind: "logon-refused", how: kind === "freerdp-shadow" ? "closed" : "deactivated" };

  it("accepts the right password, proves the server's key, and makes no session", async () => {
    const run = await logon(servers[kind]);
    expect(factsOf(run)).toMatchObject(ACCEPTED);
    expect(stageOf(run, "credssp")).toMatchObject({ outcome: "ok" });
    expect(stageOf(run, "mcs")).toMatchObject({ outcome: "not-tested", reason: "not-asked" });
    expect(writtenRequests(run)).toHaveLength(2);
    expect(run.evidence.footprint.connections).toBe(1);
  });

  it.each<readonly [string, Asked]>([
    ["wrong password", { password: "wrong" }],
    ["password in another case", { password: PASSWORD.toUpperCase() }],
    ["empty password", { password: "" }],
    ["unknown user", { user: "nobody7" }],
  ])("refuses: %s", async (_, asked) => {
    const run = await logon(servers[kind], asked);
    expect(stageOf(run, "credssp")).toMatchObject({ outcome: "failed", fault: refusal });
    expect(factsOf(run)).toMatchObject({ credential: "refused", serverKey: undefined });
    // One attempt, on one connection: a second could lock the account.
    expect(run.evidence.footprint.connections).toBe(1);
  });

  it("hands over the credential when asked, and still makes no session", async () => {
    const run = await logon(servers[kind], { depth: "authorize" });
    expect(factsOf(run)).toMatchObject({ ...ACCEPTED, authorization: "not-offered" });
    expect(stageOf(run, "mcs")).toMatchObject({ outcome: "not-tested", reason: "not-asked" });
    expect(writtenRequests(run)).toHaveLength(3);
  });
});

describe("what is written down", () => {
  it.each(["credential", "authorize"] as const)(
    "holds no secret at depth %s, and is replayed without one",
    async (depth) => {
      const run = await logon(servers["freerdp-shadow"], { depth });
      const secrets = [
        Buffer.from(PASSWORD, "utf8"),
        Buffer.from(PASSWORD, "utf16le"),
        Buffer.from(ntOwfV2(PASSWORD, ACCOUNT.user, "")),
      ];
      for (const secret of secrets) {
        for (const form of ["hex", "base64", "latin1", "utf8"] as const) {
          expect(run.transcript).not.toContain(secret.toString(form));
          expect(JSON.stringify(run.evidence)).not.toContain(secret.toString(form));
        }
      }
      const [, proof, delegation] = writtenRequests(run);
      const { ntlm = new Uint8Array(0) } = unwrapNegoToken(proof?.negoTokens?.[0] ?? new Uint8Array(0));
      const { mic, ntChallengeResponse, encryptedRandomSessionKey } = decodeNtlmAuthenticate(ntlm);
      for (const bytes of [mic, ntChallengeResponse, encryptedRandomSessionKey, delegation?.authInfo]) {
        expect((bytes ?? []).every((byte) => byte === 0)).toBe(true);
      }
      expect(replayTranscript(run.transcript).evidence).toEqual(run.evidence);
    },
  );

  it("a refusal is replayed as it was", async () => {
    const run = await logon(servers["gnome-remote-desktop"], { password: "wrong" });
    expect(replayTranscript(run.transcript).evidence).toEqual(run.evidence);
  });
});

it("where no NLA exists nothing is verified, and nothing claimed", async () => {
  const run = await logon(servers.xrdp);
  expect(factsOf(run).credential).toBeUndefined();
  expect(stageOf(run, "mcs")).toMatchObject({ outcome: "not-tested", reason: "needs-session" });
});

const credssp = (more: CredsspScript): StandInScript => ({ credssp: { ...windowsServer2022.credssp, ...more } });

/* Windows is not to be had here: these are the stand-in's words, made from the specifications. */
describe("a stand-in of Windows", () => {
  const good = { user: "erika", domain: "STAND-IN", password: PASSWORD };

  async function meet(script: StandInScript, asked: Asked = {}): Promise<{ run: LogonRun; seen: readonly string[] }> {
    const standIn = await startStandIn(lab, { ...windowsServer2022, accounts: [good], ...script });
    const run = await logon(standIn, { user: "erika", domain: "STAND-IN", ...asked });
    await standIn.close();
    expect(replayTranscript(run.transcript).evidence).toEqual(run.evidence);
    return { run, seen: standIn.seen.map(({ pdu }) => pdu) };
  }

  it.each([2, 3, 4, 5, 6])("CredSSP version %i: right and wrong", async (version) => {
    const script = credssp({ version, channelBindings: "required" });
    expect(factsOf((await meet(script)).run)).toMatchObject(ACCEPTED);
    const { run } = await meet(script, { password: "wrong" });
    expect(factsOf(run)).toMatchObject({ credential: "refused", serverKey: undefined });
  });

  it.each([
    [0xc000006d, "refused"],
    [0xc0000071, "refused"],
    [0xc0000224, "refused"],
    [0xc0000072, "refused"],
    [0xc0000234, "refused"],
    [0xc000006f, "refused"],
    [0xc0000070, "refused"],
    [0xc000015b, "refused"],
    [0xc000005e, undefined],
    [0xc0000133, undefined],
  ] as const)("NTSTATUS %i is told as it came", async (status, credential) => {
    const { run } = await meet({ accounts: [{ ...good, status }] });
    expect(stageOf(run, "credssp")).toMatchObject({ fault: { kind: "credssp-error", ntStatus: status } });
    expect(factsOf(run).credential).toBe(credential);
  });

  it("authorization: allowed, denied, and not offered", async () => {
    const allowed = await meet({}, { depth: "authorize" });
    expect(factsOf(allowed.run)).toMatchObject({ ...ACCEPTED, authorization: "allowed" });
    const denied = await meet({ accounts: [{ ...good, authorization: "denied" }] }, { depth: "authorize" });
    expect(stageOf(denied.run, "credssp")).toMatchObject({ fault: { kind: "authorization-denied", result: 5 } });
    expect(factsOf(denied.run)).toMatchObject({ ...ACCEPTED, authorization: "denied" });
    const plain = await meet(windows10, { depth: "authorize" });
    expect(factsOf(plain.run)).toMatchObject({ ...ACCEPTED, authorization: "not-offered" });
  });

  it("interception: named, and the credential never sent", async () => {
    const { run } = await meet(credssp({ interception: true }), { depth: "desktop" });
    expect(stageOf(run, "credssp")).toMatchObject({ fault: { kind: "server-key-mismatch" } });
    expect(factsOf(run).serverKey).toBe("different");
    expect(writtenRequests(run)).toHaveLength(2);
  });

  it("a challenge without key exchange is shown nothing", async () => {
    const { run } = await meet(credssp({ challengeFlags: 0xa28a8235 }));
    expect(stageOf(run, "credssp")).toMatchObject({ fault: { kind: "credential-withheld", why: "ntlm-downgrade" } });
    expect(writtenRequests(run)).toHaveLength(1);
  });

  it.each([
    ["fin", { kind: "logon-refused", how: "closed" }],
    ["reset", { kind: "logon-refused", how: "closed" }],
    ["silence", { kind: "silence", waitedFor: "TSRequest with pubKeyAuth" }],
    ["garbage", { kind: "malformed", pdu: "TSRequest" }],
  ] as const)("after AUTHENTICATE: %s", async (afterAuthenticate, fault) => {
    const { run } = await meet(credssp({ afterAuthenticate }));
    expect(stageOf(run, "credssp")).toMatchObject({ outcome: "failed", fault });
    expect(factsOf(run).credential).not.toBe("accepted");
  });

  it("a server that wants Kerberos is shown nothing", async () => {
    const { run } = await meet(credssp({ instead: "kerberos-only" }));
    const fault = { kind: "credential-withheld", why: "kerberos-only" };
    expect(stageOf(run, "credssp")).toMatchObject({ outcome: "failed", fault });
    expect(writtenRequests(run)).toHaveLength(1);
  });
});
