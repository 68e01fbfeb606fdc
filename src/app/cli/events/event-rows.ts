import { type EventRecord, eventTimeText } from "../../../core/eventlog/index.ts";
import { printable } from "../../../core/texts/index.ts";
import { cut, displayWidth, padEnd } from "../render/display-width.ts";
import { paint, type Style, tell, type Tone } from "../render/style.ts";
import { levelKey, meaningOf, sourceName, tellingValues } from "./event-words.ts";

/** From this width on a record takes one line; below, up to three. */
const ONE_LINE_WIDTH = 110;
const TIME_WIDTH = 23;
const SOURCE_WIDTH = 26;
const HOST_WIDTH = 16;
const LEVEL_WIDTH = 8;

const TONES: Readonly<Record<string, Tone>> = {
  "events.level.1": "bad",
  "events.level.2": "bad",
  "events.level.3": "warn",
  "events.level.failure": "warn",
  "events.level.5": "quiet",
};

/** Names of the columns, once before all rows. */
export function eventHeading(style: Style): string {
  const names = [
    padEnd(tell(style, "events.column.time"), TIME_WIDTH),
    padEnd(tell(style, "events.column.level"), LEVEL_WIDTH),
    padEnd(tell(style, "events.column.source"), SOURCE_WIDTH),
  ];
  const isWide = style.width >= ONE_LINE_WIDTH;
  if (isWide) names.push(padEnd(tell(style, "events.column.host"), HOST_WIDTH), tell(style, "events.column.story"));
  return `${paint(style, "quiet", cut(names.join(" ").trimEnd(), style.width))}\n`;
}

/** One record for people: time in UTC, level, source, host, what the catalogue says of it, and its values. */
export function eventRow(record: EventRecord, style: Style): string {
  const level = levelKey(record);
  const tone = TONES[level];
  const time = eventTimeText(record).slice(0, 23).replace("T", " ");
  const source = sourceName(record);
  const host = printable(record.computer.split(".")[0] ?? "", HOST_WIDTH);
  const meaning = meaningOf(record, style.language) ?? "";
  const values = tellingValues(record, style.width * 2);
  const word = tell(style, level);
  if (style.width >= ONE_LINE_WIDTH) {
    const left = `${time} ${padEnd(word, LEVEL_WIDTH)} ${padEnd(cut(source, SOURCE_WIDTH), SOURCE_WIDTH)} ${padEnd(host, HOST_WIDTH)} `;
    const room = style.width - TIME_WIDTH - LEVEL_WIDTH - SOURCE_WIDTH - HOST_WIDTH - 4;
    // The values tell this event from its neighbours: half of the room is theirs where both do not fit.
    const lead = cut(meaning, Math.max(room >> 1, room - displayWidth(values) - 1));
    return `${paint(style, tone, left)}${cut(`${lead} ${values}`.trim(), room)}\n`;
  }
  const head = cut(`${time} ${padEnd(word, LEVEL_WIDTH)} ${source}  ${host}`.trimEnd(), style.width);
  const below = [meaning, values].filter((line) => line !== "").map((line) => `  ${cut(line, style.width - 2)}\n`);
  return `${paint(style, tone, head)}\n${below.join("")}`;
}
