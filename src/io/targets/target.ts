import { readFile } from "node:fs/promises";
import { isIPv6 } from "node:net";
import { domainToASCII } from "node:url";
import { decodeRdpFile, type RdpFile, RdpFileError } from "../../core/inventory/index.ts";
import {
  DEFAULT_PORT,
  GATEWAY_PORT,
  hostAndPort,
  isAddressLiteral,
  LOAD_BALANCE_INFO_LIMIT_BYTES,
} from "../../core/plan/index.ts";
import { printable } from "../../core/texts/index.ts";
import { BadTarget, reasonOf } from "./bad-target.ts";

/** Where a check goes, as one operand says it. */
export interface Target {
  readonly input: string;
  readonly host: string;
  readonly port: number;
  readonly gateway?: string;
  readonly loadBalanceInfo?: string;
}

/** Reads `host`, `host:port`, `[v6]:port`, a bare v6 address, `rdp://…`, or a `.rdp` file. Throws `BadTarget`. */
export async function readTarget(operand: string): Promise<Target> {
  return /\.rdp$/i.test(operand) ? readRdpTarget(operand) : parseTarget(operand);
}

/** The same without files: `host`, `host:port`, `[v6]:port`, a bare v6 address, `rdp://…`. */
export function parseTarget(operand: string): Target {
  const text = operand.trim();
  const address = /^rdp:\/\//i.test(text) ? addressOfUri(text) : text;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(address)) {
    throw new BadTarget("error.target-is-url", { value: printable(text, 80), host: printable(hostOfUrl(address), 60) });
  }
  const parts = hostAndPort(address, DEFAULT_PORT);
  if (parts === undefined) throw new BadTarget("error.bad-target", { value: printable(text, 80) });
  return { input: text, host: checkedHost(parts.host, text), port: parts.port };
}

/** The URI that Microsoft's clients register (`rdp://full%20address=s:HOST:PORT&…`), or plain `rdp://HOST:PORT`. */
function addressOfUri(uri: string): string {
  const rest = uri.slice("rdp://".length);
  for (const pair of rest.split("&")) {
    const [name = "", value = ""] = pair.split("=", 2);
    if (name.replaceAll(/%20|\+/g, " ").toLowerCase() === "full address") return value.replace(/^s:/i, "");
  }
  return rest.replace(/\/$/, "");
}

function hostOfUrl(url: string): string {
  return url.replace(/^[^/]*\/\//, "").split(/[/?#]/)[0] ?? "";
}

/** A name in the form that DNS knows, or an address. Throws `BadTarget`, which shows `input`. */
export function checkedHost(host: string, input: string): string {
  if (host.includes(":")) {
    if (isIPv6(host)) return host;
    throw new BadTarget("error.bad-target", { value: printable(input, 80) });
  }
  if (isAddressLiteral(host)) return host;
  // A last part of digits only can be no name: whoever wrote it meant an address.
  if (/^[\d.]+$/.test(host)) throw new BadTarget("error.bad-address", { value: printable(host, 60) });
  const ascii = /^[\w.-]+$/.test(host) ? host : domainToASCII(host);
  const labels = ascii.replace(/\.$/, "").split(".");
  if (ascii.length > 253 || labels.some((label) => !/^[\w-]{1,63}$/.test(label))) {
    throw new BadTarget("error.bad-host-name", { value: printable(input, 80) });
  }
  return ascii;
}

/** The same text with its host in the form that DNS knows; undefined when it is no `host` or `host:port`. Throws `BadTarget`. */
export function checkedHostAndPort(text: string, defaultPort: number): string | undefined {
  const parts = hostAndPort(text, defaultPort);
  if (parts === undefined) return undefined;
  const host = checkedHost(parts.host, text);
  const bracketed = host.includes(":") ? `[${host}]` : host;
  return parts.port === defaultPort ? bracketed : `${bracketed}:${parts.port}`;
}

async function readRdpTarget(path: string): Promise<Target> {
  const file = printable(path, 120);
  let settings: RdpFile;
  try {
    settings = decodeRdpFile(await readFile(path));
  } catch (error) {
    if (error instanceof RdpFileError) {
      throw new BadTarget(`error.rdp-${error.reason}`, { file, line: error.line });
    }
    throw new BadTarget("error.unreadable-file", { file, reason: reasonOf(error) });
  }
  const address = settings.alternateFullAddress ?? settings.fullAddress;
  if (address === undefined) throw new BadTarget("error.rdp-no-address", { file });
  const parts = hostAndPort(address, settings.serverPort ?? DEFAULT_PORT);
  if (parts === undefined) throw new BadTarget("error.rdp-bad-address", { file, value: printable(address, 80) });
  const named = usesGateway(settings) ? settings.gatewayHostName : undefined;
  const gateway = named === undefined ? undefined : checkedHostAndPort(named, GATEWAY_PORT);
  if (named !== undefined && gateway === undefined) {
    throw new BadTarget("error.rdp-bad-address", { file, value: printable(named, 80) });
  }
  const { loadBalanceInfo } = settings;
  const most = LOAD_BALANCE_INFO_LIMIT_BYTES;
  if (loadBalanceInfo !== undefined && (loadBalanceInfo.length > most || !/^[\u0020-\u007e]+$/.test(loadBalanceInfo))) {
    throw new BadTarget("error.bad-sent-text", { option: `${file}: loadbalanceinfo`, most });
  }
  return {
    input: path,
    host: checkedHost(parts.host, address),
    port: parts.port,
    ...(gateway === undefined ? {} : { gateway }),
    ...(loadBalanceInfo === undefined ? {} : { loadBalanceInfo }),
  };
}

/** 0 and 4 go to the host directly; 3 takes the gateway from the user's own settings, which the file does not hold. */
function usesGateway({ gatewayUsageMethod }: RdpFile): boolean {
  return gatewayUsageMethod === undefined || gatewayUsageMethod === 1 || gatewayUsageMethod === 2;
}
