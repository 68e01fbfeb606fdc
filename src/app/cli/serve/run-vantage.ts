import { readFile } from "node:fs/promises";
import { availableParallelism, hostname } from "node:os";
import { printable, say, type Language } from "../../../core/texts/index.ts";
import { ProbePool, VantageClient, type VantageNews } from "../../../io/monitor/index.ts";
import type { Arguments } from "../arguments.ts";
import { noOperands } from "../operands.ts";
import { errnoOf, EXIT, usage } from "../operation-error.ts";
import { type World, write } from "../world.ts";
import { wholeNumber } from "../whole-number.ts";

const CAPACITY = 64;
const MOST_CAPACITY = 2048;
const THREADS_LIMIT = 4;
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/u;

/** Makes checks for a server until it is interrupted. Exit code 0 when interrupted, 3 when the server refuses the token. */
export async function runVantageCommand(args: Arguments, world: World, language: Language): Promise<number> {
  noOperands(args, "vantage");
  const url = serverOf(args.get("join"));
  const token = await tokenOf(args, world);
  const caPem = args.get("ca") === undefined ? undefined : await textOf(args.get("ca") ?? "");
  const name = args.get("name") ?? hostname();
  const capacity = wholeNumber(args, "capacity", CAPACITY, 1, MOST_CAPACITY);
  const pool = new ProbePool(Math.min(availableParallelism(), THREADS_LIMIT));
  const tell = (news: VantageNews): void => {
    const line = sentence(news, url, name, language);
    if (line !== undefined) void write(world.stderr, `rdpulse: ${line}\n`);
  };
  const client = new VantageClient(
    {
      url,
      token,
      name,
      capacity,
      mode: args.has("share") ? "share" : "repeat",
      ...(caPem === undefined ? {} : { caPem }),
    },
    pool,
    tell,
  );
  const ended = await client.run(world.interrupted);
  await pool.close();
  return ended === "refused" ? EXIT.environment : EXIT.ok;
}

function sentence(news: VantageNews, url: URL, name: string, language: Language): string | undefined {
  const server = printable(url.origin, 200);
  switch (news.kind) {
    case "joined":
      return say(language, "vantage.joined", { name: printable(name, 60), url: server });
    case "lost":
      return say(language, "vantage.lost", { url: server, reason: printable(news.why, 200) });
    case "refused":
      return say(language, "vantage.refused", { url: server, status: news.status, reason: printable(news.why, 200) });
    case "worked":
      return undefined;
  }
}

function serverOf(text: string | undefined): URL {
  if (text === undefined || !URL.canParse(text)) throw usage("error.vantage-no-url");
  const url = new URL(text);
  const isPlain = url.protocol === "http:";
  if (!isPlain && url.protocol !== "https:") throw usage("error.vantage-no-url");
  if (isPlain && !LOOPBACK.test(url.hostname)) throw usage("error.vantage-plain", { url: printable(text, 200) });
  return url;
}

async function tokenOf(args: Arguments, world: World): Promise<string> {
  const file = args.get("token-file");
  const text = file === undefined ? (args.get("token") ?? world.env["RDPULSE_TOKEN"]) : await textOf(file);
  const token = text?.trim() ?? "";
  if (token === "") throw usage("error.vantage-no-token");
  return token;
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw usage("error.unreadable-file", { file: printable(path, 120), reason: errnoOf(error) ?? String(error) });
  }
}
