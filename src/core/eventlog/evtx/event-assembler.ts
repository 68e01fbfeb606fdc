import { recordFilter } from "../record-filter.ts";
import type { EventFilter, EventRecord, EventValue } from "../record.ts";
import { parseIsoTime } from "../shippers/event-time.ts";
import { fileTimeMs, fileTimeTicks } from "./file-time.ts";
import type { InstanceStack } from "./instance-stack.ts";
import type { Part } from "./nodes.ts";
import { DOCUMENT, SYSTEM, type ItemStep, type Place, type Plan, type Source, type SystemStep } from "./plan.ts";
import { ARRAY, VALUE_TYPE } from "./tokens.ts";
import type { ValueTexts } from "./value-text.ts";
import { WorkBudget } from "./work-budget.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Makes an `EventRecord` of the BinXml of one record: the System part first, its own values only if it is wanted. */
export class EventAssembler {
  readonly #origin: string;
  readonly #instances: InstanceStack;
  readonly #texts: ValueTexts;
  readonly #isWanted: (record: EventRecord) => boolean;
  #view: DataView = new DataView(new ArrayBuffer(0));
  readonly #budget = new WorkBudget();
  #values: EventValue[] = [];
  #record: Writable<EventRecord>;

  constructor(origin: string, instances: InstanceStack, texts: ValueTexts, filter: EventFilter | undefined) {
    this.#origin = origin;
    this.#instances = instances;
    this.#texts = texts;
    this.#isWanted = recordFilter(filter);
    this.#record = this.#emptyRecord(0, 0, 0);
  }

  beginChunk(view: DataView): void {
    this.#view = view;
    this.#budget.beginChunk();
  }

  #emptyRecord(recordId: number, timeMs: number, timeTicks: number): Writable<EventRecord> {
    this.#values = [];
    return {
      origin: this.#origin,
      recordId,
      timeMs,
      timeTicks,
      channel: "",
      provider: "",
      eventId: 0,
      level: 0,
      computer: "",
      values: this.#values,
    };
  }

  /**
   * The event between two positions of the chunk; number and time are those of the record's head, for an event that does
   * not tell its own. Undefined when the filter does not want it. Throws DecodeError.
   */
  assemble(from: number, end: number, recordId: number, low: number, high: number): EventRecord | undefined {
    this.#budget.beginRecord();
    this.#instances.reset();
    this.#record = this.#emptyRecord(recordId, fileTimeMs(low, high), fileTimeTicks(low, high));
    return this.#fragment(from, end, DOCUMENT) ? this.#record : undefined;
  }

  #fragment(from: number, end: number, place: Place): boolean {
    const instances = this.#instances;
    let position = from;
    for (;;) {
      const template = instances.open(position, end);
      if (template === undefined) return true;
      const { base, count, next } = instances;
      const isWanted = this.#run(template.plan(place), base, count, place);
      instances.close(base);
      if (!isWanted) return false;
      position = next;
    }
  }

  #run(plan: Plan, base: number, count: number, place: Place): boolean {
    this.#budget.spend(plan.cost);
    for (const step of plan.system) this.#systemStep(step, base, count);
    if (place === DOCUMENT && !this.#isWanted(this.#record)) return false;
    for (const step of plan.items) this.#itemStep(step, base, count);
    return true;
  }

  #systemStep(step: SystemStep, base: number, count: number): void {
    const { field, single } = step;
    const index = base + single;
    const hasValue = single >= 0 && single < count && this.#sizeAt(index) > 0;
    const type = hasValue ? this.#typeAt(index) : VALUE_TYPE.null;
    if (field === undefined) {
      if (type === VALUE_TYPE.binXml) this.#nested(index, SYSTEM);
      return;
    }
    const record = this.#record;
    switch (field) {
      case "time":
        if (type === VALUE_TYPE.fileTime && this.#sizeAt(index) === 8) {
          const at = this.#startAt(index);
          const low = this.#view.getUint32(at, true);
          const high = this.#view.getUint32(at + 4, true);
          record.timeMs = fileTimeMs(low, high);
          record.timeTicks = fileTimeTicks(low, high);
        } else this.#timeText(this.#text(step, base, count));
        break;
      case "activityId":
      case "relatedActivityId":
        if (type === VALUE_TYPE.guid && this.#sizeAt(index) === 16) {
          record[field] = this.#texts.plainGuid(this.#view, this.#startAt(index));
        } else {
          const text = this.#text(step, base, count);
          if (text !== undefined && text !== "") record[field] = text.replaceAll(/[{}]/g, "").toLowerCase();
        }
        break;
      case "provider":
      case "channel":
      case "computer":
        record[field] = this.#text(step, base, count) ?? "";
        break;
      case "userId":
      case "keywords": {
        const text = this.#text(step, base, count);
        if (text !== undefined && text !== "") record[field] = text;
        break;
      }
      default: {
        const value = hasValue ? this.#number(index, type) : undefined;
        const told = value ?? Number(this.#text(step, base, count) ?? Number.NaN);
        if (Number.isFinite(told)) record[field] = told;
      }
    }
  }

  #timeText(text: string | undefined): void {
    const time = text === undefined ? undefined : parseIsoTime(text);
    if (time === undefined) return;
    this.#record.timeMs = time.timeMs;
    this.#record.timeTicks = time.timeTicks;
  }

  #startAt(index: number): number {
    return this.#instances.starts[index] ?? 0;
  }

  #sizeAt(index: number): number {
    return this.#instances.sizes[index] ?? 0;
  }

  #typeAt(index: number): number {
    return this.#instances.types[index] ?? 0;
  }

  /** An unsigned number of up to 64 bits; undefined for other types. */
  #number(index: number, type: number): number | undefined {
    const at = this.#startAt(index);
    const size = this.#sizeAt(index);
    if (type === VALUE_TYPE.uint16 && size === 2) return this.#view.getUint16(at, true);
    if (type === VALUE_TYPE.uint8 && size === 1) return this.#view.getUint8(at);
    if (type === VALUE_TYPE.uint32 && size === 4) return this.#view.getUint32(at, true);
    if (type === VALUE_TYPE.uint64 && size === 8) {
      return this.#view.getUint32(at + 4, true) * 0x1_0000_0000 + this.#view.getUint32(at, true);
    }
    return undefined;
  }

  #nested(index: number, place: Place): void {
    const from = this.#startAt(index);
    const size = this.#sizeAt(index);
    this.#budget.spend(size);
    this.#fragment(from, from + size, place);
  }

  /** The text of one value; undefined without one. */
  #valueText(index: number, type: number): string | undefined {
    const size = this.#sizeAt(index);
    if (size === 0 || type === VALUE_TYPE.null) return undefined;
    const from = this.#startAt(index);
    const text =
      (type & ARRAY) === 0
        ? this.#texts.scalar(this.#view, from, size, type)
        : this.#texts.items(this.#view, from, size, type).join(", ");
    this.#budget.spend(size);
    return text;
  }

  #text(source: Source, base: number, count: number): string | undefined {
    if (source.literal !== undefined) return source.literal;
    if (source.single >= 0) {
      const index = base + source.single;
      return source.single < count ? this.#valueText(index, this.#typeAt(index)) : undefined;
    }
    return this.#joined(source.parts, base, count);
  }

  /** Undefined when all parts are values and none of them is there. */
  #joined(parts: readonly Part[], base: number, count: number): string | undefined {
    let whole: string | undefined;
    for (const part of parts) {
      this.#budget.spend(1);
      let text: string | undefined;
      if (part.kind === "text") text = part.text;
      else if (part.index < count) text = this.#valueText(base + part.index, this.#typeAt(base + part.index));
      if (text !== undefined) whole = (whole ?? "") + text;
    }
    return whole;
  }

  #isNested(part: Part, base: number, count: number): part is Extract<Part, { kind: "substitution" }> {
    if (part.kind === "text" || part.index >= count) return false;
    return this.#typeAt(base + part.index) === VALUE_TYPE.binXml && this.#sizeAt(base + part.index) > 0;
  }

  /** Nested elements beside text or beside one another; false when there are none. */
  #mixed(step: ItemStep, name: string, base: number, count: number): boolean {
    if (!step.parts.some((part) => this.#isNested(part, base, count))) return false;
    for (const part of step.parts) {
      this.#budget.spend(1);
      if (this.#isNested(part, base, count)) this.#nested(base + part.index, step.place);
      else {
        const text = this.#joined([part], base, count);
        if (text !== undefined && text.trim() !== "") this.#values.push({ name, text });
      }
    }
    return true;
  }

  #itemStep(step: ItemStep, base: number, count: number): void {
    const { single } = step;
    const name = step.name ?? this.#joined(step.nameParts, base, count) ?? "";
    if (single < 0) {
      if (step.parts.length > 1 && this.#mixed(step, name, base, count)) return;
      const text = step.elementsOnly ? undefined : this.#text(step, base, count);
      if (text !== undefined) this.#values.push({ name, text });
      return;
    }
    if (single >= count) return;
    const index = base + single;
    const size = this.#sizeAt(index);
    const type = this.#typeAt(index);
    if (size === 0 || type === VALUE_TYPE.null) return;
    if (type === VALUE_TYPE.binXml) {
      this.#nested(index, step.place);
      return;
    }
    if (step.elementsOnly) return;
    this.#budget.spend(size);
    const from = this.#startAt(index);
    if ((type & ARRAY) === 0) {
      const text = this.#texts.scalar(this.#view, from, size, type);
      this.#values.push({ name, text });
      return;
    }
    for (const text of this.#texts.items(this.#view, from, size, type)) {
      this.#values.push({ name, text });
    }
  }
}
