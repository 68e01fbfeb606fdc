import { userInfo } from "node:os";
import { join } from "node:path";
import type { CollectedReport, CollectedSection } from "../../../core/contract/index.ts";
import type { HostInventory } from "../../../core/inventory/index.ts";
import { type Language, printable, say } from "../../../core/texts/index.ts";
import type { CollectedArchive, CollectorPlatform } from "../../../io/collect/index.ts";
import type { Arguments } from "../arguments.ts";
import { parseDurationMs } from "../duration.ts";
import { jsonText } from "../json-text.ts";
import { EXIT, usage } from "../operation-error.ts";
import { ProgressLine } from "../progress-line.ts";
import { paint, paragraph, type Style, styleFor, tell } from "../render/style.ts";
import { wholeNumber } from "../whole-number.ts";
import { type World, write } from "../world.ts";
import { credentials, hostKeyPolicy } from "./ssh-settings.ts";

const PORT = 22;
const CONNECT_MS = 20_000;
const SILENCE_MS = 300_000;
const DAYS = 14;
const MOST_MB = 500;
const SECTIONS_SHOWN = 20;

/** Brings the archive of one host, or prints a collector. 0: an archive is there; sections may have failed alone. */
export async function runCollectCommand(args: Arguments, world: World, language: Language): Promise<number> {
  const { collectFrom, collectorScript } = await import("../../../io/collect/index.ts");
  const script = platformNamed(args.get("print-script"));
  if (script !== undefined) {
    await write(world.stdout, await collectorScript(script));
    return EXIT.ok;
  }
  const { host, user } = whereAndWho(args);
  const port = wholeNumber(args, "port", PORT, 1, 65_535);
  const label = printable(host, 60);
  const startedMs = Date.now();
  const { readPassword } = await world.loadLogonTools();
  const keys = await credentials({ args, world, language, host, user, readPassword });
  let [step, bytes] = [say(language, "collect.progress-connect"), 0];
  const progress = new ProgressLine(world, args, (seconds) =>
    say(language, "collect.progress", { host: label, step: printable(step, 60), size: megabytes(bytes), seconds }),
  );
  let archive: CollectedArchive;
  try {
    archive = await collectFrom({
      host,
      port,
      user,
      hostKeys: await hostKeyPolicy(args, world.env),
      ...keys,
      connectTimeoutMs: durationOf(args, "timeout", CONNECT_MS),
      signal: world.interrupted,
      platform: platformNamed(args.get("platform")) ?? "auto",
      sudo: args.has("sudo"),
      days: wholeNumber(args, "days", DAYS, 1, 3650),
      outPath: (platform) => args.get("out") ?? join(".", archiveName(host, platform, startedMs)),
      mostBytes: wholeNumber(args, "most-mb", MOST_MB, 1, 100_000) * 1_000_000,
      silenceMs: durationOf(args, "silence", SILENCE_MS),
      onProgress: (now) => {
        bytes = now.bytes;
        step = now.step ?? step;
      },
    });
  } catch (error) {
    if (world.interrupted.aborted) {
      progress.erase();
      await write(world.stderr, `rdpulse: ${say(language, "collect.interrupted")}\n`);
      return EXIT.interrupted;
    }
    throw error;
  } finally {
    progress.erase();
  }
  const inventory = await inventoryIn(archive.path, world.interrupted);
  if (args.has("json")) {
    await write(world.stdout, `${jsonText(collected(host, archive, inventory, startedMs), 2)}\n`);
    return EXIT.ok;
  }
  await write(world.stdout, page(styleFor(world.stdout, world.env, args, language), host, archive, inventory));
  return EXIT.ok;
}

function whereAndWho(args: Arguments): { readonly host: string; readonly user: string } {
  const [operand = "", ...more] = args.operands;
  if (operand === "" || more.length > 0) throw usage("error.operand-missing", { command: "collect", operand: "HOST" });
  const at = operand.lastIndexOf("@");
  const host = operand.slice(at + 1).replace(/^\[(.*)\]$/, "$1");
  const user = args.get("user") ?? (at > 0 ? operand.slice(0, at) : userInfo().username);
  if (host === "" || host.startsWith("-"))
    throw usage("error.operand-missing", { command: "collect", operand: "HOST" });
  return { host, user };
}

function platformNamed(name: string | undefined): CollectorPlatform | undefined {
  return name === "windows" || name === "xrdp" ? name : undefined;
}

function durationOf(args: Arguments, option: string, otherwiseMs: number): number {
  const text = args.get(option);
  return text === undefined ? otherwiseMs : parseDurationMs(text, `--${option}`);
}

/** Only characters that every file system takes: the host's name is the operator's, and still may hold a slash. */
function archiveName(host: string, platform: CollectorPlatform, nowMs: number): string {
  const time = new Date(nowMs).toISOString().replaceAll(/[-:]/g, "").slice(0, 15);
  return `${host.replaceAll(/[^A-Za-z0-9._-]/g, "_")}-${time}${platform === "windows" ? ".zip" : ".tar.gz"}`;
}

async function inventoryIn(path: string, signal: AbortSignal): Promise<HostInventory | undefined> {
  const { readInventories } = await import("../../../io/ingest/index.ts");
  const { inventories } = await readInventories({ paths: [path], signal });
  return inventories[0];
}

function sectionsOf(inventory: HostInventory | undefined): readonly CollectedSection[] {
  return Object.entries(inventory?.sections ?? {}).map(([section, one]) =>
    one.outcome === "failed" ? { section, outcome: "failed", reason: one.reason } : { section, outcome: "collected" },
  );
}

function collected(
  host: string,
  { path, platform, bytes, sha256 }: CollectedArchive,
  inventory: HostInventory | undefined,
  startedMs: number,
): CollectedReport {
  const startedAt = new Date(startedMs).toISOString();
  return {
    schema: "rdpulse.collected/1",
    host,
    startedAt,
    platform,
    file: path,
    bytes,
    sha256,
    sections: sectionsOf(inventory),
  };
}

function page(style: Style, host: string, archive: CollectedArchive, inventory: HostInventory | undefined): string {
  const sections = sectionsOf(inventory);
  const failed = sections.filter(({ outcome }) => outcome === "failed");
  const done = { file: printable(archive.path, 200), size: megabytes(archive.bytes), host: printable(host, 80) };
  const counts = { collected: sections.length - failed.length, failed: failed.length };
  const lines = [
    ...paragraph(style, tell(style, "collect.done", done), 0, "", "strong"),
    ...paragraph(
      style,
      sections.length === 0 ? tell(style, "collect.no-sections") : tell(style, "collect.sections", counts),
      2,
    ),
    ...failed.slice(0, SECTIONS_SHOWN).flatMap(({ section, reason }) => {
      const words = { section, reason: printable(reason ?? "", 160) };
      return paragraph(style, tell(style, "collect.section-failed", words), 4);
    }),
    "",
    paint(style, "strong", tell(style, "collect.next")),
    `  ${paint(style, "command", `rdpulse explain ${done.file}`)}`,
    `  ${paint(style, "command", `rdpulse audit ${done.file}`)}`,
  ];
  return `${lines.join("\n")}\n`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
