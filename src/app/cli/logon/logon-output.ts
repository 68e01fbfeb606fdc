import { buildLogonReport, type LogonConclusions } from "../../../core/contract/index.ts";
import type { Evidence } from "../../../core/evidence/index.ts";
import type { Language } from "../../../core/texts/index.ts";
import type { Arguments } from "../arguments.ts";
import { jsonText } from "../json-text.ts";
import { previewOf } from "../picture/preview.ts";
import type { Raster } from "../picture/scale-picture.ts";
import { headLines, logonPage } from "../render/logon-page.ts";
import { styleFor } from "../render/style.ts";
import { type World, write } from "../world.ts";

/** One logon, or the replay of one, and what follows from it. */
export interface SeenLogon {
  readonly evidence: Evidence;
  readonly conclusions: LogonConclusions;
  readonly picture?: Raster;
}

/** Prints a logon as the arguments say: a JSON document, a JSON line, its first line, or the page with its picture. */
export async function printLogon(seen: SeenLogon, args: Arguments, world: World, language: Language): Promise<void> {
  const { evidence, conclusions, picture } = seen;
  if (args.has("json") || args.has("ndjson")) {
    await write(
      world.stdout,
      `${jsonText(buildLogonReport(evidence, conclusions), args.has("ndjson") ? undefined : 2)}\n`,
    );
    return;
  }
  const style = styleFor(world.stdout, world.env, args, language);
  if (args.has("quiet")) {
    await write(world.stdout, `${headLines(style, evidence, conclusions).join("\n")}\n`);
    return;
  }
  const preview =
    picture === undefined ? "" : await previewOf(picture, world, args, style, (await world.loadLogonTools()).encodePng);
  await write(world.stdout, logonPage(style, { evidence, conclusions, preview }));
}
