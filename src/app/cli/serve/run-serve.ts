import { availableParallelism } from "node:os";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { DEFAULTS, type Configuration } from "../../../core/configuration/index.ts";
import { printable, say, type Language } from "../../../core/texts/index.ts";
import { readTls, Server, type ListenAddress, type ServerNews } from "../../server/index.ts";
import {
  loadConfiguration,
  problemLine,
  resolveSecret,
  SecretUnavailable,
  watchConfiguration,
  type ConfigurationWatch,
} from "../../../io/configuration/index.ts";
import { channelSchemas } from "../../../io/notify/index.ts";
import { StoreFailure } from "../../../io/store/index.ts";
import type { Arguments } from "../arguments.ts";
import { storePlace } from "../archive/store-place.ts";
import { collectGarbageEagerly } from "../eager-garbage.ts";
import { packageFolder, programVersion } from "../package-folder.ts";
import { noOperands } from "../operands.ts";
import { errnoOf, EXIT, OperationError, usage } from "../operation-error.ts";
import { wholeNumber } from "../whole-number.ts";
import { type World, write } from "../world.ts";

const MOST_THREADS = 32;
/** More threads than this only wait for each other: one makes several hundred checks a second. */
const USUAL_THREADS = 4;
const ALL_ADDRESSES = ["0.0.0.0", "::"];

/** Runs the server until it is interrupted. Exit code 0 then; 2 for what the operator must mend, 3 for this machine. */
export async function runServeCommand(args: Arguments, world: World, language: Language): Promise<number> {
  noOperands(args, "serve");
  collectGarbageEagerly();
  const tell = async (key: Parameters<typeof say>[1], values: Parameters<typeof say>[2] = {}): Promise<void> =>
    write(world.stderr, `rdpulse: ${say(language, key, values)}\n`);
  const file = args.get("config");
  const configuration = file === undefined ? {} : await readFileOrTell(file, world, language);
  const listen = listenAddress(args.get("listen") ?? configuration.server?.listen ?? DEFAULTS.server.listen);
  const tls = await tlsOf(args, configuration);
  const shown = `${listen.host.includes(":") ? `[${listen.host}]` : listen.host}:${listen.port}`;
  if (tls === undefined && !isLoopback(listen.host)) throw usage("error.serve-no-tls", { listen: shown });
  const place = storePlace(args, world.env);
  const folder = args.get("data") === undefined ? (configuration.store?.folder ?? place.folder) : place.folder;
  const storeUrl = place.url ?? (await storeAddress(configuration, world, file));
  const threads = wholeNumber(args, "threads", configuration.monitor?.threads ?? usualThreads(), 1, MOST_THREADS);
  const isDemo = args.has("demo");
  const server = new Server({
    version: programVersion(),
    listen,
    folder: resolve(folder),
    ...(storeUrl === undefined ? {} : { storeUrl }),
    ...(place.secretKeyPath === undefined ? {} : { secretKeyPath: place.secretKeyPath }),
    configuration,
    configurationFolder: file === undefined ? process.cwd() : dirname(resolve(file)),
    env: world.env,
    ...(tls === undefined ? {} : { tls }),
    recordings: new URL("transcripts/", packageFolder()),
    ...(isDemo ? { demo: { lab: new URL("lab/demo-child.ts", packageFolder()) } } : {}),
    threads,
    pages: fileURLToPath(new URL("dist/web", packageFolder())),
    onNews: (news) => void tellNews(news, tell),
  });
  const { url, tokenFile, targets, labServers } = await started(server, shown, language);
  const open = ALL_ADDRESSES.includes(listen.host) ? (configuration.server?.publicUrl ?? url) : url;
  await write(world.stdout, `${say(language, "serve.open", { url: open })}\n`);
  await tell("serve.watching", {
    hosts: targets,
    engine: storeUrl === undefined ? "SQLite" : "PostgreSQL",
    where: printable(storeUrl === undefined ? resolve(folder) : withoutPassword(storeUrl), 200),
    threads,
  });
  await tell("serve.first-token", { file: tokenFile });
  if (isDemo) await tell(labServers === 0 ? "serve.demo" : "serve.demo-lab", { count: labServers });
  const watch = file === undefined ? undefined : follow(file, configuration, server, world, language);
  await interrupted(world.interrupted);
  await tell("serve.stopping");
  await watch?.close();
  await tell("serve.stopped", { lost: await server.stop() });
  return EXIT.ok;
}

/** Address of PostgreSQL with the password that the file refers to. */
async function storeAddress(
  { store }: Configuration,
  world: World,
  file: string | undefined,
): Promise<string | undefined> {
  if (store?.url === undefined || store.password === undefined) return store?.url;
  const url = new URL(store.url);
  try {
    const folder = dirname(resolve(file ?? "."));
    const secret = await resolveSecret(store.password, { env: world.env, folder, stored: async () => null });
    url.password = secret.reveal();
    return url.href;
  } catch (error) {
    if (error instanceof SecretUnavailable) throw usage("error.store", { reason: error.message });
    throw error;
  }
}

async function started(server: Server, listen: string, language: Language): ReturnType<Server["start"]> {
  try {
    return await server.start();
  } catch (error) {
    if (error instanceof StoreFailure) {
      throw new OperationError(error.trouble === "bug" ? "bug" : "environment", "error.store", {
        reason: error.message,
      });
    }
    const errno = errnoOf(error);
    if (errno === "EADDRINUSE" || errno === "EADDRNOTAVAIL" || errno === "EACCES") {
      const reason = say(language, `serve.listen-${errno}`);
      throw new OperationError("environment", "error.serve-listen", { listen, reason });
    }
    throw error;
  }
}

async function readFileOrTell(file: string, world: World, language: Language): Promise<Configuration> {
  const loaded = await loadConfiguration(file, channelSchemas());
  for (const problem of loaded.problems) await write(world.stderr, `${problemLine(problem, file, language)}\n`);
  if (loaded.configuration === null) throw usage("error.serve-configuration", { file: printable(file, 200) });
  return loaded.configuration;
}

function listenAddress(text: string): ListenAddress {
  const [, bracketed, plain, port] = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s]+)):(\d{1,5})$/u.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || Number(port) > 65_535)
    throw usage("error.serve-bad-listen", { value: printable(text, 80) });
  return { host, port: Number(port) };
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(?:\.\d{1,3}){3}$/u.test(host);
}

async function tlsOf(
  args: Arguments,
  configuration: Configuration,
): Promise<Awaited<ReturnType<typeof readTls>> | undefined> {
  const certificate = args.get("tls-cert") ?? configuration.server?.tls?.certificate;
  const key = args.get("tls-key") ?? configuration.server?.tls?.key;
  if (certificate === undefined && key === undefined) return undefined;
  try {
    return await readTls(certificate ?? "", key ?? "");
  } catch (error) {
    const reason = error instanceof Error ? printable(error.message, 200) : String(error);
    throw usage("error.serve-tls", { reason });
  }
}

function usualThreads(): number {
  return Math.max(1, Math.min(availableParallelism() - 1, USUAL_THREADS));
}

function withoutPassword(url: string): string {
  const parsed = new URL(url);
  parsed.password = "";
  return parsed.href;
}

async function tellNews(
  news: ServerNews,
  tell: (key: Parameters<typeof say>[1], values?: Parameters<typeof say>[2]) => Promise<void>,
): Promise<void> {
  switch (news.kind) {
    case "store-trouble":
      return tell("serve.store-trouble", { reason: printable(news.failure.message, 300) });
    case "store-back":
      return tell("serve.store-back");
    case "set-aside":
      return tell("serve.set-aside", { file: printable(news.file, 200), to: printable(news.to, 220) });
    case "clock":
      return tell(news.jumpMs > 0 ? "serve.clock-ahead" : "serve.clock-back", {
        seconds: Math.round(Math.abs(news.jumpMs) / 1000),
      });
    case "conflicts":
      for (const { name, kind } of news.conflicts) await tell("serve.conflict", { name: printable(name, 100), kind });
      return undefined;
    case "vantage":
      return tell(news.isAlive ? "serve.vantage-here" : "serve.vantage-gone", { name: printable(news.name, 100) });
    case "feed":
      return news.why === null
        ? tell("serve.feed-back", { name: printable(news.name, 100) })
        : tell("serve.feed-trouble", { name: printable(news.name, 100), reason: printable(news.why, 300) });
    case "bug":
      return tell("serve.bug", { where: printable(news.where, 100), reason: printable(String(news.error), 300) });
  }
}

/** Follows the file; what is wrong with a new version is told, and the old one stays. */
function follow(
  file: string,
  current: Configuration,
  server: Server,
  world: World,
  language: Language,
): ConfigurationWatch {
  const shown = printable(file, 200);
  return watchConfiguration(file, {
    channels: channelSchemas(),
    current,
    onChange: async ({ configuration, loaded, changes }) => {
      for (const problem of loaded.problems) await write(world.stderr, `${problemLine(problem, file, language)}\n`);
      await server.reconfigure(configuration);
      await write(world.stderr, `rdpulse: ${say(language, "serve.reloaded", { file: shown })}\n`);
      if (changes.atStart.length > 0) {
        const names = changes.atStart.join(", ");
        await write(world.stderr, `rdpulse: ${say(language, "serve.at-start", { names })}\n`);
      }
    },
    onRefused: (loaded) => {
      const lines = loaded.problems.map((problem) => `${problemLine(problem, file, language)}\n`).join("");
      void write(world.stderr, `${lines}rdpulse: ${say(language, "serve.not-reloaded", { file: shown })}\n`);
    },
  });
}

async function interrupted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((end) => {
    // A listener alone keeps no process alive; the server's sockets do.
    signal.addEventListener("abort", () => end(), { once: true });
  });
}
