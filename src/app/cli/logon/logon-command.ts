import type { Language } from "../../../core/texts/index.ts";
import type { Arguments } from "../arguments.ts";
import { hindranceOf } from "../hindrance.ts";
import { EXIT } from "../operation-error.ts";
import { readRoots, requireOwnSource } from "../probe-options.ts";
import { styleFor } from "../render/style.ts";
import { TranscriptFile } from "../transcript-file.ts";
import { readBar } from "../verdict-exit.ts";
import { type World, write } from "../world.ts";
import { type AttemptSetup, attemptLogon } from "./attempt.ts";
import { logonExitCode } from "./conclude.ts";
import type { Listener } from "./listener.ts";
import { printLogon } from "./logon-output.ts";
import { type LogonSettings, readLogonSettings } from "./logon-settings.ts";
import { requireAllowed } from "./memory.ts";
import { passwordSource } from "./password-source.ts";
import { runSeries } from "./series.ts";

/**
 * Logs on once, or again and again, and prints what came of it. Everything the operator can get wrong, and the lockout
 * guard's refusal, is found before a password is asked for.
 */
export async function runLogonCommand(args: Arguments, world: World, language: Language): Promise<number> {
  const settings = await readLogonSettings(args);
  const source = passwordSource(args, settings.options, language);
  readBar(args.get("fail-on"));
  styleFor(world.stdout, world.env, args, language);
  const probe = await world.loadProbe();
  const tools = await world.loadLogonTools();
  const caPem = await readRoots(args.get("ca"), probe);
  await requireOwnSource(settings.options, probe);
  const screenshot = args.get("screenshot");
  if (screenshot !== undefined) await tools.checkWritable(screenshot);
  const state = await tools.StateFolder.open(args.get("state") ?? tools.defaultStatePath(world.env));
  if (!args.has("despite-failures")) requireAllowed(settings.options, state, Date.now());
  const listener = args.has("tell") ? await findListener(args, settings, world, language) : undefined;
  const path = args.get("transcript");
  const transcript = path === undefined ? undefined : await TranscriptFile.open(path);
  try {
    const { env, interrupted } = world;
    const password = await tools.readPassword(source, { env, interrupted });
    const setup = { args, world, language, settings, probe, tools, state, password, caPem, transcript, listener };
    const code = args.get("repeat") === undefined ? await runOnce(setup) : await runSeries(setup);
    return code === EXIT.ok && listener?.hasFailed === true ? EXIT.environment : code;
  } catch (error) {
    if (world.interrupted.aborted || error instanceof tools.Interrupted) return EXIT.interrupted;
    throw error;
  } finally {
    await transcript?.close();
  }
}

async function findListener(
  args: Arguments,
  { options }: LogonSettings,
  world: World,
  language: Language,
): Promise<Listener> {
  const { Listener: Found } = await import("./listener.ts");
  return Found.find(args, options, world, language);
}

async function runOnce(setup: AttemptSetup): Promise<number> {
  const { args, world, language } = setup;
  const seen = await attemptLogon(setup);
  await printLogon(seen, args, world, language);
  const code = logonExitCode(seen.conclusions, readBar(args.get("fail-on")));
  const hindrance = code === EXIT.finding ? hindranceOf(seen.evidence, language) : undefined;
  if (hindrance === undefined) return code;
  await write(world.stderr, `rdpulse: ${hindrance}\n`);
  return EXIT.environment;
}
