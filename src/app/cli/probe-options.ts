import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { CHECK_STAGES, type StageName } from "../../core/evidence/index.ts";
import {
  type CheckOptions,
  COOKIE_LIMIT_BYTES,
  DEFAULT_STAGE_TIMEOUT_MS,
  DEFAULT_TOTAL_TIMEOUT_MS,
  GATEWAY_PORT,
  hostAndPort,
  LOAD_BALANCE_INFO_LIMIT_BYTES,
  QUESTION_IDS,
  type QuestionId,
} from "../../core/plan/index.ts";
import { printable } from "../../core/texts/index.ts";
import type { Arguments } from "./arguments.ts";
import type { OptionSpec } from "./command.ts";
import { parseDurationMs } from "./duration.ts";
import type { Probe } from "./engine.ts";
import { errnoOf, usage } from "./operation-error.ts";
import { checkedHostAndPort, type Target } from "../../io/targets/index.ts";

/** Options that say by which way a host is reached. */
export const REACH_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  resolver: { type: "string", value: "ADDRESS[:PORT]", help: "option.resolver" },
  source: { type: "string", value: "ADDRESS", help: "option.source" },
  proxy: { type: "string", value: "socks5://HOST:PORT", help: "option.proxy" },
  ca: { type: "string", value: "FILE", help: "option.ca", completes: "file" },
  "load-balance-info": { type: "string", value: "TEXT", help: "option.load-balance-info" },
};

/** Options that say how to probe, shared by check and scan. */
export const PROBE_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  timeout: { type: "string", value: "TIME", help: "option.timeout" },
  "stage-timeout": { type: "string", value: "TIME", help: "option.stage-timeout" },
  stages: { type: "string", value: "STAGE", help: "option.stages", choices: CHECK_STAGES, list: true },
  skip: {
    type: "string",
    multiple: true,
    value: "QUESTION,…",
    help: "option.skip",
    choices: ["all", ...QUESTION_IDS],
    list: true,
  },
  ...REACH_OPTIONS,
  cookie: { type: "string", value: "TEXT", help: "option.cookie" },
  gateway: { type: "string", value: "HOST[:PORT]", help: "option.gateway" },
};

export const FAIL_ON: OptionSpec = {
  type: "string",
  value: "EFFECT",
  help: "option.fail-on",
  choices: ["blocks", "hinders", "weakens"],
};

/** What holds for every target of a run. */
export type ProbeSettings = Omit<CheckOptions, "input" | "host" | "port" | "certificateName">;

/** The options of a run, checked as far as they can be without the network. Throws `OperationError`. */
export function readProbeSettings(args: Arguments, skipUnlessAsked: readonly QuestionId[] = []): ProbeSettings {
  const totalTimeoutMs = durationOf(args, "timeout") ?? DEFAULT_TOTAL_TIMEOUT_MS;
  const stageTimeoutMs = durationOf(args, "stage-timeout") ?? DEFAULT_STAGE_TIMEOUT_MS;
  return {
    stageTimeoutMs: Math.min(stageTimeoutMs, totalTimeoutMs),
    totalTimeoutMs,
    lastStage: lastStage(args.list("stages")),
    skip: skipped(args.list("skip"), skipUnlessAsked),
    ...readReach(args),
    ...present("cookie", sentText(args, "cookie", COOKIE_LIMIT_BYTES)),
    ...present("gateway", gatewayAddress(args.get("gateway"))),
  };
}

/** By which way a host is reached. */
export type ReachSettings = Pick<CheckOptions, "ownRoots" | "resolver" | "source" | "proxy" | "loadBalanceInfo">;

/** The values of `REACH_OPTIONS`. Throws `OperationError`. */
export function readReach(args: Arguments): ReachSettings {
  return {
    ...(args.get("ca") === undefined ? {} : { ownRoots: true }),
    ...present("resolver", resolverAddress(args.get("resolver"))),
    ...present("source", sourceAddress(args.get("source"))),
    ...present("proxy", proxyAddress(args.get("proxy"))),
    ...present("loadBalanceInfo", sentText(args, "load-balance-info", LOAD_BALANCE_INFO_LIMIT_BYTES)),
  };
}

/** The options of one check: what the command line says goes before what the `.rdp` file says. */
export function checkOptionsFor(target: Target, settings: ProbeSettings, certificateName?: string): CheckOptions {
  return {
    ...present("gateway", target.gateway),
    ...present("loadBalanceInfo", target.loadBalanceInfo),
    ...settings,
    input: target.input,
    host: target.host,
    port: target.port,
    ...present("certificateName", certificateName),
  };
}

/** A source address that is none of this machine's is found before anything is sent. */
export async function requireOwnSource(settings: ReachSettings, probe: Probe): Promise<void> {
  const { source } = settings;
  if (source === undefined || (await probe.isOwnAddress(source))) return;
  throw usage("error.foreign-source", { value: printable(source, 80) });
}

/** The roots named with `--ca`. Throws `OperationError` when the file is unreadable or holds no certificate. */
export async function readRoots(path: string | undefined, probe: Probe): Promise<string | undefined> {
  if (path === undefined) return undefined;
  const file = printable(path, 120);
  let pem: string;
  try {
    pem = await readFile(path, "utf8");
  } catch (error) {
    throw usage("error.unreadable-file", { file, reason: errnoOf(error) ?? String(error) });
  }
  try {
    if (!pem.includes("-----BEGIN ")) throw new Error("no PEM block");
    probe.checkRoots(pem);
  } catch {
    throw usage("error.no-certificate-in-file", { file });
  }
  return pem;
}

export function durationOf(args: Arguments, option: string): number | undefined {
  const text = args.get(option);
  return text === undefined ? undefined : parseDurationMs(text, `--${option}`);
}

/** The furthest of the stages named: those before it are its way. */
function lastStage(named: readonly string[]): StageName {
  return CHECK_STAGES.findLast((stage) => named.includes(stage)) ?? "capabilities";
}

function skipped(named: readonly string[], skipUnlessAsked: readonly QuestionId[]): readonly QuestionId[] {
  if (named.includes("all")) return QUESTION_IDS;
  return QUESTION_IDS.filter((id) => named.includes(id) || skipUnlessAsked.includes(id));
}

function gatewayAddress(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const address = checkedHostAndPort(text, GATEWAY_PORT);
  if (address === undefined) {
    throw usage("error.bad-host-and-port", { option: "--gateway", value: printable(text, 80) });
  }
  return address;
}

/** Whom to ask for names cannot itself be named: only an address reaches it. */
function resolverAddress(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const place = hostAndPort(text, 53);
  if (place === undefined || isIP(place.host) === 0) throw usage("error.bad-resolver", { value: printable(text, 80) });
  return text;
}

function sourceAddress(text: string | undefined): string | undefined {
  if (text !== undefined && isIP(text) === 0) throw usage("error.bad-source", { value: printable(text, 80) });
  return text;
}

function proxyAddress(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const match = /^(?:socks5h?:\/\/)?([^/@]+)\/?$/i.exec(text);
  const parts = match === null ? undefined : hostAndPort(match[1] ?? "", 1080);
  if (parts === undefined) {
    // Whoever writes a password into the address must not find it in a log.
    throw usage("error.bad-proxy", { value: printable(text.replace(/^(.*\/\/)?[^/]*@/, "$1…@"), 80) });
  }
  return parts.host.includes(":") ? `[${parts.host}]:${parts.port}` : `${parts.host}:${parts.port}`;
}

/** Text that goes over the wire in one line: nothing in it may end that line early. */
function sentText(args: Arguments, option: string, most: number): string | undefined {
  const text = args.get(option);
  if (text === undefined) return undefined;
  if (text === "" || text.length > most || !/^[\u0020-\u007e]*$/.test(text)) {
    throw usage("error.bad-sent-text", { option: `--${option}`, most });
  }
  return text;
}

export function present<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): Partial<Record<Name, Value>> {
  // A computed key widens to an index signature; the entry is what the type says.
  const entry: Partial<Record<Name, Value>> = {};
  if (value !== undefined) entry[name] = value;
  return entry;
}
