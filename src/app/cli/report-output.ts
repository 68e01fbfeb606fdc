import { audit } from "../../core/audit/index.ts";
import { buildReport } from "../../core/contract/index.ts";
import { diagnose } from "../../core/diagnosis/index.ts";
import type { Evidence } from "../../core/evidence/index.ts";
import type { Language } from "../../core/texts/index.ts";
import type { Arguments } from "./arguments.ts";
import { jsonText } from "./json-text.ts";
import { checkPage } from "./render/check-page.ts";
import { styleFor } from "./render/style.ts";
import { exitCodeFor, readBar } from "./verdict-exit.ts";
import { type World, write } from "./world.ts";

/** Explains what was seen, prints it as the arguments say, and gives the exit code: 0, or 1 at the bar of `--fail-on`. */
export async function printReport(
  evidence: Evidence,
  args: Arguments,
  world: World,
  language: Language,
): Promise<number> {
  const diagnosis = diagnose(evidence);
  const judged = audit(evidence);
  const text = args.has("json")
    ? `${jsonText(buildReport(evidence, diagnosis, judged), 2)}\n`
    : checkPage(styleFor(world.stdout, world.env, args, language), {
        evidence,
        diagnosis,
        audit: judged,
        footprint: args.has("footprint"),
      });
  await write(world.stdout, text);
  return exitCodeFor(diagnosis.findings, readBar(args.get("fail-on")));
}
