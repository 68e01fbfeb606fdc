// What the pages promise: links that lead somewhere, command lines that parse, nothing of the machine they were written on.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { setUps } from "../../../lab/set-ups.ts";
import { QUESTION_IDS } from "../../../src/core/plan/index.ts";
import { repository, repositoryFiles } from "./planted-tree.ts";

const files = repositoryFiles();
const pages = files.filter((path) => path.endsWith(".md"));
const text = (path: string): string => readFileSync(join(repository, path), "utf8");

/** The anchor that a heading gets: lower case, words joined by hyphens, nothing else. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replaceAll(/\s/g, "-");
const anchorsOf = (path: string): string[] =>
  [...text(path).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) => anchorOf(heading ?? ""));

function brokenLinks(page: string): string[] {
  const targets = [...text(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target ?? "");
  return targets.filter((target) => {
    if (/^[a-z]+:/.test(target)) return false;
    const [path = "", anchor] = target.split("#");
    const file = path === "" ? page : join(dirname(page), path);
    if (!existsSync(join(repository, file))) return true;
    return anchor !== undefined && !anchorsOf(file).includes(anchor);
  });
}

describe("links", () => {
  it.each(pages)("of %s lead somewhere", (page) => {
    expect(brokenLinks(page)).toEqual([]);
  });

  it("of docs/README.md name every page", () => {
    const named = [...text("docs/README.md").matchAll(/\]\(([a-z-]+\.md)\)/g)].map(([, name]) => `docs/${name}`);
    const all = pages.filter((page) => /^docs\/[^/]+\.md$/.test(page) && page !== "docs/README.md");
    expect(named.toSorted()).toEqual(all.toSorted());
  });
});

/** Words of a command line as a shell splits them, up to a redirection, a pipe or a comment. */
function wordsOf(line: string): string[] {
  const words: string[] = [];
  for (const [word, quoted, single] of line.matchAll(/"([^"]*)"|'([^']*)'|[^\s"']+/g)) {
    if (quoted === undefined && single === undefined && /^([#|>]|&&|;)/.test(word)) break;
    words.push(quoted ?? single ?? word);
  }
  return words;
}

interface CommandSpec {
  readonly options: ReadonlySet<string>;
  readonly takesValue: ReadonlySet<string>;
}

/** Commands and their options as the program itself tells them in its help. */
function specOf(command: string): CommandSpec {
  const help = execFileSync(
    process.execPath,
    [join(repository, "bin/rdpulse.mjs"), "help", command, "--lang", "en", "--width", "200"],
    { encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } },
  );
  const listed = [...help.matchAll(/^ {2}(?:-\w, )?--([a-z-]+)( [^\s]+)?(?: {2}|$)/gm)];
  return {
    options: new Set(listed.map(([, name]) => name ?? "")),
    takesValue: new Set(listed.flatMap(([, name, value]) => (name === undefined || value === undefined ? [] : [name]))),
  };
}

const COMMANDS = [
  "check",
  "logon",
  "scan",
  "serve",
  "vantage",
  "hosts",
  "incidents",
  "slo",
  "report",
  "alerts",
  "tokens",
  "audit",
  "detect",
  "events",
  "sessions",
  "explain",
  "collect",
  "backup",
  "restore",
  "export",
  "import",
  "replay",
  "config",
  "completion",
  "schema",
  "help",
] as const;
const specs = new Map<string, CommandSpec>(COMMANDS.map((command) => [command, specOf(command)]));

const NEEDS_NOTHING: ReadonlySet<string> = new Set([
  "help",
  "schema",
  "serve",
  "vantage",
  "hosts",
  "incidents",
  "report",
  "slo",
  "alerts",
  "tokens",
]);

/** Why a command line of a page would be refused; undefined where it would not. */
function refusal(words: readonly string[]): string | undefined {
  const [command = "", ...rest] = words;
  if (command === "--version") return undefined;
  const spec = specs.get(command);
  if (spec === undefined) return `no command ${command}`;
  let operands = 0;
  for (let at = 0; at < rest.length; at += 1) {
    const word = rest[at] ?? "";
    if (!word.startsWith("--")) {
      operands += 1;
      continue;
    }
    const [name = ""] = word.slice(2).split("=");
    if (!spec.options.has(name)) return `${command} has no option --${name}`;
    if (spec.takesValue.has(name) && !word.includes("=")) {
      at += 1;
      if (rest[at] === undefined) return `--${name} needs a value`;
    }
  }
  const isGivenByOption = ["--file", "--events", "--print-script"].some((option) => words.includes(option));
  const needsOperand = !NEEDS_NOTHING.has(command) && !isGivenByOption;
  return needsOperand && operands === 0 ? `${command} needs something to work on` : undefined;
}

/** Every complete command line in fences and in code spans: the program's name, then a command and its words. */
function commandLines(page: string): string[] {
  const shown = [...text(page).matchAll(/```[\s\S]*?```|`([^`\n]+)`|^ {4}\S.*$/gm)].map(
    ([whole, span]) => span ?? whole,
  );
  return shown
    .flatMap((block) => block.split("\n"))
    .flatMap((line) => {
      const [, rest] = /(?:^|\s)(?:npx rdpulse|rdpulse|npm start(?: --silent)? --) +(.+)$/.exec(line) ?? [];
      return rest === undefined || /^[A-Z:(]/.test(rest) ? [] : [rest];
    });
}

describe("command lines", () => {
  const shown = pages.flatMap((page) => commandLines(page).map((line) => ({ page, line })));

  it("are found at all", () => {
    expect(shown.length).toBeGreaterThan(40);
  });

  it("parse, with commands and options that exist", () => {
    const refused = shown.flatMap(({ page, line }) => {
      // `rdpulse explain` as a name in a sentence is no command line.
      const words = wordsOf(line);
      const why = words.length < 2 ? undefined : refusal(words);
      return why === undefined ? [] : [`${page}: rdpulse ${line}: ${why}`];
    });
    expect(refused).toEqual([]);
  });

  it("of npm run exist in package.json", () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(text("package.json"));
    const named = pages.flatMap((page) =>
      [...text(page).matchAll(/npm run ([a-z:]+)/g)].map(([, name]) => ({ page, name: name ?? "" })),
    );
    expect(named.filter(({ name }) => scripts[name] === undefined)).toEqual([]);
  });

  it("of the lab start set-ups that it has", () => {
    const named = pages.flatMap((page) =>
      [...text(page).matchAll(/npm run lab -- up ([a-z][a-z0-9.-]*)/g)].map(([, name]) => ({ page, name: name ?? "" })),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter(({ name }) => setUps[name] === undefined)).toEqual([]);
  });
});

describe("the page about manners", () => {
  it("has every question", () => {
    const page = text("docs/probe-manners.md");
    expect(QUESTION_IDS.filter((id) => !page.includes(`\`${id}\``))).toEqual([]);
  });
});

describe("the pictures", () => {
  it("show what the program prints", () => {
    const said = execFileSync(process.execPath, [join(repository, "tools/picture.mjs"), "--check"], {
      encoding: "utf8",
    });
    expect(said).toBe("");
  });
});

describe("the repository", () => {
  it("says nothing of the machine it was written on", () => {
    const marks = [["", "work", ""].join("/"), ["", "tmp", "bash_jobs"].join("/"), [".lib", "rary"].join("")];
    const readable = files.filter((path) => /\.(ts|mjs|json|md|txt|sh|yml|svg)$|^[^/]+$|^\.ci\//.test(path));
    const telling = readable.filter((path) => marks.some((mark) => text(path).includes(mark)));
    expect(telling).toEqual([]);
  });

  it("locks packages by their hash and not by the address of a registry", () => {
    const lock = text("package-lock.json");
    expect(lock).not.toContain('"resolved"');
    expect(lock).not.toMatch(/https?:\/\/[^"]*registry/);
    expect(lock).toContain('"integrity"');
    expect(text(".npmrc")).toContain("omit-lockfile-registry-resolved=true");
  });
});
