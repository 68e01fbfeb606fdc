import { buildExplanation } from "../../core/contract/index.ts";
import { type CauseId, causes, explain, isCauseId } from "../../core/knowledge/index.ts";
import type { Language } from "../../core/texts/index.ts";
import type { Arguments } from "./arguments.ts";
import { jsonText } from "./json-text.ts";
import { EXIT, usage } from "./operation-error.ts";
import { causePage } from "./render/cause-page.ts";
import { explainPage } from "./render/explain-page.ts";
import { styleFor } from "./render/style.ts";
import { type World, write } from "./world.ts";

/** Answers offline what a code, an event, a message or a cause means. A query that nothing resembles exits 1. */
export async function runExplainCommand(args: Arguments, world: World, language: Language): Promise<number> {
  const query = args.operands.join(" ").trim();
  if (query === "") throw usage("error.operand-missing", { command: "explain", operand: "QUERY" });
  const answer = explain(query);
  const id = causeNamed(query);
  if (args.has("json")) {
    const explanation = buildExplanation(answer, id === undefined ? undefined : causes[id]);
    await write(world.stdout, `${jsonText(explanation, 2)}\n`);
  } else {
    const style = styleFor(world.stdout, world.env, args, language);
    await write(world.stdout, id === undefined ? explainPage(style, answer) : causePage(style, causes[id]));
  }
  return answer.matches.length === 0 ? EXIT.finding : EXIT.ok;
}

/** The cause that the query is the id of, with or without its variant. */
function causeNamed(query: string): CauseId | undefined {
  const [id = ""] = query.toLowerCase().split("/");
  return isCauseId(id) ? id : undefined;
}
