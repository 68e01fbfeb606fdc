// npm run lab -- list | up NAME | down | packages
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ensurePackages, type PackageGroup, testedWith } from "./packages.ts";
import { setUps } from "./set-ups.ts";
import { labFolders, openLab, startTimeOf, sweepStale } from "./workshop.ts";

const stateFile = "up.json";
interface State {
  readonly name: string;
  readonly address: string;
  readonly port: number;
}

const locale = process.env["LC_ALL"] || process.env["LC_MESSAGES"] || process.env["LANG"] || "";
let lang: "en" | "zh" = locale.startsWith("zh") ? "zh" : "en";
const say = (text: { en: string; zh: string }): string => text[lang];

const usage = {
  en: `npm run lab -- COMMAND

  list                        every set-up in one line
  up NAME [--detach]          start one; Ctrl-C ends it (with --detach: npm run lab -- down)
     [--address A] [--port N] where it listens; default: a free loopback address, port 3389
  down                        end every set-up that is up
  packages                    install the Debian packages of the lab and its tests (as root or by sudo)

  --lang en|zh   --help`,
  zh: `npm run lab -- 命令

  list                        逐行列出所有实验环境
  up 名称 [--detach]          启动一个环境；按 Ctrl-C 结束（加 --detach 时用 npm run lab -- down 结束）
     [--address A] [--port N] 监听地址和端口；默认使用空闲的回环地址和 3389 端口
  down                        结束所有正在运行的环境
  packages                    安装实验环境及其测试所需的 Debian 软件包（需要 root 或 sudo）

  --lang en|zh   --help`,
};

/** Ends with one clear line: 2 for a wrong command, 3 when this machine cannot. */
function refuse(exitCode: 2 | 3, text: { en: string; zh: string }): number {
  console.error(`rdpulse lab: ${say(text)}`);
  return exitCode;
}

/** Number of single-letter edits between two words. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, left] of a.split("").entries()) {
    const next = [i + 1];
    for (const [j, right] of b.split("").entries())
      next.push(Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (left === right ? 0 : 1)));
    row = next;
  }
  return row.at(-1) ?? 0;
}

const nearest = (word: string, words: readonly string[]): string =>
  words.toSorted((a, b) => distance(word, a) - distance(word, b))[0] ?? "";

function wrongName(what: { en: string; zh: string }, given: string, known: readonly string[]): number {
  const near = nearest(given, known);
  return refuse(2, {
    en: `there is no ${what.en} "${given}"; did you mean "${near}"?`,
    zh: `没有名为“${given}”的${what.zh}；您是否要用“${near}”？`,
  });
}

function list(): number {
  const width = Math.max(...Object.keys(setUps).map((name) => name.length));
  for (const [name, setUp] of Object.entries(setUps)) console.log(`${name.padEnd(width)}  ${say(setUp.about)}`);
  for (const { state } of running())
    console.log(`${say({ en: "up:", zh: "正在运行：" })} ${state.name} ${state.address}:${state.port}`);
  return 0;
}

function running(): { pid: number; state: State; path: string }[] {
  return labFolders().flatMap((folder) => {
    const path = join(folder.path, stateFile);
    if (!folder.alive || !existsSync(path)) return [];
    const state: State = JSON.parse(readFileSync(path, "utf8"));
    return [{ pid: folder.pid, state, path: folder.path }];
  });
}

function announce(state: State): void {
  const target = state.port === 3389 ? state.address : `${state.address}:${state.port}`;
  console.log(`${state.name}  ${state.address}:${state.port}\n\n  rdpulse check ${target}\n`);
}

function packages(groups?: readonly PackageGroup[]): number {
  const outcome = ensurePackages(groups);
  if (outcome.missing.length === 0) return 0;
  const [why, names] = [outcome.why ?? "", outcome.missing.join(" ")];
  return refuse(3, {
    en: `missing Debian packages: ${names} (${why}). Get them with: ${outcome.enableWith}`,
    zh: `缺少 Debian 软件包：${names}（${why}）。安装命令：${outcome.enableWith}`,
  });
}

async function up(name: string, where: { address?: string; port?: number }): Promise<number> {
  const setUp = setUps[name];
  if (!setUp) return wrongName({ en: "set-up", zh: "环境" }, name, Object.keys(setUps));
  const ready = packages();
  if (ready !== 0) return ready;
  const lab = openLab();
  try {
    const { address, port, account } = await setUp.start(lab, where);
    const state: State = { name, address, port };
    writeFileSync(join(lab.folder, stateFile), JSON.stringify(state));
    announce(state);
    if (account) console.log(`  ${say({ en: "account", zh: "账户" })}: ${account.user}  ${account.password}\n`);
    process.send?.("up");
    if (process.send === undefined) console.error(say({ en: "Ctrl-C ends it.", zh: "按 Ctrl-C 结束。" }));
    // Signals end the lab; this only keeps the process.
    for (;;) await sleep(3_600_000);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    await lab.close();
    return refuse(3, { en: `${name} could not be started: ${why}`, zh: `${name} 启动失败：${why}` });
  }
}

/** Starts `up` as a process of its own and returns when it answers. */
async function upDetached(name: string, rest: readonly string[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "rdpulse-up-"));
  const output = join(folder, "output");
  const log = openSync(output, "w");
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), "up", name, "--lang", lang, ...rest], {
    detached: true,
    stdio: ["ignore", log, log, "ipc"],
  });
  const [first] = await Promise.race([once(child, "message"), once(child, "exit")]);
  const text = readFileSync(output, "utf8").trimEnd();
  rmSync(folder, { recursive: true });
  if (first !== "up") {
    console.error(text);
    return typeof first === "number" ? first : 3;
  }
  console.log(`${text}\n\n${say({ en: "End it with: npm run lab -- down", zh: "结束命令：npm run lab -- down" })}`);
  child.disconnect();
  child.unref();
  return 0;
}

async function down(): Promise<number> {
  const found = running();
  for (const { pid, state, path } of found) {
    process.kill(pid, "SIGTERM");
    while (startTimeOf(pid) !== undefined || existsSync(path)) await sleep(20);
    console.log(`${say({ en: "ended:", zh: "已结束：" })} ${state.name} ${state.address}:${state.port}`);
  }
  sweepStale();
  if (found.length === 0) console.log(say({ en: "nothing was up", zh: "没有正在运行的环境" }));
  return 0;
}

async function main(): Promise<number> {
  const options = { address: { type: "string" }, port: { type: "string" }, lang: { type: "string" } } as const;
  const switches = { detach: { type: "boolean" }, help: { type: "boolean", short: "h" } } as const;
  let parsed;
  try {
    parsed = parseArgs({ options: { ...options, ...switches }, allowPositionals: true });
  } catch (error) {
    const why = error instanceof Error ? error.message.split(". ")[0] : String(error);
    return refuse(2, { en: `${why}; see npm run lab -- --help`, zh: `${why}；用法见 npm run lab -- --help` });
  }
  const { values, positionals } = parsed;
  if (values.lang === "en" || values.lang === "zh") lang = values.lang;
  else if (values.lang !== undefined)
    return refuse(2, {
      en: `--lang takes en or zh, not "${values.lang}"`,
      zh: `--lang 只接受 en 或 zh，而不是“${values.lang}”`,
    });
  const [command, name, extra] = positionals;
  if (values.help || command === undefined) {
    console.log(say(usage));
    return values.help ? 0 : 2;
  }
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536))
    return refuse(2, {
      en: `--port takes 1 to 65535, not "${values.port}"`,
      zh: `--port 的取值范围是 1 到 65535，而不是“${values.port}”`,
    });
  if (values.address !== undefined && isIP(values.address) !== 4)
    return refuse(2, {
      en: `--address takes an IPv4 address, not "${values.address}"`,
      zh: `--address 需要 IPv4 地址，而不是“${values.address}”`,
    });
  if (extra !== undefined || (command !== "up" && name !== undefined))
    return refuse(2, { en: `one thing too many: "${extra ?? name}"`, zh: `多余的参数：“${extra ?? name}”` });
  switch (command) {
    case "list":
      return list();
    case "packages":
      return packages(testedWith);
    case "down":
      return down();
    case "up": {
      if (name === undefined)
        return refuse(2, {
          en: "up needs a name; see npm run lab -- list",
          zh: "up 需要环境名称；见 npm run lab -- list",
        });
      const rest = [
        ...(values.address === undefined ? [] : ["--address", values.address]),
        ...(values.port === undefined ? [] : ["--port", values.port]),
      ];
      if (values.detach) return upDetached(name, rest);
      return up(name, {
        ...(values.address === undefined ? {} : { address: values.address }),
        ...(port === undefined ? {} : { port }),
      });
    }
    default:
      return wrongName({ en: "command", zh: "命令" }, command, ["list", "up", "down", "packages"]);
  }
}

process.exitCode = await main();
