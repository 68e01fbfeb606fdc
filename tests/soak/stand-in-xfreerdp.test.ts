// The stand-in before a client that is not ours: whatever xfreerdp takes for a Windows host, ours is not alone in believing.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { needs, openLab, xfreerdp, type FreerdpOptions, type FreerdpOutcome, type Lab } from "../../lab/index.ts";
import {
  startStandIn,
  windows10,
  windowsServer2022,
  windowsXp,
  type SessionScript,
  type StandIn,
  type StandInScript,
} from "../../lab/stand-in/index.ts";
import { fromLatin1, toLatin1 } from "../../src/core/bytes/index.ts";

const ACCOUNT = { user: "alice", password: "Grünfink-7" };
const EXPIRED = { user: "erik", password: "Grünfink-8", status: 0xc0000071 };
const BARRED = { user: "bruno", password: "Grünfink-9", authorization: "denied" } as const;
const accounts = [ACCOUNT, EXPIRED, BARRED];

let lab: Lab;
beforeEach(({ skip }) => needs(skip));
beforeAll(() => {
  lab = openLab();
});
afterAll(() => lab.close());

interface Seen {
  readonly outcome: FreerdpOutcome;
  readonly pdus: readonly string[];
}

const start = (script: StandInScript): Promise<StandIn> =>
  startStandIn(lab, { ...windowsServer2022, accounts, ...script });

async function visit(server: StandIn, options: Partial<FreerdpOptions> = {}): Promise<FreerdpOutcome> {
  const outcome = await xfreerdp(lab, server, { ...ACCOUNT, ...options });
  expect(server.seen.filter(({ pdu }) => pdu.startsWith("failed"))).toEqual([]);
  return outcome;
}

async function see(script: StandInScript, options: Partial<FreerdpOptions> = {}): Promise<Seen> {
  const server = await start(script);
  const outcome = await visit(server, options);
  const pdus = server.seen.map(({ pdu }) => pdu);
  await server.close();
  return { outcome, pdus };
}

/** Something to work with: many colours, and none of them everywhere. */
const isDesktop: NonNullable<FreerdpOptions["until"]> = ({ colours, mainShare }) => colours > 10 && mainShare < 0.5;

describe("NLA", () => {
  it.for([2, 3, 4, 5, 6])(
    "CredSSP version %i: the right password gets in, with a proof of the key on both sides",
    async (version) => {
      const { outcome, pdus } = await see({ credssp: { version } }, { authOnly: true });
      expect(outcome.code).toBe(0);
      expect(pdus).toEqual(
        expect.arrayContaining(["NTLM accepted: the password is right", "pubKeyAuth accepted", "authInfo"]),
      );
    },
  );

  it.for([
    ["a wrong password", { password: "Grünfink" }, /LOGON_FAILURE/],
    ["an unknown user", { user: "nobody" }, /LOGON_FAILURE/],
    ["an expired password", EXPIRED, /PASSWORD_EXPIRED/],
  ] as const)("%s is refused by its NTSTATUS, and no credential was sent", async ([, who, why]) => {
    const { outcome, pdus } = await see({}, { user: ACCOUNT.user, ...who, authOnly: true });
    expect(outcome.output).toMatch(why);
    expect(pdus.some((pdu) => pdu.startsWith("NTLM refused"))).toBe(true);
    expect(pdus).not.toContain("authInfo");
  });

  it("authorization is denied after the credential", async () => {
    const { outcome, pdus } = await see({}, { ...BARRED, authOnly: true });
    expect(outcome.code).not.toBe(0);
    expect(pdus).toContain("authInfo");
    expect(pdus).not.toContain("Client Info");
  });

  it("a proof over another key is an interception to it, too", async () => {
    const { outcome, pdus } = await see({ credssp: { interception: true } }, { authOnly: true });
    expect(outcome.output).toContain("Could not verify");
    expect(pdus).toContain("pubKeyAuth accepted");
    expect(pdus).not.toContain("authInfo");
  });
});

const rdp = { security: "rdp" } as const;
const xp = (encryptionMethod: number, encryptionLevel: number): StandInScript => ({
  ...windowsXp,
  mcs: { ...windowsXp.mcs, encryptionMethod, encryptionLevel },
});

describe("a desktop is drawn", () => {
  it.for<readonly [string, StandInScript, SessionScript, Partial<FreerdpOptions>]>([
    ["raw, 32 bits, fast-path", {}, {}, { args: ["/bpp:32"] }],
    [
      "planar in fragments, activated twice",
      {},
      { updates: { encoding: "rle", tile: 100 }, deactivateReactivate: true },
      { args: ["/bpp:32"] },
    ],
    ["raw, 24 bits, slow-path", {}, { updates: { path: "slow" } }, { args: ["/bpp:24"] }],
    ["run length, 16 bits, slow-path", {}, { updates: { path: "slow", encoding: "rle" } }, { args: ["/bpp:16"] }],
    ["run length, 15 bits", {}, { updates: { encoding: "rle" } }, { args: ["/bpp:15"] }],
    ["run length, 8 bits with a palette", {}, { updates: { encoding: "rle" } }, { args: ["/bpp:8"] }],
    ["Windows 10: HYBRID", windows10, {}, {}],
    ["Windows XP: 128 bits", xp(2, 2), {}, rdp],
    ["Windows XP: 56 bits, slow-path", xp(8, 3), { updates: { path: "slow" } }, rdp],
    ["Windows XP: 40 bits, output in the clear", xp(1, 1), {}, rdp],
    ["channels and heartbeats", {}, { channels: ["cliprdr", "rdpdr"], heartbeats: 2 }, {}],
  ])("%s", async ([, script, session, options]) => {
    const { outcome, pdus } = await see({ ...script, session }, { ...options, until: isDesktop });
    expect(outcome.reached).toBe(true);
    expect(pdus).toContain("Font List");
  });

  it.for(["x509", "proprietary"] as const)(
    "after a licence was asked for with a key of the kind %s",
    async (certificate) => {
      const { outcome, pdus } = await see(
        { licensing: { answer: "new-license", certificate }, session: {} },
        { until: isDesktop },
      );
      expect(outcome.reached).toBe(true);
      expect(pdus).toContain("platform challenge answered");
    },
  );

  it("who is not logged on sees something else", async () => {
    const x224 = { nla: "absent", hybridEx: false } as const;
    const { outcome } = await see(
      { x224, session: {} },
      {
        password: "Grünfink",
        security: "tls",
        until: ({ colours, mainColour }) => colours > 10 && mainColour !== "000000",
      },
    );
    expect(outcome.reached).toBe(true);
    expect(outcome.picture?.colours).toBeLessThan(60);
  });

  it.for([
    ["connecting", { at: "connecting", roundTrips: 3, payloadBytes: 20_000 }, 4],
    ["in the session", { roundTrips: 3 }, 3],
  ] as const)("the network is measured while %s", async ([, autoDetect, answers]) => {
    const { outcome, pdus } = await see({ session: { autoDetect } }, { args: ["/network:auto"], until: isDesktop });
    expect(outcome.reached).toBe(true);
    expect(pdus.filter((pdu) => pdu === "message channel response")).toHaveLength(answers);
  });
});

describe("ends", () => {
  it.for([
    ["client-info", 0x0000_0010, "ERRINFO_SERVER_DWM_CRASH"],
    ["license", 0x0000_0102, "ERRINFO_LICENSE_NO_LICENSE"],
    ["font-list", 0x0000_0009, "ERRINFO_SERVER_INSUFFICIENT_PRIVILEGES"],
    ["first-update", 0x0000_0004, "ERRINFO_LOGON_TIMEOUT"],
    ["after-updates", 0x0000_0005, "ERRINFO_DISCONNECTED_BY_OTHER_CONNECTION"],
  ] as const)("Set Error Info at %s: %i has a name", async ([at, errorInfo, name]) => {
    const { outcome } = await see({ session: {}, interrupt: { at, with: { errorInfo } } });
    expect(outcome.output).toContain(name);
  });

  it.for([
    [windowsServer2022, undefined],
    [windowsXp, "rdp"],
  ] as const)("a lost session is taken up again with its cookie (%#)", async ([preset, security]) => {
    const { outcome, pdus } = await see(
      {
        ...preset,
        session: {
          reconnect: "cookie-required",
          updates: { everyMs: 5 },
          end: { after: { updates: 40 }, with: "reset" },
        },
      },
      { args: ["+auto-reconnect"], until: isDesktop, ...(security && { security }) },
    );
    expect(pdus).toContain("auto-reconnect accepted");
    expect(outcome.reached).toBe(true);
  });
});

describe("redirections", () => {
  const NOWHERE = { sessionId: 7, redirFlags: 0 };
  it.for([
    [windowsServer2022, undefined, "license"],
    // Before Demand Active it does not know the form of standard security.
    [windowsXp, "rdp", "after-updates"],
  ] as const)("to another address are followed (%#)", async ([preset, security, at]) => {
    const target = await start({ ...preset, session: {} });
    const redirect = { at, packet: { ...NOWHERE, targetNetAddress: target.address } } as const;
    const broker = await startStandIn(
      lab,
      { ...preset, accounts, session: { redirect } },
      { address: lab.loopback(), port: target.port },
    );
    const arrived = (): boolean => target.seen.some(({ pdu }) => pdu === "Font List");
    const outcome = await visit(broker, {
      until: (picture) => arrived() && isDesktop(picture),
      ...(security && { security }),
    });
    expect(outcome.reached).toBe(true);
    await Promise.all([broker.close(), target.close()]);
  });

  it("with load balance information come back with a routing token", async () => {
    const loadBalanceInfo = fromLatin1("Cookie: msts=1234.5678.0000\r\n");
    const server = await start({ session: { redirect: { times: 1, packet: { ...NOWHERE, loadBalanceInfo } } } });
    const outcome = await visit(server, { until: isDesktop });
    expect(outcome.reached).toBe(true);
    const [, second] = server.seen.filter(({ pdu }) => pdu === "Connection Request");
    expect(toLatin1(second?.bytes ?? new Uint8Array(0))).toContain("Cookie: msts=1234.5678.0000\r\n");
    await server.close();
  });
});
