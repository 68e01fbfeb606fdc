import { targetLabel } from "../../../core/contract/index.ts";
import type { Evidence, StageName } from "../../../core/evidence/index.ts";
import type { LogonOptions } from "../../../core/plan/index.ts";
import type { Secret } from "../../../core/sequence/index.ts";
import { type Language, printable, say } from "../../../core/texts/index.ts";
import { replayTranscript } from "../../../core/transcript/index.ts";
import type { StateFolder } from "../../../io/logon/index.ts";
import type { Arguments } from "../arguments.ts";
import { type LogonTools, type Probe, transcriptIn } from "../engine.ts";
import { FailedProbe } from "../failed-probe.ts";
import { OperationError } from "../operation-error.ts";
import { ProgressLine } from "../progress-line.ts";
import { rescueTranscript, type TranscriptFile } from "../transcript-file.ts";
import { type World, write } from "../world.ts";
import { conclude } from "./conclude.ts";
import type { Listener } from "./listener.ts";
import type { SeenLogon } from "./logon-output.ts";
import type { LogonSettings } from "./logon-settings.ts";
import { rememberOutcome, withKnownKey } from "./memory.ts";

/** All that the attempts of one command line share. */
export interface AttemptSetup {
  readonly args: Arguments;
  readonly world: World;
  readonly language: Language;
  readonly settings: LogonSettings;
  readonly probe: Probe;
  readonly tools: LogonTools;
  readonly state: StateFolder;
  readonly password: Secret;
  readonly caPem: string | undefined;
  readonly transcript: TranscriptFile | undefined;
  /** Who else is told. */
  readonly listener: Listener | undefined;
}

/** Nothing was asked for in vain: accepted, and nothing is in the way. */
export function wentWell({ conclusions }: SeenLogon): boolean {
  return (
    conclusions.judgement.outcome === "accepted" && conclusions.findings.every(({ effect }) => effect === "weakens")
  );
}

/**
 * One logon: remembers its outcome, keeps its conversation and picture where that was asked for, and gives what was seen.
 * Throws `FailedProbe` on a fault of ours, with the path of the saved conversation.
 */
export async function attemptLogon(setup: AttemptSetup, keepTranscript = true): Promise<SeenLogon> {
  const { settings, state, world, transcript, probe, password, caPem } = setup;
  const options = withKnownKey(settings.options, state);
  const progress = progressOf(setup);
  // A long conversation takes a while to write down: only where somebody reads it.
  let spoken: (() => string) | undefined;
  try {
    const run = await probe.runLogon(options, password, {
      signal: world.interrupted,
      onStage: (stage) => progress.done(stage),
      ...(caPem === undefined ? {} : { caPem }),
    });
    progress.line.erase();
    spoken = () => run.transcript;
    const conclusions = conclude(run.evidence);
    await rememberOutcome(options, state, { conclusions, keySha256: shownKey(run.evidence) }, Date.now());
    if (keepTranscript) await transcript?.save(run.transcript);
    const { picture, evidence } = run;
    const pictureFile = await keepPicture(setup, picture);
    const seen = {
      evidence,
      conclusions: { ...conclusions, ...(pictureFile === undefined ? {} : { pictureFile }) },
      ...(picture === undefined ? {} : { picture }),
    };
    await setup.listener?.tell(seen, setup.tools, world, setup.language);
    return seen;
  } catch (error) {
    progress.line.erase();
    const text = spoken?.() ?? transcriptIn(error);
    if (text !== undefined) await transcript?.save(text);
    if (text !== undefined && spoken === undefined) await rememberCutOff(setup, options, text);
    if (world.interrupted.aborted || error instanceof OperationError || isLocal(setup, error)) throw error;
    const saved = text === undefined ? undefined : (transcript?.path ?? (await rescueTranscript(text)));
    throw new FailedProbe(saved, error);
  }
}

/** A logon that was interrupted after the host had refused it counts for the lockout guard like any other. */
async function rememberCutOff({ state }: AttemptSetup, options: LogonOptions, transcript: string): Promise<void> {
  let evidence: Evidence;
  try {
    ({ evidence } = replayTranscript(transcript));
  } catch {
    // What broke the logon may break its replay; it is being told already.
    return;
  }
  await rememberOutcome(options, state, { conclusions: conclude(evidence) }, Date.now());
}

/**
 * The key that the host itself showed; what a host behind a redirection showed is none of its, and one that CredSSP did
 * not prove is an interceptor's.
 */
function shownKey({ facts }: Evidence): string | undefined {
  if (facts["session.redirections"] !== undefined || facts["credssp.serverKey"]?.value === "different")
    return undefined;
  return facts["tls.certificateSha256"]?.value ?? facts["mcs.certificateSha256"]?.value;
}

/** A file of this machine that cannot be used: told in its own words. */
function isLocal({ tools }: AttemptSetup, error: unknown): boolean {
  return error instanceof tools.LocalFailure;
}

function progressOf(setup: AttemptSetup): { readonly line: ProgressLine; readonly done: (stage: StageName) => void } {
  const { world, args, language, settings } = setup;
  const { user, domain } = settings.options;
  const target = printable(targetLabel(settings.options), 60);
  const account = printable(domain === "" ? user : `${domain}\\${user}`, 60);
  let last: StageName | undefined;
  const line = new ProgressLine(world, args, (seconds) =>
    last === undefined
      ? say(language, "progress.logon", { target, account, seconds })
      : say(language, "progress.stage", { target, stage: last, seconds }),
  );
  return { line, done: (stage) => (last = stage) };
}

async function keepPicture(
  { args, tools, world, language }: AttemptSetup,
  picture: SeenLogon["picture"],
): Promise<string | undefined> {
  const path = args.get("screenshot");
  if (path === undefined) return undefined;
  if (picture === undefined) {
    await write(
      world.stderr,
      `rdpulse: ${say(language, "error.screenshot-nowhere", { file: printable(path, 160) })}\n`,
    );
    return undefined;
  }
  await tools.savePicture(path, tools.encodePng(picture));
  return path;
}
