import { isoTime } from "../../../core/contract/index.ts";
import { csvCell } from "../../../core/markup/index.ts";
import type { Language } from "../../../core/texts/index.ts";
import type { Arguments } from "../arguments.ts";
import type { OptionSpec } from "../command.ts";
import { jsonText } from "../json-text.ts";
import { usage } from "../operation-error.ts";
import { type Style, styleFor } from "../render/style.ts";
import { timeText } from "../sessions/moments.ts";
import { type World, write } from "../world.ts";

export const OUTPUT_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  json: { type: "boolean", help: "option.json" },
  ndjson: { type: "boolean", help: "option.fleet-ndjson" },
  csv: { type: "boolean", help: "option.fleet-csv" },
};

/** How a list of things is printed in each form. */
export interface FleetForms<Item> {
  /** "hosts": the schema is rdpulse.hosts/1. */
  readonly name: string;
  readonly items: readonly Item[];
  readonly total: number;
  readonly csv: Readonly<Record<string, (item: Item) => string | number | null>>;
  readonly page: (style: Style) => readonly string[];
}

/** Longest text of one cell: spreadsheet programs take no more. */
const LONGEST_CELL = 32_000;

export function checkForms(args: Arguments): void {
  if (["json", "ndjson", "csv"].filter((form) => args.has(form)).length > 1) throw usage("error.fleet-two-forms");
}

export async function printForms<Item extends object>(
  forms: FleetForms<Item>,
  args: Arguments,
  world: World,
  language: Language,
): Promise<void> {
  const { name, items, total } = forms;
  const schema = `rdpulse.${name}/1`;
  if (args.has("json")) await write(world.stdout, `${jsonText({ schema, total, items }, 2)}\n`);
  else if (args.has("ndjson")) {
    for (const item of items) await write(world.stdout, `${jsonText({ schema, ...item })}\n`);
  } else if (args.has("csv")) await write(world.stdout, csvOf(forms));
  else {
    const lines = forms.page(styleFor(world.stdout, world.env, args, language));
    if (lines.length > 0) await write(world.stdout, `${lines.join("\n")}\n`);
  }
}

function csvOf<Item>({ items, csv }: FleetForms<Item>): string {
  const columns = Object.entries(csv);
  const lines = items.map((item) =>
    columns.map(([, read]) => csvCell(String(read(item) ?? "").slice(0, LONGEST_CELL))).join(","),
  );
  return [columns.map(([name]) => name).join(","), ...lines].map((line) => `${line}\r\n`).join("");
}

/** A moment for a page: UTC to the minute. */
export function momentText(ms: number | null | undefined): string {
  return ms === null || ms === undefined ? "" : `${timeText(ms, { isLocal: false })}Z`;
}

/** A moment for a table that programs read. */
export function momentCell(ms: number | null | undefined): string {
  return ms === null || ms === undefined ? "" : isoTime(ms);
}
