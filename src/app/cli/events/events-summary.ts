import type { DamagedRecord } from "../../../core/eventlog/index.ts";
import { type Language, printable, say, type TextKey } from "../../../core/texts/index.ts";
import type { IngestProgress, PassedOver } from "../../../io/ingest/index.ts";
import { paragraph, type Style, tell } from "../render/style.ts";

const MOST_KEPT = 1000;
const MOST_TOLD = 5;

const WHY: Readonly<Record<PassedOver["why"], TextKey>> = {
  "not-a-log": "events.why.not-a-log",
  unreadable: "events.why.unreadable",
  empty: "events.why.empty",
  duplicate: "events.why.duplicate",
  "too-large": "events.why.too-large",
  unsupported: "events.why.unsupported",
  foreign: "events.why.foreign",
};

/** Why a file was passed over, in words. */
export function reasonFor({ why, detail }: PassedOver, language: Language): string {
  return say(language, WHY[why], { detail: printable(detail ?? "?", 120) });
}

/** What a reading came to: counted in full, examples kept. */
export class EventsSummary {
  records = 0;
  damaged = 0;
  passed = 0;
  isCut = false;
  progress: IngestProgress = { files: 0, filesDone: 0, bytes: 0, bytesDone: 0, records: 0 };
  readonly damages: DamagedRecord[] = [];
  readonly passedOver: PassedOver[] = [];
  readonly #zoneAssumed: string[] = [];

  get logs(): number {
    return this.progress.files;
  }

  advance(progress: IngestProgress): void {
    this.progress = progress;
  }

  addDamage(damage: DamagedRecord): void {
    this.damaged++;
    if (this.damages.length < MOST_KEPT) this.damages.push(damage);
  }

  addPassedOver(file: PassedOver): void {
    if (file.why !== "foreign") this.passed++;
    if (this.passedOver.length < MOST_KEPT) this.passedOver.push(file);
  }

  addZoneAssumed(origin: string): void {
    if (this.#zoneAssumed.length < MOST_KEPT) this.#zoneAssumed.push(origin);
  }

  /** The end of a reading for people, on stderr: one line, and one for each of the first troubles. */
  text(style: Style): string {
    const { records, damaged, logs, passed } = this;
    const lines = [`rdpulse: ${tell(style, "events.summary", { records, logs, damaged, passed })}`];
    for (const damage of this.damages.slice(0, MOST_TOLD)) {
      const values = { file: printable(damage.origin, 80), offset: damage.offset, reason: printable(damage.reason) };
      lines.push(...paragraph(style, tell(style, "events.damaged", values), 2));
    }
    if (damaged > MOST_TOLD)
      lines.push(...paragraph(style, tell(style, "events.more", { count: damaged - MOST_TOLD }), 2));
    for (const file of this.passedOver.slice(0, MOST_TOLD)) {
      const values = { file: printable(file.path, 80), reason: reasonFor(file, style.language) };
      lines.push(...paragraph(style, tell(style, "events.passed-over", values), 2));
    }
    const untold = this.passedOver.length - MOST_TOLD;
    if (untold > 0) lines.push(...paragraph(style, tell(style, "events.more", { count: untold }), 2));
    const [first] = this.#zoneAssumed;
    if (first !== undefined) {
      const values = { file: printable(first, 80), count: this.#zoneAssumed.length };
      lines.push(...paragraph(style, tell(style, "events.zone-assumed", values), 2));
    }
    return `${lines.join("\n")}\n`;
  }
}
