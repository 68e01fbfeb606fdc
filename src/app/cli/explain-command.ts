import { stat } from "node:fs/promises";
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

/** Tells the story of logs, or answers offline what a code, an event, a message or a cause means. A query that nothing resembles exits 1. */
export async function runExplainCommand(args: Arguments, world: World, language: Language): Promise<number> {
  if (await isStory(args)) {
    const { runStory } = await import("./story/run-story.ts");
    return runStory(args, world, language);
  }
  const query = args.operands.join(" ").trim();
  if (query === "") throw usage("error.operand-missing", { command: "explain", operand: "QUERY" });
  const answer = explain(query);
  const id = causeNamed(query);
  if (args.has("json")) {
    const explanation = buildExplanation(answer, id === undefined ? undefined : causes[id], causes);
    await write(world.stdout, `${jsonText(explanation, 2)}\n`);
  } else {
    const style = styleFor(world.stdout, world.env, args, language);
    await write(world.stdout, id === undefined ? explainPage(style, answer) : causePage(style, causes[id]));
  }
  return answer.matches.length === 0 ? EXIT.finding : EXIT.ok;
}

const STORY_OPTIONS = ["events", "probe", "code", "html", "svg"] as const;
/** What only a path has: a query with a slash is a cause with its variant. */
const LIKE_A_PATH = /^(?:\.{0,2}\/|[A-Za-z]:\\)|\.(?:evtx|gz|zip|tgz|tar|reg|pol|inf)$/i;

/** Whether logs are to be explained, not a query: an option says so, or every operand is there as a file or folder. */
async function isStory(args: Arguments): Promise<boolean> {
  if (STORY_OPTIONS.some((option) => args.all(option).length > 0 || args.get(option) !== undefined)) return true;
  if (args.operands.length === 0) return false;
  if (args.operands.some((operand) => operand === "-" || LIKE_A_PATH.test(operand))) return true;
  for (const operand of args.operands) if (!(await isFile(operand))) return false;
  return true;
}

async function isFile(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    // Words that name no file are a query.
    return false;
  }
}

/** The cause that the query is the id of, with or without its variant. */
function causeNamed(query: string): CauseId | undefined {
  const [id = ""] = query.toLowerCase().split("/");
  return isCauseId(id) ? id : undefined;
}
