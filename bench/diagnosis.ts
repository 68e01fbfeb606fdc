// Runs the fault catalogue: what the engine names first, and what xfreerdp and nmap say of the same broken thing.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { diagnose, diagnoseLogon, type Finding } from "../src/core/diagnosis/index.ts";
import { ensurePackages, isRoot, openLab, type PackageOutcome } from "../lab/index.ts";
import { RunGround, checkTarget, healthyVariants, judge, judgeHealthy, scenarios } from "../lab/scenarios/index.ts";
import type { HealthyVariant, Judgement, Scenario, Target } from "../lab/scenarios/index.ts";
import {
  healthyLogons,
  judgeHealthyLogon,
  judgeLogonFault,
  logOnTo,
  logonScenarios,
  type HealthyLogon,
  type LogonScenario,
} from "../lab/scenarios/logons.ts";
import { askNmap, askXfreerdp, logOnWithXfreerdp } from "./peers/run-peers.ts";
import type { PeerAnswer } from "./peers/run-peers.ts";
import { readPeer } from "./peers/table.ts";
import type { Peer } from "./peers/table.ts";

/** The goal of the catalogue: 43 of 45, whatever the number of scenarios. */
const GOAL = 43 / 45;

const { values: options } = parseArgs({
  options: {
    only: { type: "string", multiple: true, default: [] },
    runs: { type: "string", default: "2" },
    jobs: { type: "string", default: "4" },
    seed: { type: "string", default: String(Date.now()) },
    "no-peers": { type: "boolean", default: false },
    verbose: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
    /** Folder for the conversations of logons. */
    transcripts: { type: "string" },
  },
});

interface PeerResult {
  readonly peer: Peer;
  readonly named: boolean;
  readonly said: string;
  readonly seconds: number;
}

interface Result {
  readonly id: string;
  readonly truth: string;
  readonly production: string;
  readonly judgement: Judgement;
  readonly seconds: number;
  readonly peers: readonly PeerResult[];
  readonly findings: string;
}

const asked = (id: string): boolean => options.only.length === 0 || options.only.some((part) => id.includes(part));
type Fault = Scenario | LogonScenario;
type Healthy = HealthyVariant | HealthyLogon;
const faulty: readonly Fault[] = [...scenarios, ...logonScenarios].filter(({ id }) => asked(id));
const healthy: readonly Healthy[] = [...healthyVariants, ...healthyLogons].filter(({ id }) => asked(id));

function lastError(answer: PeerAnswer): string {
  const errors = /ERR(?:CONNECT|INFO)_\w+|SSL_CERT_NOT_ON_SERVER|HYBRID_REQUIRED_BY_SERVER/g;
  const [first] = answer.text.match(errors) ?? [];
  return first ?? (answer.exit === 0 ? "success" : "no error named");
}

function readAnswer(peer: Peer, answer: PeerAnswer, scenario: Fault, target: Target): PeerResult {
  const rows = readPeer(peer, answer.text, target, Date.now());
  const about = rows.map((row) => row.about).join(", ");
  const ended = answer.killed ? "killed" : `exit ${answer.exit}`;
  if (options.verbose) console.error(`--- ${peer} on ${scenario.id}\n${answer.text}`);
  return {
    peer,
    named: rows.some((row) => row.causes.includes(scenario.truth)),
    said: `${ended}${peer === "xfreerdp" ? `, ${lastError(answer)}` : ""}${about === "" ? "" : ` [${about}]`}`,
    seconds: answer.seconds,
  };
}

type Seen = Pick<Result, "judgement" | "seconds" | "peers" | "findings">;

function listed(verdict: string, findings: readonly Finding[]): string {
  const lines = findings.map(
    (one) =>
      `${one.group}: ${one.id}${one.variant === undefined ? "" : `/${one.variant}`} ${one.effect} ${one.confidence}`,
  );
  return [verdict, ...lines].join("\n    ");
}

type OwnGround = ReturnType<RunGround["scenario"]>;

/** A check of the broken thing, and what the peers say of it. */
async function examine(it: Scenario | HealthyVariant, own: OwnGround, withPeers: boolean): Promise<Seen> {
  const target = await it.start(own);
  const evidence = await checkTarget(own.lab, target);
  const diagnosis = diagnose(evidence);
  const peers =
    withPeers && "truth" in it
      ? [
          readAnswer("xfreerdp", await askXfreerdp(own.lab, target), it, target),
          readAnswer("nmap", await askNmap(own.lab, target), it, target),
        ]
      : [];
  if (options.verbose)
    console.error(`--- ${it.id}\n${JSON.stringify({ stages: evidence.stages, facts: evidence.facts })}`);
  return {
    judgement: "truth" in it ? judge(it, diagnosis) : judgeHealthy(diagnosis),
    seconds: evidence.durationMs / 1000,
    peers,
    findings: listed(diagnosis.verdict, diagnosis.findings),
  };
}

/** A logon to the broken thing, and what xfreerdp says of the same logon. nmap logs on to nothing. */
async function examineLogon(it: LogonScenario | HealthyLogon, own: OwnGround, withPeers: boolean): Promise<Seen> {
  const target = await it.start(own);
  const { evidence, transcript } = await logOnTo(own.lab, target);
  const diagnosis = diagnoseLogon(evidence);
  if (options.transcripts !== undefined) {
    mkdirSync(options.transcripts, { recursive: true });
    writeFileSync(join(options.transcripts, `${it.id}.txt`), transcript);
  }
  const peers =
    withPeers && "truth" in it ? [readAnswer("xfreerdp", await logOnWithXfreerdp(own.lab, target), it, target)] : [];
  if (options.verbose)
    console.error(`--- ${it.id}\n${JSON.stringify({ stages: evidence.stages, facts: evidence.facts })}`);
  return {
    judgement: "truth" in it ? judgeLogonFault(it, diagnosis) : judgeHealthyLogon(it, diagnosis),
    seconds: evidence.durationMs / 1000,
    peers,
    findings: listed(`${diagnosis.verdict}, credential ${diagnosis.judgement.outcome}`, diagnosis.findings),
  };
}

async function runOne(ground: RunGround, it: Fault | Healthy, withPeers: boolean): Promise<Result> {
  const own = ground.scenario(it.id);
  const truth = "truth" in it ? it.truth : "healthy";
  const of = { id: it.id, truth, production: it.production };
  try {
    const seen = "judged" in it ? await examineLogon(it, own, withPeers) : await examine(it, own, withPeers);
    return { ...of, ...seen };
  } catch (error) {
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { ...of, judgement: { hit: false, named: "did not run", why }, seconds: 0, peers: [], findings: "" };
  } finally {
    await own.stop();
  }
}

/** Works through a list, some at a time. */
async function inParallel<T>(list: readonly T[], jobs: number, work: (entry: T) => Promise<void>): Promise<void> {
  const queue = [...list];
  const worker = async (): Promise<void> => {
    for (let entry = queue.shift(); entry !== undefined; entry = queue.shift()) await work(entry);
  };
  await Promise.all(Array.from({ length: jobs }, worker));
}

async function runAll(run: number): Promise<ReadonlyMap<string, Result>> {
  const lab = openLab();
  const results = new Map<string, Result>();
  try {
    const ground = await RunGround.open(lab, run, options.seed);
    const take = async (it: Fault | Healthy): Promise<void> => {
      const result = await runOne(ground, it, run === 1 && !options["no-peers"]);
      results.set(it.id, result);
      process.stderr.write(
        `  run ${run}: ${results.size}/${faulty.length + healthy.length} ${result.judgement.hit ? "ok  " : "MISS"} ${it.id}\n`,
      );
    };
    await inParallel(faulty, Number(options.jobs), take);
    // False alarms are looked for on a quieter machine, as a user's is.
    await inParallel(healthy, 2, take);
  } finally {
    await lab.close();
  }
  return results;
}

const yes = (named: boolean): string => (named ? "named" : "not named");

function report(runs: readonly ReadonlyMap<string, Result>[]): void {
  const worse = (id: string): Result | undefined => {
    const each = runs.flatMap((run) => run.get(id) ?? []);
    return each.find(({ judgement }) => !judgement.hit) ?? each.at(-1);
  };
  const totals = { ours: 0, xfreerdp: 0, nmap: 0, healthy: 0 };
  for (const { id } of [...faulty, ...healthy]) {
    const result = worse(id);
    if (result === undefined) continue;
    const { judgement } = result;
    const label = result.production === "real" ? "" : ` (${result.production})`;
    const seconds = runs.map((run) => run.get(id)?.seconds.toFixed(1) ?? "-").join(" ");
    console.log(
      `${judgement.hit ? "hit " : "MISS"} ${id}${label}: true ${result.truth}; ours ${judgement.named}; ${seconds} s`,
    );
    if (!judgement.hit) console.log(`    ${judgement.why ?? ""}\n    ${result.findings}`);
    const [first] = runs;
    for (const peer of first?.get(id)?.peers ?? []) {
      console.log(`     ${peer.peer}: ${yes(peer.named)}; ${peer.said}; ${peer.seconds.toFixed(1)} s`);
      if (peer.named) totals[peer.peer] += 1;
    }
    if (!judgement.hit) continue;
    if (result.truth === "healthy") totals.healthy += 1;
    else totals.ours += 1;
  }
  const of = faulty.length;
  const causes = new Set(faulty.map(({ truth }) => truth)).size;
  const checks = faulty.filter((it) => !("judged" in it)).length;
  const peers = options["no-peers"] ? "" : `, xfreerdp ${totals.xfreerdp}/${of}, nmap ${totals.nmap}/${checks} checks`;
  console.log(`\n${of} scenarios over ${causes} causes, ${runs.length} runs, seed ${options.seed}`);
  console.log(`named the true cause: ours ${totals.ours}/${of}${peers}`);
  console.log(`healthy: ${totals.healthy}/${healthy.length} without a false alarm`);
  const goal = Math.ceil(of * GOAL);
  if (totals.ours < goal || totals.healthy < healthy.length) {
    console.log(`goal missed: at least ${goal}/${of}, and no false alarm`);
    process.exitCode = 1;
  }
}

const packages: PackageOutcome = options.list
  ? { missing: [], installed: [] }
  : ensurePackages([
      "core",
      ...(options["no-peers"] ? [] : (["peers"] as const)),
      ...(faulty.some((it) => "judged" in it) ? (["peers", "desktop"] as const) : []),
    ]);
if (options.list) {
  for (const { id, truth, title } of [...scenarios, ...logonScenarios]) console.log(`${id}: ${truth}: ${title}`);
  for (const { id, title } of [...healthyVariants, ...healthyLogons]) console.log(`${id}: ${title}`);
} else if (faulty.length + healthy.length === 0) {
  console.error("no scenario has such an id; see --list");
  process.exitCode = 2;
} else if (!isRoot()) {
  console.error("bench:diagnosis makes network namespaces and needs root; try: sudo npm run bench:diagnosis");
  process.exitCode = 3;
} else if (packages.missing.length > 0) {
  console.error(`missing Debian packages: ${packages.missing.join(" ")}; ${packages.enableWith ?? ""}`);
  process.exitCode = 3;
} else {
  const runs: ReadonlyMap<string, Result>[] = [];
  for (let run = 1; run <= Number(options.runs); run += 1) runs.push(await runAll(run));
  report(runs);
}
