import type { LogonDepth } from "../../../core/evidence/index.ts";
import {
  CONNECTION_GAP_MS,
  DEFAULT_DESKTOP_TIMEOUT_MS,
  DEFAULT_LOGON_TIMEOUT_MS,
  DEFAULT_SETTLE_MS,
  DEFAULT_STAGE_TIMEOUT_MS,
  type LogonOptions,
} from "../../../core/plan/index.ts";
import { printable } from "../../../core/texts/index.ts";
import type { Arguments } from "../arguments.ts";
import { SERVER_OPTIONS } from "../fleet/api-connection.ts";
import { usage } from "../operation-error.ts";
import { durationOf, present, readReach } from "../probe-options.ts";
import { checkedHost, readTarget, type Target } from "../../../io/targets/index.ts";
import { readAccount } from "./account.ts";
import { parseLogoffKeys, WINDOWS_LOGOFF_KEYS } from "./logoff-keys.ts";

/** What a session asks for unless told otherwise: every server knows it, and it needs less than 32 bits. */
const DEFAULT_COLOR_DEPTH = 24;
const DEFAULT_SIZE = "1024x768";
const LEAST_SIDE = 200;
const MOST_SIDE = 8192;
const DEFAULT_EVERY_MS = 10_000;
const MOST_RUNS = 10_000;
/** Of Client Info's AlternateShell ([MS-RDPBCGR] 2.2.1.11.1.1), in characters. */
const MOST_SHELL = 255;

export interface LogonSettings {
  readonly options: LogonOptions;
  readonly repeat: number;
  /** From one start to the next. */
  readonly everyMs: number;
}

const SESSION_OPTIONS = [
  "size",
  "colors",
  "settle",
  "desktop-timeout",
  "end",
  "logoff-keys",
  "shell",
  "screenshot",
  "preview",
] as const;

/** All that the command line says of a logon, but for its secrets. Throws `OperationError`; nothing was sent yet. */
export async function readLogonSettings(args: Arguments): Promise<LogonSettings> {
  const account = readAccount(args.get("user"), args.get("domain"));
  const target = await readHost(args);
  const depth = depthOf(args);
  requireCompany(args, depth);
  const totalTimeoutMs = durationOf(args, "timeout") ?? DEFAULT_LOGON_TIMEOUT_MS;
  const stageTimeoutMs = durationOf(args, "stage-timeout") ?? DEFAULT_STAGE_TIMEOUT_MS;
  const name = args.get("name");
  return {
    options: {
      logon: true,
      ...present("loadBalanceInfo", target.loadBalanceInfo),
      ...readReach(args),
      input: target.input,
      host: target.host,
      port: target.port,
      ...present("certificateName", name === undefined ? undefined : checkedHost(name, name)),
      ...account,
      depth,
      end: endOf(args),
      desktop: readDesktop(args, totalTimeoutMs),
      security: securityOf(args),
      allowChangedKey: args.has("accept-changed-key"),
      allowClearText: args.has("allow-clear-text"),
      stageTimeoutMs: Math.min(stageTimeoutMs, totalTimeoutMs),
      totalTimeoutMs,
    },
    repeat: repeatOf(args),
    everyMs: everyOf(args),
  };
}

async function readHost(args: Arguments): Promise<Target> {
  const [operand, extra] = args.operands;
  if (operand === undefined || operand === "") {
    throw usage("error.operand-missing", { command: "logon", operand: "HOST --user NAME" });
  }
  // What stands too much may be a password: it is not shown again.
  if (extra !== undefined || /^\/[a-z]+:/i.test(operand)) throw usage("error.logon-operands");
  if (operand.includes("@")) throw usage("error.password-in-target");
  const target = await readTarget(operand);
  if (target.gateway !== undefined) {
    throw usage("error.logon-gateway", { file: printable(operand, 120), gateway: printable(target.gateway, 80) });
  }
  return target;
}

function depthOf(args: Arguments): LogonDepth {
  if (args.has("desktop")) return "desktop";
  return args.has("authorize") ? "authorize" : "credential";
}

/** An option that would do nothing is a misunderstanding, better found before a password is sent. */
function requireCompany(args: Arguments, depth: LogonDepth): void {
  if (depth !== "desktop") {
    const option = SESSION_OPTIONS.find((name) => args.get(name) !== undefined);
    if (option !== undefined) throw usage("error.needs-desktop", { option: `--${option}` });
  }
  if (args.get("logoff-keys") !== undefined && args.get("end") !== "logoff") {
    throw usage("error.needs-option", { option: "--logoff-keys", other: "--end logoff" });
  }
  if (args.get("every") !== undefined && args.get("repeat") === undefined) {
    throw usage("error.needs-option", { option: "--every", other: "--repeat N" });
  }
  const server = Object.keys(SERVER_OPTIONS).find((name) => args.get(name) !== undefined);
  if (server !== undefined && !args.has("tell")) {
    throw usage("error.needs-option", { option: `--${server}`, other: "--tell" });
  }
  if (args.has("json") && args.has("ndjson")) throw usage("error.json-and-ndjson");
}

function readDesktop(args: Arguments, totalTimeoutMs: number): LogonOptions["desktop"] {
  const timeoutMs = durationOf(args, "desktop-timeout") ?? DEFAULT_DESKTOP_TIMEOUT_MS;
  return {
    ...sizeOf(args.get("size") ?? DEFAULT_SIZE),
    colorDepth: Number(args.get("colors") ?? DEFAULT_COLOR_DEPTH),
    settleMs: durationOf(args, "settle") ?? DEFAULT_SETTLE_MS,
    timeoutMs: Math.min(timeoutMs, totalTimeoutMs),
    ...(endOf(args) === "logoff"
      ? {
          logoffKeys: parseLogoffKeys(args.get("logoff-keys") ?? WINDOWS_LOGOFF_KEYS),
          logoffKeysOfWindows: args.get("logoff-keys") === undefined,
        }
      : {}),
    ...present("alternateShell", shellOf(args.get("shell"))),
  };
}

function sizeOf(text: string): { readonly width: number; readonly height: number } {
  const [, width = 0, height = 0] = (/^(\d{3,4})[x×](\d{3,4})$/i.exec(text) ?? []).map(Number);
  if (Math.min(width, height) < LEAST_SIDE || Math.max(width, height) > MOST_SIDE) {
    throw usage("error.bad-size", { value: printable(text, 40) });
  }
  return { width, height };
}

function shellOf(text: string | undefined): string | undefined {
  if (text !== undefined && (text === "" || text.length > MOST_SHELL || /\p{Cc}/u.test(text))) {
    throw usage("error.bad-shell", { most: MOST_SHELL });
  }
  return text;
}

function endOf(args: Arguments): LogonOptions["end"] {
  return args.get("end") === "logoff" ? "logoff" : "disconnect";
}

function securityOf(args: Arguments): LogonOptions["security"] {
  const asked = args.get("security");
  return asked === "nla" || asked === "tls" || asked === "rdp" ? asked : "auto";
}

function repeatOf(args: Arguments): number {
  const text = args.get("repeat");
  if (text === undefined) return 1;
  const count = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > MOST_RUNS) {
    throw usage("error.bad-count", { option: "--repeat", value: printable(text, 40), most: MOST_RUNS });
  }
  return count;
}

function everyOf(args: Arguments): number {
  const everyMs = durationOf(args, "every") ?? DEFAULT_EVERY_MS;
  if (everyMs < CONNECTION_GAP_MS) {
    throw usage("error.every-too-short", { value: printable(args.get("every") ?? "", 40), least: CONNECTION_GAP_MS });
  }
  return everyMs;
}
