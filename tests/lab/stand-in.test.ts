import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect as connectTls } from "node:tls";
import { fileURLToPath } from "node:url";
import { ask, openLab, x224Request, type Lab } from "../../lab/index.ts";
import {
  startGatewayStandIn,
  startStandIn,
  startUdpStandIn,
  windows10,
  windows7,
  windowsServer2022,
  windowsXp,
  type StandInScript,
} from "../../lab/stand-in/index.ts";
import type { Evidence, FactName } from "../../src/core/evidence/index.ts";
import { CONNECTION_GAP_MS, QUESTION_IDS, type CheckOptions, type QuestionId } from "../../src/core/plan/index.ts";
import { replayTranscript } from "../../src/core/transcript/index.ts";
import { runCheck } from "../../src/io/probe/index.ts";

let lab: Lab;
beforeAll(() => {
  lab = openLab();
});
afterAll(() => lab.close());

/** A check that asks only these questions beside the core ones; its transcript must replay to the same evidence. */
async function see(
  host: string,
  port: number,
  asked: readonly QuestionId[],
  more: Partial<CheckOptions> = {},
): Promise<Evidence> {
  const run = await runCheck({
    input: `${host}:${port}`,
    host,
    port,
    stageTimeoutMs: 1500,
    totalTimeoutMs: 20_000,
    lastStage: "capabilities",
    skip: QUESTION_IDS.filter((id) => !asked.includes(id)),
    ...more,
  });
  const { evidence, transcript } = replayTranscript(run.transcript);
  expect(evidence).toEqual(run.evidence);
  // Manners: one connection after the other, and a gap between them.
  const starts = transcript.connections.slice(1).map(({ startedMs }) => startedMs);
  for (const [index, startedMs] of starts.entries()) {
    expect(startedMs - (transcript.connections[index]?.ended.atMs ?? 0)).toBeGreaterThanOrEqual(CONNECTION_GAP_MS);
  }
  return run.evidence;
}

async function check(script: StandInScript, asked: readonly QuestionId[] = []): Promise<Evidence> {
  const standIn = await startStandIn(lab, script);
  const evidence = await see(standIn.address, standIn.port, asked);
  expect(standIn.seen.filter(({ pdu }) => pdu.startsWith("failed"))).toEqual([]);
  await standIn.close();
  return evidence;
}

const outcomes = (evidence: Evidence): string =>
  evidence.stages
    .filter(({ name }) => name !== "dns" && name !== "tcp")
    .map(({ name, outcome }) => `${name} ${outcome}`)
    .join(", ");
const failure = (evidence: Evidence): unknown => evidence.stages.find((stage) => stage.outcome === "failed")?.fault;
function facts(evidence: Evidence, ...names: FactName[]): unknown[] {
  return names.map((name) => evidence.facts[name]?.value);
}

const NLA_QUESTIONS = ["nla-optional", "plain-rdp"] as const;

describe("presets are taken for what they stand in for", () => {
  it("Windows Server 2022: HYBRID_EX, NLA required, TLS 1.3, no ML-KEM", async () => {
    const evidence = await check(windowsServer2022, [...NLA_QUESTIONS, "post-quantum", "tls-1.2", "tls-1.1"]);
    expect(outcomes(evidence)).toBe(
      "x224 ok, tls ok, credssp ok, mcs not-tested, licensing not-tested, capabilities not-tested",
    );
    expect(facts(evidence, "x224.selectedProtocol", "x224.responseFlags", "x224.srcRef", "x224.nla")).toEqual([
      8,
      0x1f,
      0x1234,
      "required",
    ]);
    expect(facts(evidence, "tls.version", "tls.postQuantum", "tls.versions")).toEqual([
      "TLSv1.3",
      "not-supported",
      { TLSv1: "refused", "TLSv1.1": "refused", "TLSv1.2": "accepted", "TLSv1.3": "accepted" },
    ]);
    expect(facts(evidence, "credssp.ntlm", "credssp.osVersion", "credssp.version")).toEqual([
      windowsServer2022.credssp.names,
      { major: 10, minor: 0, build: 20_348 },
      6,
    ]);
    expect(evidence.facts["session.fingerprint"]?.value.stack).toBe("windows");
    expect(evidence.facts["tls.certificateLint"]?.value.map(({ kind }) => kind)).toContain("windows-self-signed");
    // Windows tells its time to 100 ns: nothing of the skew is the clock's grain.
    expect(evidence.facts["credssp.clockGrainMs"]?.value).toBeLessThan(1000);
  });

  it("Windows 10: HYBRID, TLS 1.2", async () => {
    const evidence = await check(windows10, NLA_QUESTIONS);
    expect(facts(evidence, "x224.selectedProtocol", "x224.nla", "tls.version", "tls.postQuantum")).toEqual([
      2,
      "required",
      "TLSv1.2",
      "not-supported",
    ]);
    expect(evidence.facts["session.fingerprint"]?.value.stack).toBe("windows");
  });

  it("Windows 7: NLA is an offer, and behind TLS alone lies a sign-in screen for everybody", async () => {
    const evidence = await check(windows7, NLA_QUESTIONS);
    expect(outcomes(evidence)).toBe("x224 ok, tls ok, credssp ok, mcs ok, licensing ok, capabilities ok");
    expect(facts(evidence, "x224.nla", "licensing.answer", "capabilities.withoutAuthentication")).toEqual([
      "optional",
      "valid-client",
      true,
    ]);
    expect(facts(evidence, "capabilities.osMajorType", "capabilities.osMinorType")).toEqual([1, 3]);
    expect(evidence.facts["x224.accepted"]?.value.rdp).toBe("accepted");
  });

  it("Windows XP: no negotiation, and Demand Active through 128-bit standard RDP security", async () => {
    const evidence = await check(windowsXp);
    expect(outcomes(evidence)).toBe("x224 ok, tls skipped, credssp skipped, mcs ok, licensing ok, capabilities ok");
    expect(facts(evidence, "x224.negotiated", "mcs.encryptionMethod", "mcs.encryptionLevel")).toEqual([false, 2, 2]);
    expect(facts(evidence, "mcs.certificateKind", "capabilities.desktopWidth")).toEqual(["proprietary", 1024]);
  });

  it.for([
    [1, 1],
    [1, 2],
    [8, 2],
    [2, 3],
    [0, 0],
  ] as const)("standard RDP security with method %i at level %i", async ([encryptionMethod, encryptionLevel]) => {
    const mcs = { ...windowsXp.mcs, encryptionMethod, encryptionLevel };
    const evidence = await check({ ...windowsXp, mcs });
    expect(outcomes(evidence)).toContain("mcs ok, licensing ok, capabilities ok");
    expect(facts(evidence, "session.clearText")).toEqual([encryptionMethod === 0]);
  });
});

describe("X.224 answers of Windows", () => {
  it.for([1, 2, 3, 4, 5, 6])("failure code %i", async (failureCode) => {
    const evidence = await check({ x224: { choose: { failureCode } } });
    expect(failure(evidence)).toEqual({ kind: "negotiation-failure", failureCode, requestedProtocols: 11 });
  });

  it("a host with security layer RDP refuses TLS, and clients follow without", async () => {
    const evidence = await check({ x224: { nla: "absent", securityLayer: "rdp" } }, ["plain-rdp"]);
    expect(outcomes(evidence)).toContain("mcs ok, licensing ok, capabilities ok");
    expect(facts(evidence, "x224.failureCode", "mcs.encryptionMethod")).toEqual([2, 2]);
  });

  it("RDSTLS and RDSAAD where they are on", async () => {
    const x224 = { nla: "optional", rdstls: true, rdsaad: true } as const;
    const evidence = await check({ x224 }, ["rdstls", "rdsaad"]);
    const accepted = evidence.facts["x224.accepted"]?.value;
    expect([accepted?.rdstls, accepted?.rdsaad]).toEqual(["accepted", "accepted"]);
  });
});

describe("TLS without X.224", () => {
  it("is taken as Windows takes it", async () => {
    const standIn = await startStandIn(lab, windowsServer2022);
    const socket = connectTls({ host: standIn.address, port: standIn.port, rejectUnauthorized: false });
    await once(socket, "secureConnect");
    expect(socket.getPeerX509Certificate()?.subject).toBe("CN=stand-in-2022.stand-in.test");
    socket.destroy();
    await standIn.close();
  });

  it("a request without negotiation finds no way round NLA", async () => {
    const strict = await startStandIn(lab, windowsServer2022);
    const open = await startStandIn(lab, windows7);
    const plain = "0300000b06e00000000000";
    expect(await ask(strict.address, strict.port, plain)).toBe("030000130ed000001234000300080005000000");
    expect(await ask(open.address, open.port, plain)).toBe("0300000b06d00000123400");
    await Promise.all([strict.close(), open.close()]);
  });
});

describe("TLS faults", () => {
  it.for<readonly [NonNullable<StandInScript["tls"]>, unknown]>([
    [{ alert: 40 }, { kind: "tls-alert", alert: 40 }],
    [{ alert: 70 }, { kind: "tls-alert", alert: 70 }],
    [{ afterClientHello: "silence" }, { kind: "silence", receivedBytes: 0 }],
    [{ afterClientHello: "reset" }, { kind: "closed", how: "rst", receivedBytes: 0 }],
    [{ afterClientHello: "fin" }, { kind: "closed", how: "fin", receivedBytes: 0 }],
    [{ cut: { afterBytes: 100, how: "silence" } }, { kind: "silence", receivedBytes: 100 }],
    [{ cut: { afterBytes: 100, how: "fin" } }, { kind: "closed", how: "fin", receivedBytes: 100 }],
    [{ cut: { afterBytes: 100, how: "reset" } }, { kind: "closed", how: "rst", receivedBytes: 100 }],
  ])("%j", async ([tls, fault]) => {
    expect(failure(await check({ tls }))).toMatchObject(Object(fault));
  });

  it("ML-KEM is found where it is on, and a slow handshake is still one", async () => {
    const evidence = await check({ tls: { groups: "X25519MLKEM768:X25519", delayMs: 30 } }, [
      "post-quantum",
      "large-hello",
    ]);
    expect(facts(evidence, "tls.postQuantum", "tls.largeHello")).toEqual(["preferred", "answered"]);
  });
});

describe("CredSSP faults", () => {
  it("an NTSTATUS in TSRequest", async () => {
    const evidence = await check({ credssp: { errorCode: 0xc000035b } });
    expect(failure(evidence)).toEqual({ kind: "credssp-error", ntStatus: 0xc000035b });
  });

  it.for([
    ["silence", { kind: "silence" }],
    ["fin", { kind: "closed", how: "fin" }],
    ["reset", { kind: "closed", how: "rst" }],
    ["garbage", { kind: "malformed" }],
  ] as const)("%s in place of the challenge", async ([instead, fault]) => {
    expect(failure(await check({ credssp: { instead } }))).toMatchObject(fault);
  });

  it("Kerberos alone", async () => {
    const evidence = await check({ credssp: { instead: "kerberos-only" } });
    expect(facts(evidence, "credssp.mechanisms", "credssp.ntlm")).toEqual([["MS-Kerberos"], undefined]);
  });

  it("a clock that is seven minutes ahead", async () => {
    const evidence = await check({ credssp: { timestampOffsetMs: 420_000 } });
    expect(Math.round((evidence.facts["credssp.clockSkewMs"]?.value ?? 0) / 10_000)).toBe(42);
  });
});

const openDoor = { nla: "absent", hybridEx: false } as const;

describe("MCS, licensing and Set Error Info", () => {
  it.for<readonly [Omit<StandInScript, "x224">, unknown]>([
    [{ mcs: { result: 14 } }, { kind: "mcs-refused", pdu: "MCS Connect Response", result: 14 }],
    [{ mcs: { attachUserResult: 13 } }, { kind: "mcs-refused", pdu: "MCS Attach User Confirm", result: 13 }],
    [{ mcs: { channelJoinResult: 3 } }, { kind: "mcs-refused", pdu: "MCS Channel Join Confirm", result: 3 }],
    [
      { licensing: { answer: "error", errorCode: 6, stateTransition: 1 } },
      { kind: "licensing-error", errorCode: 6, stateTransition: 1 },
    ],
    [{ licensing: { answer: "silence" } }, { kind: "silence", waitedFor: "licensing answer" }],
    [{ interrupt: { at: "client-info", with: { errorInfo: 0x102 } } }, { kind: "error-info", errorInfo: 0x102 }],
    [{ interrupt: { at: "license", with: { errorInfo: 0x5 } } }, { kind: "error-info", errorInfo: 0x5 }],
    [{ interrupt: { at: "channel-join", with: { errorInfo: 0x9 } } }, { kind: "error-info", errorInfo: 0x9 }],
    [{ interrupt: { at: "attach-user", with: { ultimatum: 1 } } }, { kind: "disconnect", reason: 1 }],
    [{ interrupt: { at: "connect-initial", with: "fin" } }, { kind: "closed", how: "fin" }],
    [{ interrupt: { at: "connect-initial", with: { malformed: "0300000802f0807f" } } }, { kind: "malformed" }],
    [{ interrupt: { at: "connection-request", with: { ultimatum: 3 } } }, { kind: "disconnect", reason: 3 }],
    [{ interrupt: { at: "connection-request", with: "silence" } }, { kind: "silence" }],
    [{ interrupt: { at: "connection-request", with: "reset" } }, { kind: "closed", how: "rst" }],
  ])("%j", async ([script, fault]) => {
    expect(failure(await check({ ...script, x224: openDoor }))).toMatchObject(Object(fault));
  });

  it("a License Request and a slow host lead to Demand Active as well", async () => {
    const evidence = await check({ x224: openDoor, licensing: { answer: "license-request" }, delayMs: 20 });
    expect(outcomes(evidence)).toBe("x224 ok, tls ok, credssp skipped, mcs ok, licensing ok, capabilities ok");
    expect(facts(evidence, "licensing.answer", "mcs.messageChannel")).toEqual(["license-request", true]);
  });
});

describe("beside the RDP port", () => {
  it.for([
    ["syn-ack", "answered", 2],
    ["garbage", "garbage", undefined],
    ["silence", "silence", undefined],
  ] as const)("UDP: %s", async ([behaviour, heard, version]) => {
    const tcp = await startStandIn(lab, {});
    const udp = await startUdpStandIn(lab, behaviour, { address: tcp.address, port: tcp.port });
    const evidence = await see(tcp.address, tcp.port, ["udp"]);
    expect(facts(evidence, "session.udp", "session.udpVersion")).toEqual([heard, version]);
    expect(udp.seen).toHaveLength(1);
    await Promise.all([tcp.close(), udp.close()]);
  });

  it.for([
    [401, "gateway"],
    [200, "gateway"],
    [403, "forbidden"],
    [404, "not-a-gateway"],
    [407, "proxy"],
    [503, "unavailable"],
  ] as const)("RD Gateway: %i", async ([status, outcome]) => {
    const host = await startStandIn(lab, {});
    const gateway = await startGatewayStandIn(lab, { status });
    const options = { gateway: `${gateway.address}:${gateway.port}` };
    const evidence = await see(host.address, host.port, ["gateway"], options);
    expect(evidence.facts["session.gateway"]?.value).toMatchObject({ outcome, status });
    expect(gateway.seen.map(({ pdu }) => pdu)).toEqual(["RDG_OUT_DATA"]);
    await Promise.all([host.close(), gateway.close()]);
  });
});

describe("the light responder", () => {
  it("answers on every loopback address, and is gone when its process is ended", async () => {
    const port = await lab.freePort("0.0.0.0");
    const script = fileURLToPath(new URL("../../lab/stand-in/light-responder.ts", import.meta.url));
    const child = spawn(process.execPath, [script, "--listen", `127.1.0.0/18:${port}`], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    lab.onClose(() => void child.kill());
    const [said] = await once(child.stdout, "data");
    expect(String(said)).toBe("ready\n");
    for (const address of ["127.1.0.1", "127.1.63.254"]) {
      const evidence = await see(address, port, []);
      expect(outcomes(evidence)).toMatch(/^x224 ok, tls ok, credssp ok/);
    }
    expect(await ask("127.1.0.7", port, "474554202f")).toBe("fin");
    expect(await ask("127.1.0.7", port, x224Request)).toBe("030000130ed00000123400021f080002000000");
    child.kill();
    await once(child, "exit");
    expect(await ask("127.1.0.1", port, x224Request)).toBe("ECONNREFUSED");
  });
});
