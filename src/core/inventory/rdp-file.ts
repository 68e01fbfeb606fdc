import { toUtf16, toUtf8 } from "./byte-order-mark.ts";

/**
 * The settings of a Remote Desktop file (`.rdp`) that decide where a client connects and what it sends first.
 *
 *     name:type:value        one setting a line; type i = integer, s = text, b = binary (hexadecimal)
 *
 * Names as in "Supported RDP properties" of Microsoft's documentation. Everything else in the file is of no concern here:
 * display, drives, and above all `password 51` and `username`, which are never read.
 */
export interface RdpFile {
  /** `full address`: host, host:port or [v6]:port. */
  readonly fullAddress?: string;
  /** `alternate full address`: goes before `full address` where both are given. */
  readonly alternateFullAddress?: string;
  /** `server port`: the port when the address names none. */
  readonly serverPort?: number;
  readonly gatewayHostName?: string;
  /** `gatewayusagemethod`: 0 never, 1 always, 2 when the host is not reached directly, 3 the user's default, 4 not for local addresses. */
  readonly gatewayUsageMethod?: number;
  /** `loadbalanceinfo`: sent in place of the cookie. */
  readonly loadBalanceInfo?: string;
  /** `use redirection server name`: the name in the certificate is the one of the redirection. */
  readonly useRedirectionServerName?: boolean;
  /** `enablecredsspsupport`: 0 = the client will not use NLA. */
  readonly credSspSupport?: boolean;
  /** `enablerdsaadauth`: sign-in with Microsoft Entra ID. */
  readonly entraSignIn?: boolean;
}

/** A file that is no Remote Desktop file; `line` is 0 where the whole file is meant. */
export class RdpFileError extends Error {
  override readonly name = "RdpFileError";
  readonly line: number;
  readonly reason: "not-text" | "too-large" | "no-setting" | "bad-integer";

  constructor(reason: RdpFileError["reason"], line = 0) {
    super(line === 0 ? reason : `${reason} in line ${line}`);
    this.reason = reason;
    this.line = line;
  }
}

const MAX_FILE_BYTES = 1_048_576;

/** Reads a `.rdp` file in UTF-16LE (as mstsc writes it), UTF-8 or ANSI. Throws `RdpFileError`, nothing else. */
export function decodeRdpFile(bytes: Uint8Array): RdpFile {
  if (bytes.length > MAX_FILE_BYTES) throw new RdpFileError("too-large");
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes.length > 1 && bytes[1] === 0);
  const text = isUtf16 ? toUtf16(bytes) : toUtf8(bytes);
  if (text.includes("\u0000")) throw new RdpFileError("not-text");
  const settings = new Map<string, { readonly type: string; readonly value: string; readonly line: number }>();
  // No blank is matched in two places: a long line of blanks would cost its length squared.
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    const match = /^([^:]+):([isb]):(.*)$/i.exec(line);
    if (match === null) continue;
    const [, name = "", type = "", value = ""] = match;
    settings.set(name.trim().toLowerCase(), { type: type.toLowerCase(), value: value.trim(), line: index + 1 });
  }
  if (settings.size === 0) throw new RdpFileError("no-setting");

  const textOf = (name: string): string | undefined => settings.get(name)?.value || undefined;
  const integerOf = (name: string): number | undefined => {
    const setting = settings.get(name);
    if (setting === undefined || setting.value === "") return undefined;
    if (!/^-?\d{1,9}$/.test(setting.value)) throw new RdpFileError("bad-integer", setting.line);
    return Number(setting.value);
  };
  const switchOf = (name: string): boolean | undefined => {
    const value = integerOf(name);
    return value === undefined ? undefined : value !== 0;
  };
  return withoutAbsent({
    fullAddress: textOf("full address"),
    alternateFullAddress: textOf("alternate full address"),
    serverPort: integerOf("server port"),
    gatewayHostName: textOf("gatewayhostname"),
    gatewayUsageMethod: integerOf("gatewayusagemethod"),
    loadBalanceInfo: textOf("loadbalanceinfo"),
    useRedirectionServerName: switchOf("use redirection server name"),
    credSspSupport: switchOf("enablecredsspsupport"),
    entraSignIn: switchOf("enablerdsaadauth"),
  });
}

type Absentable<Shape> = { readonly [Key in keyof Shape]: Shape[Key] | undefined };

function withoutAbsent(settings: Absentable<RdpFile>): RdpFile {
  const present: { -readonly [Key in keyof RdpFile]: RdpFile[Key] } = {};
  for (const [name, value] of Object.entries(settings)) {
    if (value !== undefined) Object.assign(present, { [name]: value });
  }
  return present;
}
