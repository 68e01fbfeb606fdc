import { isIP } from "node:net";
import { Problem } from "./problem.ts";

export interface Addressing {
  /** Names and addresses that the server answers to, without port, lower case. */
  readonly hosts: readonly string[];
  /** Origin that a proxy before the server has for browsers, "https://rdpulse.example.com". */
  readonly publicOrigin?: string | undefined;
  readonly isTls: boolean;
}

/** "name:port" or "[::1]:port" as the name alone; undefined for what is none. */
function hostName(header: string): string | undefined {
  const [, bracketed, plain] =
    /^(?:\[([0-9a-fA-F:.]{2,45})\]|([^\s:/@\\?#[\]]{1,253}))(?::\d{1,5})?$/.exec(header) ?? [];
  if (bracketed !== undefined) return isIP(bracketed) === 6 ? bracketed.toLowerCase() : undefined;
  return plain?.toLowerCase().replace(/\.$/, "");
}

/**
 * A page of another site can make a browser ask any name that leads to this machine (DNS rebinding), but then the Host
 * header tells that name: only names of ours are answered.
 */
export function requireKnownHost(header: string | undefined, addressing: Addressing): void {
  const name = header === undefined ? undefined : hostName(header);
  const names = [...addressing.hosts, ...publicNames(addressing)];
  if (name === undefined || !names.includes(name)) {
    throw new Problem("foreign-host", {
      en: "Add the name to server.allowHosts in the configuration if it is one of this server's",
      zh: "如果这是本服务器的名称，请将其加入配置中的 server.allowHosts",
    });
  }
}

/** Two Host headers (RFC 9112, section 3.2): a proxy before us may have believed the other one. */
export function requireOneHost(rawHeaders: readonly string[]): void {
  const count = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === "host").length;
  if (count > 1) throw new Problem("bad-request");
}

function publicNames({ publicOrigin }: Addressing): readonly string[] {
  if (publicOrigin === undefined || !URL.canParse(publicOrigin)) return [];
  return [new URL(publicOrigin).hostname.toLowerCase()];
}

export interface RequestSource {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly fetchSite: string | undefined;
  readonly fetchMode: string | undefined;
}

/** Was it a page of another origin that made the browser ask? Programs send neither header. */
function isForeign({ host, origin, fetchSite, fetchMode }: RequestSource, addressing: Addressing): boolean {
  if (origin !== undefined) {
    const own = `${addressing.isTls ? "https" : "http"}://${host ?? ""}`;
    return origin.toLowerCase() !== own.toLowerCase() && origin !== addressing.publicOrigin;
  }
  if (fetchSite === undefined || fetchSite === "same-origin" || fetchSite === "none") return false;
  // A link on another site that a person follows: reading is harmless, and the other site cannot see it.
  return fetchMode !== "navigate";
}

export function requireOwnOrigin(source: RequestSource, addressing: Addressing): void {
  if (isForeign(source, addressing)) throw new Problem("foreign-origin");
}
