import type { HealthReport } from "../../../core/contract/index.ts";
import { reportHtml, reportMarkdown } from "../../../core/health-report/index.ts";
import { type Language, printable, say } from "../../../core/texts/index.ts";
import type { Arguments } from "../arguments.ts";
import { writeNew } from "../audit/own-files.ts";
import { ApiConnection } from "../fleet/api-connection.ts";
import { requireOperands } from "../fleet/fleet-action.ts";
import { jsonText } from "../json-text.ts";
import { EXIT } from "../operation-error.ts";
import { styleFor } from "../render/style.ts";
import { type World, write } from "../world.ts";
import { reportPage } from "./report-page.ts";

const SHOWN_MOST = 120;

/** `rdpulse report`: the essence on the terminal, the whole in files that were not there before. */
export async function runReportCommand(args: Arguments, world: World, language: Language): Promise<number> {
  requireOperands(args.operands, 0, 0, "report [--period day|week|month]");
  const api = await ApiConnection.from(args, world, language);
  const report: HealthReport = JSON.parse(await api.send("GET", "/report", { query: { period: args.get("period") } }));
  const forms = [
    [args.get("html"), reportHtml],
    [args.get("markdown"), reportMarkdown],
  ] as const;
  for (const [file, make] of forms) {
    if (file === undefined) continue;
    await writeNew(file, make(report, language));
    await write(world.stderr, `${say(language, "report.written", { file: printable(file, SHOWN_MOST) })}\n`);
  }
  const text = args.has("json")
    ? jsonText(report, 2)
    : reportPage(styleFor(world.stdout, world.env, args, language), report).join("\n");
  await write(world.stdout, `${text}\n`);
  return EXIT.ok;
}
