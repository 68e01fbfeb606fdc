import { targetLabel } from "../../core/contract/index.ts";
import { isAddressLiteral } from "../../core/plan/index.ts";
import { type Language, printable, say } from "../../core/texts/index.ts";
import type { Arguments } from "./arguments.ts";
import { transcriptIn } from "./engine.ts";
import { FailedProbe } from "./failed-probe.ts";
import { hindranceOf } from "./hindrance.ts";
import { onlyOperand } from "./operands.ts";
import { EXIT, OperationError, usage } from "./operation-error.ts";
import { checkOptionsFor, readProbeSettings, readRoots, requireOwnSource } from "./probe-options.ts";
import { ProgressLine } from "./progress-line.ts";
import { styleFor } from "./render/style.ts";
import { printReport } from "./report-output.ts";
import { checkedHost, readTarget } from "../../io/targets/index.ts";
import { rescueTranscript, TranscriptFile } from "./transcript-file.ts";
import { readBar } from "./verdict-exit.ts";
import { type World, write } from "./world.ts";

/** Probes one target, explains it and prints the report. Everything the operator can get wrong is found before that. */
export async function runCheckCommand(args: Arguments, world: World, language: Language): Promise<number> {
  const target = await readTarget(onlyOperand(args, "check", "TARGET"));
  const name = args.get("name");
  const certificateName = name === undefined ? undefined : checkedHost(name, name);
  const options = checkOptionsFor(target, readProbeSettings(args), certificateName);
  if (options.lastStage === "dns" && isAddressLiteral(options.host)) throw usage("error.nothing-to-resolve");
  const probe = await world.loadProbe();
  const caPem = await readRoots(args.get("ca"), probe);
  await requireOwnSource(options, probe);
  readBar(args.get("fail-on"));
  styleFor(world.stdout, world.env, args, language);
  const path = args.get("transcript");
  const transcript = path === undefined ? undefined : await TranscriptFile.open(path);
  const label = printable(targetLabel(target), 60);
  let question: string | undefined;
  const progress = new ProgressLine(world, args, (seconds) =>
    question === undefined
      ? say(language, "progress.connection", { target: label, seconds })
      : say(language, "progress.question", { target: label, question, seconds }),
  );
  let spoken: string | undefined;
  try {
    const run = await probe.runCheck(options, {
      signal: world.interrupted,
      onQuestion: (asked) => (question = asked),
      ...(caPem === undefined ? {} : { caPem }),
    });
    progress.erase();
    spoken = run.transcript;
    await transcript?.save(spoken);
    const code = await printReport(run.evidence, args, world, language);
    const hindrance = code === EXIT.finding ? hindranceOf(run.evidence, language) : undefined;
    if (hindrance === undefined) return code;
    await write(world.stderr, `rdpulse: ${hindrance}\n`);
    return EXIT.environment;
  } catch (error) {
    progress.erase();
    const text = spoken ?? transcriptIn(error);
    if (text !== undefined) await transcript?.save(text);
    if (world.interrupted.aborted) return EXIT.interrupted;
    if (error instanceof OperationError) throw error;
    const saved = text === undefined ? undefined : (transcript?.path ?? (await rescueTranscript(text)));
    throw new FailedProbe(saved, error);
  } finally {
    await transcript?.close();
  }
}
