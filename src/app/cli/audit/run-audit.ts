import {
  auditFromProbe,
  auditHost,
  type Baseline,
  baselineFor,
  correctionsFor,
  driftFrom,
  fixFiles,
  type HostAudit,
  type HostAuditOptions,
  type HostRole,
  type HostSeverity,
} from "../../../core/audit/index.ts";
import { type AuditedHostParts, type AuditReport, buildAuditReport } from "../../../core/contract/index.ts";
import { type Language, printable, say } from "../../../core/texts/index.ts";
import type { Arguments } from "../arguments.ts";
import { jsonText } from "../json-text.ts";
import { EXIT, usage } from "../operation-error.ts";
import { checkOptionsFor, readProbeSettings, readRoots, requireOwnSource } from "../probe-options.ts";
import { ProgressLine } from "../progress-line.ts";
import { styleFor } from "../render/style.ts";
import { readTarget } from "../../../io/targets/index.ts";
import { type World, write } from "../world.ts";
import { auditPage } from "./audit-page.ts";
import { readBaselineFile, writeFixes, writeNew } from "./own-files.ts";
import { isLiveHost, readHosts } from "./read-hosts.ts";

const ROLES: readonly HostRole[] = ["workstation", "member", "standalone-server", "domain-controller"];
const SEVERITIES: readonly HostSeverity[] = ["high", "medium", "low"];

/** Audits what was collected of hosts, or one live host from the network, prints the report, writes what was asked for. */
export async function runAuditCommand(args: Arguments, world: World, language: Language): Promise<number> {
  const { operands } = args;
  const [first] = operands;
  if (first === undefined || first === "")
    throw usage("error.operand-missing", { command: "audit", operand: "TARGET" });
  const style = styleFor(world.stdout, world.env, args, language);
  const nowMs = Date.now();
  const baselinePath = args.get("baseline");
  const baselines = baselinePath === undefined ? undefined : await readBaselineFile(baselinePath);
  const live = await liveOperand(operands);
  const found =
    live === undefined ? await auditFiles(args, world, language, nowMs) : await auditLive(live, args, world, language);
  if (world.interrupted.aborted) return EXIT.interrupted;
  const hosts = await withDrift(found.hosts, baselines, world, language);
  const report = buildAuditReport(hosts, found.passedOver, nowMs);
  await writeFiles(args, hosts, report, world, language);
  await write(world.stdout, args.has("json") ? `${jsonText(report, 2)}\n` : auditPage(style, report, args.has("all")));
  for (const { path, why } of found.passedOver) {
    const words = { file: printable(path, 120), why: printable(why, 160) };
    await write(world.stderr, `rdpulse: ${say(language, "audit-page.passed-over", words)}\n`);
  }
  if (live !== undefined && hosts.every(({ audit }) => isUnseen(audit))) {
    const words = { host: printable(live, 80) };
    await write(world.stderr, `rdpulse: ${say(language, "error.audit-unseen", words)}\n`);
    return EXIT.finding;
  }
  return hosts.some(({ audit }) => isBelow(audit, args.get("fail-on"))) ? EXIT.finding : EXIT.ok;
}

/* Silence and refusals are findings: nothing that was asked for is known. */
function isUnseen({ counts }: HostAudit): boolean {
  return counts.met + counts["not-met"] + counts.reported === 0;
}

interface Audited {
  readonly hosts: readonly AuditedHostParts[];
  readonly passedOver: AuditReport["passedOver"];
}

async function liveOperand(operands: readonly string[]): Promise<string | undefined> {
  for (const operand of operands) {
    if (operand === "-" || !(await isLiveHost(operand))) continue;
    if (operands.length > 1) throw usage("error.audit-mixed", { host: printable(operand, 80) });
    return operand;
  }
  return undefined;
}

async function auditFiles(args: Arguments, world: World, language: Language, nowMs: number): Promise<Audited> {
  const role = ROLES.find((one) => one === args.get("role"));
  const options: HostAuditOptions = { nowMs, names: args.all("name"), ...(role === undefined ? {} : { role }) };
  const { inventories, passedOver } = await readHosts(args.operands, args, world, language);
  const hosts = inventories.map((inventory) => {
    const audit = auditHost(inventory, options);
    return { audit, corrections: correctionsFor(audit, inventory, options) };
  });
  return { hosts, passedOver };
}

async function auditLive(operand: string, args: Arguments, world: World, language: Language): Promise<Audited> {
  const target = await readTarget(operand);
  const options = checkOptionsFor(target, readProbeSettings(args), args.get("name"));
  const probe = await world.loadProbe();
  const caPem = await readRoots(args.get("ca"), probe);
  await requireOwnSource(options, probe);
  const label = printable(operand, 60);
  const progress = new ProgressLine(world, args, (seconds) =>
    say(language, "progress.connection", { target: label, seconds }),
  );
  try {
    const { evidence } = await probe.runCheck(options, {
      signal: world.interrupted,
      ...(caPem === undefined ? {} : { caPem }),
    });
    return { hosts: [{ audit: auditFromProbe(evidence), corrections: [] }], passedOver: [] };
  } finally {
    progress.erase();
  }
}

async function withDrift(
  hosts: readonly AuditedHostParts[],
  baselines: readonly Baseline[] | undefined,
  world: World,
  language: Language,
): Promise<readonly AuditedHostParts[]> {
  if (baselines === undefined) return hosts;
  const compared: AuditedHostParts[] = [];
  for (const parts of hosts) {
    const baseline = baselineFor(parts.audit, baselines);
    if (baseline === undefined) {
      const host = printable(parts.audit.host ?? say(language, "audit-page.unnamed"), 80);
      await write(world.stderr, `rdpulse: ${say(language, "error.audit-no-baseline-host", { host })}\n`);
    }
    compared.push(baseline === undefined ? parts : { ...parts, drift: driftFrom(parts.audit, baseline) });
  }
  return compared;
}

/* A folder of one host is the folder itself; of several, one below it for each. */
async function writeFiles(
  args: Arguments,
  hosts: readonly AuditedHostParts[],
  report: AuditReport,
  world: World,
  language: Language,
): Promise<void> {
  const written: string[] = [];
  const folder = args.get("fix-out");
  if (folder !== undefined) {
    const many = hosts.length > 1;
    for (const [index, { audit, corrections }] of hosts.entries()) {
      const path = many ? `${folder}-${index + 1}` : folder;
      await writeFixes(path, fixFiles(audit, corrections));
      written.push(path);
    }
  }
  const html = args.get("html");
  if (html !== undefined) {
    const { auditHtml } = await import("./html-report.ts");
    await writeNew(html, auditHtml(report, language));
    written.push(html);
  }
  const baseline = args.get("save-baseline");
  if (baseline !== undefined) {
    await writeNew(baseline, `${jsonText(report, 2)}\n`);
    written.push(baseline);
  }
  for (const file of written) {
    await write(world.stderr, `rdpulse: ${say(language, "audit-page.written", { file: printable(file, 200) })}\n`);
  }
}

/* An open vulnerability counts as a control of high severity. */
function isBelow(audit: HostAudit, failOn: string | undefined): boolean {
  const bar = Math.max(0, SEVERITIES.indexOf(SEVERITIES.find((severity) => severity === failOn) ?? "high"));
  const counted = SEVERITIES.slice(0, bar + 1);
  const isOpen = audit.patch?.vulnerabilities.some(({ verdict }) => verdict === "vulnerable") === true;
  return isOpen || audit.controls.some(({ outcome, severity }) => outcome === "not-met" && counted.includes(severity));
}
