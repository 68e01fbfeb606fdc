// Writes the settings of every kind of channel into docs/alerts.md; with --check it writes nothing and fails when the page
// is out of date.
import { readFileSync, writeFileSync } from "node:fs";
import { CHANNEL_KINDS, COMMON_FIELDS, notifierOf } from "../src/io/notify/index.ts";

const page = new URL("../docs/alerts.md", import.meta.url);
const BEGIN = "<!-- written by tools/write-channel-table.mjs -->";
const END = "<!-- to here -->";

const TYPES = {
  text: "text",
  "long-text": "text",
  secret: "secret",
  flag: "true or false",
  list: "list of texts",
  map: "names with texts",
};

function typeOf(field) {
  if (field.type === "choice") return field.choices.map((choice) => `\`${choice}\``).join(", ");
  if (field.type === "integer") return `${field.minimum ?? 0} to ${field.maximum ?? 1_000_000}`;
  return TYPES[field.type];
}

const cell = (text) => text.replaceAll("|", "\\|").replaceAll("<", "&lt;");

function table(fields) {
  const rows = Object.entries(fields).map(([name, field]) => {
    const initial = field.default === undefined ? (field.required ? "needed" : "") : `\`${field.default}\``;
    return [`\`${name}\``, typeOf(field), initial, cell(`${field.label.en}. ${field.help.en}`)];
  });
  const head = ["Setting", "Value", "Default", "Meaning"];
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)));
  const line = (cells) => `| ${cells.map((text, column) => text.padEnd(widths[column])).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

const sections = CHANNEL_KINDS.map((kind) => {
  const notifier = notifierOf(kind);
  const tried = notifier.triedLive
    ? ""
    : " _Not tried against the live service, only against a server that follows its documentation._";
  return `### \`${kind}\`\n\n${notifier.title.en}. ${notifier.about.en}${tried}\n\n${table(notifier.fields)}`;
});
const generated = [`### Every channel\n\n${table(COMMON_FIELDS)}`, ...sections].join("\n\n");

const before = readFileSync(page, "utf8");
const [head, rest = ""] = before.split(BEGIN);
const [, tail = ""] = rest.split(END);
const after = `${head}${BEGIN}\n\n${generated}\n\n${END}${tail}`;
if (after !== before) {
  if (process.argv.includes("--check")) {
    console.log("docs/alerts.md is out of date: node_modules/.bin/node tools/write-channel-table.mjs");
    process.exitCode = 1;
  } else writeFileSync(page, after);
}
