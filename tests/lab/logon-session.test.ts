// Sessions as only Windows makes them, at the stand-in: redirections, auto-reconnect, sign-off, measurements, refusals.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openLab, type Lab } from "../../lab/index.ts";
import { startStandIn, windowsServer2022, type StandIn, type StandInScript } from "../../lab/stand-in/index.ts";
import type { FactName, FactValues } from "../../src/core/evidence/index.ts";
import type { LogonOptions } from "../../src/core/plan/index.ts";
import { fromLatin1, fromUtf16, toHex } from "../../src/core/bytes/index.ts";
import { Secret } from "../../src/core/sequence/index.ts";
import { replayTranscript } from "../../src/core/transcript/index.ts";
import { runLogon, type LogonRun } from "../../src/io/probe/index.ts";

const PASSWORD = "Wörk-2026!";
const ACCOUNTS = [{ user: "monitor", password: PASSWORD }];
const NO_TARGET = { sessionId: 3, redirFlags: 0 };
const WIN = { scanCode: 0x5b, extended: true };
const R = { scanCode: 0x13, extended: false };

let lab: Lab;
const open: StandIn[] = [];
beforeAll(() => {
  lab = openLab();
});
afterAll(async () => {
  for (const standIn of open) await standIn.close();
  await lab.close();
});

async function host(script: StandInScript): Promise<StandIn> {
  const standIn = await startStandIn(lab, { ...windowsServer2022, accounts: ACCOUNTS, ...script });
  open.push(standIn);
  return standIn;
}

async function logon(
  { address, port }: { readonly address: string; readonly port: number },
  asked: Partial<LogonOptions> = {},
  password: string = PASSWORD,
): Promise<LogonRun> {
  const run = await runLogon(
    {
      logon: true,
      input: address,
      host: address,
      port,
      user: "monitor",
      domain: "",
      depth: "desktop",
      end: "disconnect",
      security: "auto",
      allowChangedKey: false,
      allowClearText: false,
      stageTimeoutMs: 5000,
      totalTimeoutMs: 30_000,
      ...asked,
      desktop: { width: 640, height: 480, colorDepth: 24, settleMs: 300, timeoutMs: 8000, ...asked.desktop },
    },
    new Secret(password),
  );
  // Whatever it was, a replay without the password sees the same.
  const replayed = replayTranscript(run.transcript);
  expect(replayed.evidence.stages).toEqual(run.evidence.stages);
  expect(replayed.evidence.facts).toEqual(run.evidence.facts);
  expect(replayed.picture).toEqual(run.picture);
  return run;
}

function fact<Name extends FactName>(run: LogonRun, name: Name): FactValues[Name] | undefined {
  return run.evidence.facts[name]?.value;
}

const failure = (run: LogonRun): unknown => run.evidence.stages.find((stage) => stage.outcome === "failed")?.fault;

describe("a session behind NLA", () => {
  it("is confirmed by Save Session Info, and left disconnected", async () => {
    const run = await logon(await host({ session: {} }));
    expect(failure(run)).toBeUndefined();
    expect(fact(run, "desktop.picture")?.kind).toBe("desktop");
    expect(fact(run, "session.logonConfirmed")).toMatchObject({ by: "save-session-info", user: "monitor" });
    expect(fact(run, "session.end")).toBe("disconnected");
    expect(run.picture).toMatchObject({ width: 640, height: 480 });
  });

  it.each([8, 15, 16, 24, 32])("is drawn at %i bits, packed and raw, on both paths", async (colorDepth) => {
    for (const path of ["fast", "slow"] as const) {
      for (const encoding of ["raw", "rle"] as const) {
        const run = await logon(await host({ session: { updates: { path, encoding } } }), {
          desktop: { width: 320, height: 240, colorDepth, settleMs: 300, timeoutMs: 8000 },
        });
        expect(failure(run)).toBeUndefined();
        expect(fact(run, "desktop.picture")?.kind).toBe("desktop");
        expect(fact(run, "graphics.encodings")).toHaveLength(1);
      }
    }
  });

  it("is signed off with keys, which the server confirms", async () => {
    const keys = [{ key: R, hold: [WIN] }, ...Array.from("logoff\r", (letter) => keyOf(letter))];
    const desktop = { width: 320, height: 240, colorDepth: 16, settleMs: 300, timeoutMs: 8000, logoffKeys: keys };
    const obeyed = await logon(await host({ session: {} }), { end: "logoff", desktop });
    expect(fact(obeyed, "session.end")).toBe("logged-off");
    expect(failure(obeyed)).toBeUndefined();
  });

  it("is activated anew without losing its way", async () => {
    const run = await logon(await host({ session: { deactivateReactivate: true } }));
    expect(failure(run)).toBeUndefined();
    expect(fact(run, "desktop.picture")?.kind).toBe("desktop");
  });

  it("is measured by the server's own requests", async () => {
    const result = { baseRttMs: 7, averageRttMs: 9, bandwidthKbps: 54_321 };
    const connecting = await host({
      session: { autoDetect: { at: "connecting", roundTrips: 3, payloadBytes: 20_000, result }, heartbeats: 3 },
    });
    const run = await logon(connecting);
    expect(failure(run)).toBeUndefined();
    expect(fact(run, "session.roundTrip")).toEqual({ method: "auto-detect", samples: 3, minMs: 7, medianMs: 9 });
    expect(fact(run, "session.bandwidth")).toMatchObject({ method: "auto-detect", kilobitsPerSecond: 54_321 });
    const inside = await logon(await host({ session: { autoDetect: { roundTrips: 2, result } } }));
    expect(fact(inside, "session.roundTrip")).toMatchObject({ method: "auto-detect", minMs: 7 });
  });

  it("that never stands still is called unstable, and is a desktop", async () => {
    const moving = await host({ session: { updates: { movesEveryMs: 50 } } });
    const desktop = { width: 320, height: 240, colorDepth: 16, settleMs: 400, timeoutMs: 2500 };
    const run = await logon(moving, { desktop });
    expect(fact(run, "desktop.stable")).toBe(false);
    expect(failure(run)).toBeUndefined();
  });

  it.each(["black", "one-colour"] as const)("that shows %s is no success", async (shown) => {
    const desktop = { width: 320, height: 240, colorDepth: 16, settleMs: 300, timeoutMs: 1500 };
    const run = await logon(await host({ session: { desktop: shown } }), { desktop });
    expect(failure(run)).toEqual({ kind: "not-a-desktop", picture: shown });
  });

  it("without any picture ends by its deadline", async () => {
    const desktop = { width: 320, height: 240, colorDepth: 16, settleMs: 300, timeoutMs: 1500 };
    const run = await logon(await host({ session: { desktop: "nothing" } }), { desktop });
    expect(failure(run)).toMatchObject({ kind: "silence", waitedFor: "graphics update" });
  });

  it("says why the server ended it", async () => {
    const run = await logon(await host({ session: { end: { after: { updates: 1 }, with: { errorInfo: 4 } } } }));
    expect(failure(run)).toEqual({ kind: "error-info", errorInfo: 4 });
    expect(fact(run, "session.end")).toBe("server-ended");
  });

  it("that breaks off without a cookie is lost, and not tried again", async () => {
    const run = await logon(await host({ session: { end: { after: { updates: 1 }, with: "reset" } } }));
    expect(failure(run)).toMatchObject({ kind: "closed", how: "rst" });
    expect(fact(run, "session.end")).toBe("lost");
    expect(run.evidence.footprint.connections).toBe(1);
  });

  it("that breaks off with a cookie is taken up again", async () => {
    const run = await logon(
      await host({ session: { reconnect: "cookie-required", end: { after: { updates: 1 }, with: "reset" } } }),
    );
    expect(failure(run)).toBeUndefined();
    expect(fact(run, "session.reconnected")).toBe(true);
    expect(run.evidence.footprint.connections).toBe(2);
  });
});

describe("without NLA", () => {
  const tls: StandInScript = { x224: { nla: "absent" }, session: {} };

  it("the password is judged by the session alone", async () => {
    const server = await host(tls);
    expect(failure(await logon(server))).toBeUndefined();
    const desktop = { width: 320, height: 240, colorDepth: 16, settleMs: 300, timeoutMs: 2500 };
    const wrong = await logon(server, { desktop }, "wrong");
    expect(failure(wrong)).toBeDefined();
    expect(fact(wrong, "session.logonConfirmed")).toBeUndefined();
  });

  it("a licence is asked for and taken", async () => {
    const run = await logon(await host({ ...tls, licensing: { answer: "new-license" } }));
    expect(fact(run, "licensing.answer")).toBe("new-license");
    expect(failure(run)).toBeUndefined();
  });
});

const away = (to: StandIn, token?: string): StandInScript => ({
  session: {
    redirect: {
      packet: {
        ...NO_TARGET,
        targetNetAddress: to.address,
        ...(token === undefined ? {} : { loadBalanceInfo: fromLatin1(token) }),
        userName: "monitor",
      },
    },
  },
});

describe("a broker", () => {
  it("is followed, with its routing token", async () => {
    const target = await host({ session: {} });
    const broker = await startStandIn(
      lab,
      { ...windowsServer2022, accounts: ACCOUNTS, ...away(target, "Cookie: msts=3640205228.15629.0000\r\n") },
      { port: target.port },
    );
    open.push(broker);
    const run = await logon(broker);
    expect(failure(run)).toBeUndefined();
    expect(fact(run, "session.redirections")).toMatchObject([
      { from: broker.address, to: target.address, routingToken: "Cookie: msts=3640205228.15629.0000", sessionId: 3 },
    ]);
    expect(fact(run, "tcp.address")).toBe(target.address);
    const request = target.seen.find(({ pdu }) => pdu.includes("Connection Request"));
    expect(String.fromCharCode(...(request?.bytes ?? []))).toContain("Cookie: msts=3640205228.15629.0000");
  });

  it("that leads back to itself is a loop", async () => {
    const target = await host({ session: {} });
    const itself = await startStandIn(lab, { ...windowsServer2022, accounts: ACCOUNTS, ...away(target) });
    open.push(itself);
    const looping = await startStandIn(
      lab,
      { ...windowsServer2022, accounts: ACCOUNTS, ...away(itself) },
      { address: itself.address },
    );
    open.push(looping);
    // Both name the same address, and the port stays that of the one that was asked.
    const run = await logon(looping);
    expect(failure(run)).toEqual({ kind: "redirection-failed", why: "loop" });
  });

  it("that leads to a dead host is said to", async () => {
    const target = await host({ session: {} });
    const broker = await startStandIn(lab, { ...windowsServer2022, accounts: ACCOUNTS, ...away(target) });
    open.push(broker);
    const run = await logon(broker);
    expect(failure(run)).toMatchObject({ kind: "tcp-refused" });
    expect(fact(run, "session.redirections")).toHaveLength(1);
  });

  it("that hands out a password keeps it out of the transcript", async () => {
    const target = await host({ session: {} });
    const packet = {
      ...NO_TARGET,
      targetNetAddress: target.address,
      userName: "monitor",
      password: fromUtf16(PASSWORD),
    };
    const broker = await startStandIn(
      lab,
      {
        ...windowsServer2022,
        accounts: [{ user: "monitor", password: "the broker's" }],
        session: { redirect: { packet } },
      },
      { port: target.port },
    );
    open.push(broker);
    const run = await logon(broker, {}, "the broker's");
    expect(failure(run)).toBeUndefined();
    expect(run.transcript).not.toContain(toHex(packet.password));
  });
});

/** The key of a letter on a US keyboard, scan code set 1. */
function keyOf(letter: string): {
  readonly key: { readonly scanCode: number; readonly extended: boolean };
  readonly hold: [];
} {
  const codes: Readonly<Record<string, number>> = { l: 0x26, o: 0x18, g: 0x22, f: 0x21, "\r": 0x1c };
  return { key: { scanCode: codes[letter] ?? 0, extended: false }, hold: [] };
}
