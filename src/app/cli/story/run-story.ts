import { writeFile } from "node:fs/promises";
import type { StoryReport } from "../../../core/contract/index.ts";
import { type Incident, treePicture } from "../../../core/incident/index.ts";
import { type Language, printable } from "../../../core/texts/index.ts";
import type { Arguments } from "../arguments.ts";
import { firstReason } from "../events/read-paths.ts";
import { jsonText } from "../json-text.ts";
import { errnoOf, EXIT, usage } from "../operation-error.ts";
import { styleFor } from "../render/style.ts";
import { type World, write } from "../world.ts";
import { readStory, type ReadStory } from "./read-story.ts";
import { clientCode, isThere, loadProbe } from "./story-input.ts";
import { storyHtml } from "./story-html.ts";
import { type PageFacts, storyPage } from "./story-page.ts";
import { type Asked, tellStory } from "./tell-hosts.ts";

const SHOWN = 120;

/**
 * Reads logs and settings of a host, and a check where one is given, and tells their story. Exit code 1 where something
 * blocks or hinders, an attack of weight was found, or records were damaged; 2 where there was nothing to read.
 */
export async function runStory(args: Arguments, world: World, language: Language): Promise<number> {
  const paths = [...args.operands, ...args.all("events")];
  for (const path of paths) {
    if (path !== "-" && !(await isThere(path))) throw usage("error.story-no-path", { path: printable(path, SHOWN) });
  }
  if (paths.length === 0) throw usage("error.story-needs-logs");
  const probeFile = args.get("probe");
  const code = args.get("code");
  const probe = probeFile === undefined ? undefined : await loadProbe(probeFile, world, language);
  if (world.interrupted.aborted) return EXIT.interrupted;
  const asked: Asked = {
    probe,
    code: code === undefined ? undefined : clientCode(code),
    nowMs: Date.now(),
  };
  const style = styleFor(world.stdout, world.env, args, language);
  const read = await readStory(paths, args, world, language, asked.probe);
  if (world.interrupted.aborted) return EXIT.interrupted;
  if (read.counts.records === 0 && read.inventories.length === 0) {
    throw usage("error.story-nothing", {
      paths: printable(paths.join(" "), SHOWN),
      reason: reasonOfNothing(read, language),
    });
  }
  const { report, incidents } = tellStory(read, asked);
  const facts = factsOf(read, report);
  await writePictures(args, report, incidents, facts, language);
  const output = args.has("json") ? `${jsonText(report, 2)}\n` : storyPage(style, report, facts);
  await write(world.stdout, output);
  return isFinding(report) ? EXIT.finding : EXIT.ok;
}

/** Why nothing could be told: a damaged log says more than a file that is none. */
function reasonOfNothing({ firstDamaged, passedOver }: ReadStory, language: Language): string {
  if (firstDamaged === undefined) return firstReason(passedOver, language);
  const { origin, offset, reason } = firstDamaged;
  return ` (${printable(origin, SHOWN)} @ ${offset}: ${printable(reason, SHOWN)})`;
}

function factsOf(read: ReadStory, report: StoryReport): PageFacts {
  const told = new Set(report.hosts.map(({ host }) => host));
  return {
    sessions: read.timeline.sessions,
    coverage: {
      tested: read.detection.coverage.filter(({ state }) => state !== "not-tested").length,
      all: read.detection.coverage.length,
    },
    otherHosts: [...read.indexes.keys()].filter((host) => !told.has(host)),
  };
}

async function writePictures(
  args: Arguments,
  report: StoryReport,
  incidents: readonly Incident[],
  facts: PageFacts,
  language: Language,
): Promise<void> {
  const svg = args.get("svg");
  if (svg !== undefined) {
    const [newest] = incidents;
    if (newest === undefined) throw usage("error.story-no-incident");
    await writeNew(svg, treePicture(newest, language));
  }
  const html = args.get("html");
  if (html !== undefined) await writeNew(html, storyHtml(report, incidents, facts, language));
}

async function writeNew(path: string, content: string): Promise<void> {
  try {
    await writeFile(path, content, { flag: "wx", mode: 0o600 });
  } catch (error) {
    const reason = errnoOf(error);
    const file = printable(path, SHOWN);
    throw reason === "EEXIST"
      ? usage("error.story-exists", { file })
      : usage("error.unwritable-file", { file, reason: reason ?? String(error) });
  }
}

function isFinding({ hosts, input }: StoryReport): boolean {
  return (
    input.damaged > 0 ||
    hosts.some(
      ({ findings, detections, contradictions }) =>
        contradictions.length > 0 ||
        findings.some(({ effect }) => effect !== "weakens") ||
        detections.some(({ severity }) => severity === "high" || severity === "medium"),
    )
  );
}
