import { lookup, promises as dnsPromises } from "node:dns";
import { isIP } from "node:net";
import { hostAndPort } from "../../core/plan/index.ts";
import type { ResolveAnswer } from "../../core/plan/index.ts";

const DNS_PORT = 53;
const NOBODY_ANSWERED = "ETIMEOUT";

type Resolver = InstanceType<typeof dnsPromises.Resolver>;

export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : String(error);
}

function bySystem(name: string): Promise<ResolveAnswer> {
  return new Promise((resolve) => {
    lookup(name, { all: true, order: "verbatim" }, (error, found) => {
      if (error !== null) resolve({ kind: "failed", code: codeOf(error) });
      else resolve({ kind: "addresses", addresses: [...new Set(found.map(({ address }) => address))] });
    });
  });
}

/** undefined: the text names no DNS server by its address. */
export function resolverAt(server: string, timeoutMs: number): Resolver | undefined {
  const place = hostAndPort(server, DNS_PORT);
  if (place === undefined || isIP(place.host) === 0) return undefined;
  const resolver = new dnsPromises.Resolver({ timeout: Math.ceil(timeoutMs / 2), tries: 2 });
  resolver.setServers([place.host.includes(":") ? `[${place.host}]:${place.port}` : `${place.host}:${place.port}`]);
  return resolver;
}

async function byServer(name: string, resolver: Resolver): Promise<ResolveAnswer> {
  const [v4, v6] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  const addresses = [v4, v6].flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
  if (addresses.length > 0) return { kind: "addresses", addresses: [...new Set(addresses)] };
  // "No such name" and "no record of this kind" for both kinds is an answer; anything else is a resolver in trouble.
  const codes = [v4, v6].map((answer) => (answer.status === "rejected" ? codeOf(answer.reason) : "ENODATA"));
  const trouble = codes.find((code) => code !== "ENOTFOUND" && code !== "ENODATA");
  return { kind: "failed", code: trouble ?? codes[0] ?? NOBODY_ANSWERED };
}

/** Addresses of a name by the system's resolver, or by the DNS server named; never rejects, never takes longer. */
export async function resolveName(name: string, server: string | undefined, timeoutMs: number): Promise<ResolveAnswer> {
  const resolver = server === undefined ? undefined : resolverAt(server, timeoutMs);
  if (server !== undefined && resolver === undefined) return { kind: "failed", code: "EBADRESOLVER" };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<ResolveAnswer>((resolve) => {
    timer = setTimeout(() => resolve({ kind: "failed", code: NOBODY_ANSWERED }), timeoutMs);
  });
  try {
    return await Promise.race([resolver === undefined ? bySystem(name) : byServer(name, resolver), late]);
  } finally {
    clearTimeout(timer);
    // A query that nobody waits for would keep the process alive.
    resolver?.cancel();
  }
}
