import { open } from "node:fs/promises";
import { type Language, printable, say } from "../../core/texts/index.ts";
import { replayTranscript, TranscriptError } from "../../core/transcript/index.ts";
import type { Arguments } from "./arguments.ts";
import { conclude, logonExitCode } from "./logon/conclude.ts";
import { printLogon } from "./logon/logon-output.ts";
import { onlyOperand } from "./operands.ts";
import { errnoOf, usage } from "./operation-error.ts";
import { printReport } from "./report-output.ts";
import { readBar } from "./verdict-exit.ts";
import { type World, write } from "./world.ts";

const MOST_BYTES = 64 * 1024 * 1024;

/** Diagnoses a recorded conversation; the network is not touched. */
export async function runReplayCommand(args: Arguments, world: World, language: Language): Promise<number> {
  const path = onlyOperand(args, "replay", "TRANSCRIPT");
  const file = printable(path, 120);
  const text = await readText(path, file);
  let replayed: ReturnType<typeof replayTranscript>;
  try {
    replayed = replayTranscript(text);
  } catch (error) {
    if (error instanceof TranscriptError) {
      throw usage("error.bad-transcript", { file, line: error.line, reason: printable(error.message, 160) });
    }
    throw error;
  }
  const { evidence, picture, transcript } = replayed;
  if (transcript.isCut) await write(world.stderr, `rdpulse: ${say(language, "error.transcript-cut", { file })}\n`);
  if (evidence.logon === undefined) return printReport(evidence, args, world, language);
  const conclusions = conclude(evidence);
  await printLogon({ evidence, conclusions, ...(picture === undefined ? {} : { picture }) }, args, world, language);
  return logonExitCode(conclusions, readBar(args.get("fail-on")));
}

async function readText(path: string, file: string): Promise<string> {
  try {
    await using handle = await open(path);
    const { size } = await handle.stat();
    if (size > MOST_BYTES) throw usage("error.transcript-too-large", { file, limit: MOST_BYTES / 1024 / 1024 });
    return await handle.readFile("utf8");
  } catch (error) {
    const reason = errnoOf(error);
    if (reason === undefined) throw error;
    throw usage("error.unreadable-file", { file, reason });
  }
}
