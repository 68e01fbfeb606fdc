// Writes the tables of keys into docs/configuration.md, from the schema; with --check it writes nothing and fails when
// they are out of date. Needs the pinned Node: it imports TypeScript.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { configurationSchema } from "../src/core/configuration/index.ts";
import { channelSchemas } from "../src/io/notify/index.ts";

const BEGIN = "<!-- keys: begin -->";
const END = "<!-- keys: end -->";
const path = join(import.meta.dirname, "..", "docs", "configuration.md");

const cell = (text) => text.replaceAll("|", "\\|").replaceAll("*", "\\*").replaceAll("\n", " ");
const code = (value) => `\`${JSON.stringify(value).replaceAll("|", "\\|")}\``;

/** A row for each key below `schema`, the block itself first. */
function rowsOf(prefix, schema, isRequired) {
  const rows = [
    [
      prefix,
      valuesOf(schema),
      isRequired ? "required" : "default" in schema ? code(schema.default) : "",
      schema.description ?? "",
    ],
  ];
  const item = schema.type === "array" ? inner(schema.items) : undefined;
  // What targets share stands under `targets` already.
  const isShared = schema.properties?.loadBalanceInfo !== undefined && schema.properties.host === undefined;
  const block =
    schema.properties !== undefined && !isShared
      ? [prefix, schema]
      : item?.properties !== undefined
        ? [`${prefix}[]`, item]
        : undefined;
  if (block === undefined) return rows;
  const [below, { properties, required = [] }] = block;
  return [
    ...rows,
    ...Object.entries(properties).flatMap(([name, one]) => rowsOf(`${below}.${name}`, one, required.includes(name))),
  ];
}

function inner(schema) {
  return schema.anyOf?.find(({ type }) => type === "object") ?? schema;
}

/** What may stand there, in words. */
function valuesOf({ type, enum: words, minimum, maximum, items, anyOf, additionalProperties, const: only }) {
  if (only !== undefined) return code(only);
  if (words !== undefined) return words.length > 8 ? "one word" : words.map(code).join(", ");
  if (anyOf !== undefined) return "text or block";
  if (type === "array") return `list of ${valuesOf(items)}`;
  if (type === "object") return typeof additionalProperties === "object" ? "blocks or values by name" : "block";
  if (type === "integer" || type === "number") return minimum === undefined ? type : `${minimum} … ${maximum}`;
  return { string: "text", boolean: "true, false" }[type] ?? "";
}

function table(rows) {
  const lines = [
    ["Key", "Value", "Default", "Meaning"],
    ...rows.map(([key, ...rest]) => [`\`${key}\``, rest[0], rest[1], cell(rest[2])]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...lines.map((line) => line[column].length)));
  const format = (line) => `| ${line.map((text, column) => text.padEnd(widths[column])).join(" | ")} |`;
  return [
    format(lines[0]),
    `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`,
    ...lines.slice(1).map(format),
  ].join("\n");
}

const kinds = channelSchemas();
const sections = Object.entries(configurationSchema(kinds).properties).map(
  ([name, schema]) => `### ${name}\n\n${table(rowsOf(name, schema, false))}`,
);
const ofKinds = Object.entries(kinds).map(([kind, { properties, required }]) => {
  const rows = Object.entries(properties).filter(
    ([name]) => !["name", "kind", "lang", "enabled", "perHour"].includes(name),
  );
  return `#### ${kind}\n\n${table(rows.map(([name, one]) => [name, valuesOf(one), required.includes(name) ? "required" : "default" in one ? code(one.default) : "", one.description ?? ""]))}`;
});
const keys = [
  ...sections,
  `### Kinds of channels\n\nBeside \`name\`, \`kind\`, \`lang\`, \`enabled\` and \`perHour\`.`,
  ...ofKinds,
].join("\n\n");

const page = readFileSync(path, "utf8");
const [before, rest = ""] = page.split(BEGIN);
const after = rest.split(END)[1] ?? "";
const text = `${before}${BEGIN}\n\n${keys}\n\n${END}${after}`;
if (!process.argv.includes("--check")) writeFileSync(path, text);
else if (text !== page) {
  console.error(`${path} is out of date; run: node tools/write-configuration-page.mjs`);
  process.exitCode = 1;
}
