// Draws what `rdpulse replay` prints for a recorded conversation, as SVG in both languages, for the READMEs.
//   node tools/picture.mjs            writes the pictures
//   node tools/picture.mjs --check    says whether they are still true (exit 1 when not)
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { fileURLToPath } from "node:url";
import { displayWidth, run } from "../src/app/cli/index.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const transcript = join(root, "transcripts", "xrdp-expired-certificate.txt");
const pictures = { "docs/pictures/check.en.svg": "en", "docs/pictures/check.zh-CN.svg": "zh" };

const COLUMNS = 84;
const CELL_WIDTH = 8.4;
const LINE_HEIGHT = 19;
const MARGIN = 20;
const TITLE_HEIGHT = 34;
const COMMAND = "rdpulse check rds01.example.com";

/** What the terminal would get: the recorded conversation is replayed, so the times are those of the live check. */
async function printed(language) {
  const stdout = Object.assign(new PassThrough(), { isTTY: true, columns: COLUMNS });
  let text = "";
  stdout.on("data", (chunk) => {
    text += chunk;
  });
  const stderr = new PassThrough();
  stderr.pipe(process.stderr);
  const world = {
    env: { TERM: "xterm" },
    stdin: new PassThrough(),
    stdout,
    stderr,
    interrupted: new AbortController().signal,
    loadProbe: () => Promise.reject(new Error("a replay needs no network")),
  };
  await run(["replay", transcript, "--lang", language], world);
  return text.trimEnd().split("\n");
}

/** Runs of equal look in a line with SGR sequences. */
function runsOf(line) {
  const runs = [];
  let classes = new Set();
  // oxlint-disable-next-line no-control-regex -- SGR sequences begin with ESC.
  for (const piece of line.split(/(\u001b\[[\d;]*m)/)) {
    // oxlint-disable-next-line no-control-regex -- as above
    const codes = /^\u001b\[([\d;]*)m$/.exec(piece)?.[1];
    if (codes === undefined) {
      if (piece !== "") runs.push({ text: piece, classes: [...classes] });
      continue;
    }
    for (const code of codes.split(";").map(Number)) {
      if (code === 22) for (const name of ["c1", "c2"]) classes.delete(name);
      else if (code === 39) classes = new Set([...classes].filter((name) => !name.startsWith("c3")));
      else if (code === 0) classes.clear();
      else classes.add(`c${code}`);
    }
  }
  return runs;
}

const escapeXml = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** The start of `text` that fits into `cells`. */
function cut(text, cells) {
  let kept = "";
  for (const character of text) {
    if (displayWidth(kept + character) > cells) return kept;
    kept += character;
  }
  return kept;
}

function drawLine(line, y) {
  let column = 0;
  let drawn = "";
  for (const { text, classes } of runsOf(line)) {
    const room = COLUMNS + 6 - column;
    const shown = displayWidth(text) > room ? `${cut(text, room - 1)}…` : text;
    const look = classes.length === 0 ? "" : ` class="${classes.join(" ")}"`;
    // Words that stand apart are placed apart: not every viewer keeps several spaces.
    for (const { 0: words, index } of shown.matchAll(/\S+(?: \S+)*/g)) {
      const x = (MARGIN + (column + displayWidth(shown.slice(0, index))) * CELL_WIDTH).toFixed(1);
      const length = (displayWidth(words) * CELL_WIDTH).toFixed(1);
      drawn += `<text x="${x}" y="${y}" textLength="${length}"${look}>${escapeXml(words)}</text>`;
    }
    column += displayWidth(shown);
  }
  return drawn;
}

function draw(lines, language) {
  const width = Math.round(2 * MARGIN + (COLUMNS + 6) * CELL_WIDTH);
  const height = TITLE_HEIGHT + MARGIN + lines.length * LINE_HEIGHT + MARGIN;
  const top = TITLE_HEIGHT + MARGIN;
  const rows = lines.map((line, at) => drawLine(line, top + at * LINE_HEIGHT)).filter((row) => row !== "");
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" lang="${language === "zh" ? "zh-CN" : "en"}" role="img">
<title>${COMMAND}</title>
<style>
text { font: 14px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, "Noto Sans Mono CJK SC", "Microsoft YaHei", monospace; fill: #d8dee9 }
.c1 { font-weight: bold } .c2 { fill: #8b96a8 } .c31 { fill: #ff7b72 } .c32 { fill: #7ee787 } .c33 { fill: #f2cc60 } .c36 { fill: #79c0ff }
</style>
<rect width="${width}" height="${height}" rx="8" fill="#14181f"/>
<text x="${MARGIN}" y="24" class="c36">$ ${COMMAND}</text>
${rows.join("\n")}
</svg>
`;
}

let areTrue = true;
for (const [path, language] of Object.entries(pictures)) {
  const picture = draw(await printed(language), language);
  const file = join(root, path);
  if (!process.argv.includes("--check")) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, picture);
  } else if (readFileSync(file, "utf8") !== picture) {
    console.error(`${path} no longer shows what rdpulse prints; run: npm run picture`);
    areTrue = false;
  }
}
process.exitCode = areTrue ? 0 : 1;
