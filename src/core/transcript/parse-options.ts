import { CHECK_STAGES } from "../evidence/index.ts";
import { COOKIE_LIMIT_BYTES, LOAD_BALANCE_INFO_LIMIT_BYTES, QUESTION_IDS } from "../plan/index.ts";
import type { CheckOptions, LogonOptions } from "../plan/index.ts";
import type { KeyStroke } from "../sequence/index.ts";
import { TranscriptError } from "./transcript-error.ts";

export type Mutable<Shape> = { -readonly [Key in keyof Shape]: Shape[Key] };

/** The longest that timers of Node take, and so the longest that a check can have been given. */
const TIMEOUT_LIMIT_MS = 2_147_483_647;
/** A name of 253 characters, in brackets and with a port. */
const PLACE_LIMIT = 300;
/** Options of both kinds that go over the wire, and the most that fits there. */
const SHARED_LIMITS = [
  ["certificateName", PLACE_LIMIT],
  ["loadBalanceInfo", LOAD_BALANCE_INFO_LIMIT_BYTES],
  ["resolver", PLACE_LIMIT],
  ["source", PLACE_LIMIT],
  ["proxy", PLACE_LIMIT],
] as const;
const CHECK_LIMITS = [
  ["cookie", COOKIE_LIMIT_BYTES],
  ["gateway", PLACE_LIMIT],
] as const;
/** User name, domain, shell: cbUserName and its like hold 512 bytes of UTF-16 ([MS-RDPBCGR] 2.2.1.11.1.1). */
const NAME_LIMIT = 255;
const DESKTOP_LIMIT = 8192;
const COLOR_DEPTH_LIMIT = 32;
const KEYS_LIMIT = 1000;

function problem(reason: string): never {
  throw new TranscriptError(2, reason);
}

/** A check sends these texts, and so does its replay: what no encoder takes is no option of a check. */
function sendable(name: string, value: string, limit: number): string {
  const isFit = value.length <= limit && /^[\u0020-\u007e]*$/.test(value);
  return isFit ? value : problem(`option ${name} is not printable ASCII of at most ${limit} characters`);
}

/** Fields of a JSON object that somebody else may have written. */
class Fields {
  readonly #fields: ReadonlyMap<string, unknown>;

  constructor(raw: unknown) {
    if (typeof raw !== "object" || raw === null) problem("holds no options");
    this.#fields = new Map<string, unknown>(Object.entries(raw));
  }

  value(name: string): unknown {
    return this.#fields.get(name);
  }

  text(name: string): string | undefined {
    const value = this.#fields.get(name);
    return value === undefined || typeof value === "string" ? value : problem(`option ${name} is no text`);
  }

  bounded(name: string, limit: number): string {
    const value = this.text(name) ?? "";
    return value.length <= limit ? value : problem(`option ${name} is longer than ${limit} characters`);
  }

  number(name: string, max: number): number {
    const value = this.#fields.get(name);
    return typeof value === "number" && value > 0 && value <= max ? value : problem(`option ${name} is out of range`);
  }

  oneOf<Word extends string>(name: string, words: readonly Word[]): Word {
    const value = this.text(name);
    return words.find((word) => word === value) ?? problem(`option ${name} is none of ${words.join(", ")}`);
  }
}

/** The options line of a transcript. Throws TranscriptError for line 2. */
export function parseOptions(line: string): CheckOptions | LogonOptions {
  let raw: unknown;
  try {
    raw = JSON.parse(line.startsWith("options ") ? line.slice("options ".length) : "");
  } catch {
    return problem('is not "options" and a JSON object');
  }
  const fields = new Fields(raw);
  return fields.value("logon") === true ? logonOptions(fields) : checkOptions(fields);
}

function sharedOptions(
  fields: Fields,
): Pick<CheckOptions, "input" | "host" | "port" | "stageTimeoutMs" | "totalTimeoutMs" | "ownRoots"> &
  Partial<Record<(typeof SHARED_LIMITS)[number][0], string>> {
  const sent = SHARED_LIMITS.flatMap(([name, limit]) => {
    const value = fields.text(name);
    return value === undefined ? [] : [[name, sendable(name, value, limit)]];
  });
  return {
    input: fields.text("input") ?? "",
    host: sendable("host", fields.text("host") ?? problem("names no host"), PLACE_LIMIT),
    port: fields.number("port", 65_535),
    stageTimeoutMs: fields.number("stageTimeoutMs", TIMEOUT_LIMIT_MS),
    totalTimeoutMs: fields.number("totalTimeoutMs", TIMEOUT_LIMIT_MS),
    ...Object.fromEntries(sent),
    ...(fields.value("ownRoots") === true ? { ownRoots: true } : {}),
  };
}

function checkOptions(fields: Fields): CheckOptions {
  const lastStage = fields.text("lastStage");
  const skip: unknown = fields.value("skip");
  const options: Mutable<CheckOptions> = {
    ...sharedOptions(fields),
    lastStage: CHECK_STAGES.find((stage) => stage === lastStage) ?? problem("names no stage"),
    skip: Array.isArray(skip) ? QUESTION_IDS.filter((id) => skip.includes(id)) : [],
  };
  for (const [name, limit] of CHECK_LIMITS) {
    const value = fields.text(name);
    if (value !== undefined) options[name] = sendable(name, value, limit);
  }
  return options;
}

/** How many keys were struck and which opened a window decides the pauses between them; which ones is all the same. */
function logoffKeys(value: unknown): { readonly logoffKeys?: readonly KeyStroke[] } {
  if (!Array.isArray(value)) return {};
  if (value.length > KEYS_LIMIT) return problem(`option logoffKeys holds more than ${KEYS_LIMIT} keys`);
  const key = { scanCode: 0, extended: false };
  return {
    logoffKeys: value.map((stroke: unknown) => {
      const hold: unknown = new Fields(stroke).value("hold");
      return { key, hold: Array.isArray(hold) && hold.length > 0 ? [key] : [] };
    }),
  };
}

function logonOptions(fields: Fields): LogonOptions {
  const desktop = new Fields(fields.value("desktop"));
  const knownKeySha256 = fields.text("knownKeySha256");
  return {
    logon: true,
    ...sharedOptions(fields),
    user: fields.bounded("user", NAME_LIMIT),
    domain: fields.bounded("domain", NAME_LIMIT),
    depth: fields.oneOf("depth", ["credential", "authorize", "desktop"]),
    end: fields.oneOf("end", ["logoff", "disconnect"]),
    security: fields.oneOf("security", ["auto", "nla", "tls", "rdp"]),
    desktop: {
      width: desktop.number("width", DESKTOP_LIMIT),
      height: desktop.number("height", DESKTOP_LIMIT),
      colorDepth: desktop.number("colorDepth", COLOR_DEPTH_LIMIT),
      settleMs: desktop.number("settleMs", TIMEOUT_LIMIT_MS),
      timeoutMs: desktop.number("timeoutMs", TIMEOUT_LIMIT_MS),
      ...logoffKeys(desktop.value("logoffKeys")),
      ...(desktop.value("logoffKeysOfWindows") === true ? { logoffKeysOfWindows: true } : {}),
    },
    ...(knownKeySha256 === undefined ? {} : { knownKeySha256: sendable("knownKeySha256", knownKeySha256, 64) }),
    allowChangedKey: fields.value("allowChangedKey") === true,
    allowClearText: fields.value("allowClearText") === true,
  };
}
