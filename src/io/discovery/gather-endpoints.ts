import { glob, readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { DEFAULTS, type DiscoverySettings } from "../../core/configuration/index.ts";
import { endpointKey } from "../../core/discovery/index.ts";
import { type Localized, say } from "../../core/texts/index.ts";
import { resolveService } from "../probe/index.ts";
import { BadTarget, TargetList } from "../targets/index.ts";

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export interface GatheredEndpoints {
  readonly endpoints: readonly Endpoint[];
  /** Sources and lines that could not be read, the first 100. */
  readonly troubles: readonly Localized[];
  /** false: a source could not be read, so what is missing from the list may still be there. */
  readonly isWhole: boolean;
}

export interface GatherWorld {
  /** Paths that are not absolute begin here. null: files of this machine are not for whoever declared it. */
  readonly filesFrom: string | null;
  readonly resolveService?: typeof resolveService;
}

const MOST_TROUBLES = 100;
const MOST_FILES = 10_000;
const DNS_TIMEOUT_MS = 10_000;
const READABLE = /\.(?:rdp|csv|txt|list|tsv)$/i;

/** Everything that the sources of a discovery name, each endpoint once. Never rejects; more than allowed is a trouble, and none. */
export async function gatherEndpoints(settings: DiscoverySettings, world: GatherWorld): Promise<GatheredEndpoints> {
  const list = new TargetList(settings.maxAddresses ?? DEFAULTS.discovery.maxAddresses);
  const troubles: Localized[] = [];
  let isWhole = true;
  const trouble = (text: Localized): void => {
    isWhole = false;
    if (troubles.length < MOST_TROUBLES) troubles.push(text);
  };
  try {
    for (const text of [...(settings.hosts ?? []), ...(settings.ranges ?? [])]) list.addText(text);
    for (const service of settings.srv ?? []) await addService(service, settings.resolver, list, world, trouble);
    for (const pattern of settings.files ?? []) await addFiles(pattern, list, world, trouble);
  } catch (error) {
    if (!(error instanceof BadTarget)) throw error;
    trouble(wordsOf(error));
    return { endpoints: [], troubles, isWhole: false };
  }
  for (const { place, error } of list.bad) {
    const { en, zh } = wordsOf(error);
    trouble(place === "" ? { en, zh } : { en: `${place}: ${en}`, zh: `${place}：${zh}` });
  }
  const endpoints = new Map<string, Endpoint>();
  for (const label of list.labels()) {
    const { host, port } = list.target(label);
    endpoints.set(endpointKey({ host, port }), { host, port });
  }
  return { endpoints: [...endpoints.values()], troubles, isWhole };
}

function wordsOf({ text, values }: BadTarget): Localized {
  return { en: say("en", text, values), zh: say("zh", text, values) };
}

async function addService(
  name: string,
  resolver: string | undefined,
  list: TargetList,
  world: GatherWorld,
  trouble: (text: Localized) => void,
): Promise<void> {
  const answer = await (world.resolveService ?? resolveService)(name, resolver, DNS_TIMEOUT_MS);
  if (answer.kind === "failed") {
    trouble({ en: `${name}: no SRV records (${answer.code})`, zh: `${name}：查不到 SRV 记录（${answer.code}）` });
    return;
  }
  for (const { host, port } of answer.services)
    list.addText(host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`);
}

/** One file, every readable file of a folder, or whatever a pattern finds. */
async function addFiles(
  pattern: string,
  list: TargetList,
  { filesFrom }: GatherWorld,
  trouble: (text: Localized) => void,
): Promise<void> {
  if (filesFrom === null) {
    trouble({
      en: `${pattern}: files of the server can only be named in its configuration file`,
      zh: `${pattern}：服务器上的文件只能在其配置文件中指定`,
    });
    return;
  }
  let paths: readonly string[];
  try {
    paths = await pathsOf(pattern, filesFrom);
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : String(error);
    trouble({ en: `${pattern}: cannot be read (${reason})`, zh: `${pattern}：无法读取（${reason}）` });
    return;
  }
  if (paths.length === 0) trouble({ en: `${pattern}: no such file`, zh: `${pattern}：没有匹配的文件` });
  for (const path of paths) {
    try {
      if (/\.rdp$/i.test(path)) await list.addRdpFile(path);
      else await list.addFile(path);
    } catch (error) {
      if (!(error instanceof BadTarget) || error.text === "error.too-many-targets") throw error;
      trouble(wordsOf(error));
    }
  }
}

async function pathsOf(pattern: string, filesFrom: string): Promise<readonly string[]> {
  if (/[*?[{]/.test(pattern)) {
    const found: string[] = [];
    for await (const path of glob(pattern, { cwd: filesFrom })) {
      if (found.push(resolve(filesFrom, path)) >= MOST_FILES) break;
    }
    return found.toSorted();
  }
  const path = resolve(filesFrom, pattern);
  if (!(await stat(path)).isDirectory()) return [path];
  const names = (await readdir(path)).filter((name) => READABLE.test(name)).toSorted();
  return names.slice(0, MOST_FILES).map((name) => join(path, name));
}
