import { createReadStream } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { targetLabel } from "../../core/contract/index.ts";
import { addressRange } from "../../core/discovery/index.ts";
import { printable } from "../../core/texts/index.ts";
import { BadTarget, reasonOf } from "./bad-target.ts";
import { parseTarget, readTarget, type Target } from "./target.ts";

/** More than this is never meant: it is a /12, or a mistyped prefix. */
export const MOST_TARGETS = 1_048_576;

/** A line that names no target; the others go on. */
export interface BadLine {
  /** `FILE:LINE`, or "" for an operand. */
  readonly place: string;
  readonly error: BadTarget;
}

/** First words of a table's header, as inventories export them. */
const HEADER =
  /^(?:host|host ?name|fqdn|name|target|address|ip|ip ?address|computer|computer ?name|dns ?host ?name|server)$/i;

/** Every target once, in the order given; a label of a few bytes each, so that a million fit into memory. */
export class TargetList {
  readonly #labels = new Set<string>();
  /** Targets that are more than their label: a `.rdp` file's gateway, a name as it was written. */
  readonly #special = new Map<string, Target>();
  readonly bad: BadLine[] = [];
  readonly #most: number;
  #duplicates = 0;

  constructor(most: number = MOST_TARGETS) {
    this.#most = most;
  }

  get size(): number {
    return this.#labels.size;
  }

  get duplicates(): number {
    return this.#duplicates;
  }

  labels(): IterableIterator<string> {
    return this.#labels.values();
  }

  target(label: string): Target {
    return this.#special.get(label) ?? parseTarget(label);
  }

  /** Takes one operand: a target, a range, `@FILE`, or `-` for stdin. */
  async addOperand(operand: string, stdin: Readable): Promise<void> {
    if (operand === "-") return this.#addLines(stdin, "stdin", ".");
    if (operand.startsWith("@")) return this.addFile(operand.slice(1));
    return this.#addText(operand, "", ".");
  }

  /** Takes a file: one target a line, or a table whose first column names them; `#` begins a comment. */
  async addFile(path: string): Promise<void> {
    const stream = createReadStream(path);
    try {
      await this.#addLines(stream, path, dirname(path));
    } catch (error) {
      if (error instanceof BadTarget) throw error;
      throw new BadTarget("error.unreadable-file", { file: printable(path, 120), reason: reasonOf(error) });
    } finally {
      stream.destroy();
    }
  }

  /** Takes a target or a range, never a file; one that is malformed is among the bad lines. */
  addText(text: string): void {
    try {
      if (!this.#addRange(text)) this.#addTarget(parseTarget(text));
    } catch (error) {
      this.#tell("", error);
    }
  }

  /** Takes one `.rdp` file. Rejects with BadTarget where it is none. */
  async addRdpFile(path: string): Promise<void> {
    this.#addTarget(await readTarget(path));
  }

  async #addLines(stream: Readable, source: string, directory: string): Promise<void> {
    let number = 0;
    for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      number++;
      const text = line.replace(/^\ufeff/, "").trim();
      if (text === "" || text.startsWith("#")) continue;
      const [first = "", ...columns] = text.split(/[,;\t]/);
      const name = first.trim().replaceAll(/^"|"$/g, "");
      const isHeader = number === 1 && HEADER.test(name) && (columns.length > 0 || /\.csv$/i.test(source));
      if (name === "" || isHeader) continue;
      await this.#addText(name, `${printable(source, 80)}:${number}`, directory);
    }
  }

  async #addText(text: string, place: string, directory: string): Promise<void> {
    try {
      if (this.#addRange(text)) return;
      const isFile = /\.rdp$/i.test(text);
      this.#addTarget(await readTarget(isFile && !isAbsolute(text) ? join(directory, text) : text));
    } catch (error) {
      this.#tell(place, error);
    }
  }

  /** false when the text is no range. */
  #addRange(text: string): boolean {
    const range = addressRange(text);
    if (range === undefined) return false;
    if (range === "bad") throw new BadTarget("error.bad-range", { value: text });
    if (range.count > BigInt(this.#most)) throw this.#tooMany(text, String(range.count));
    for (const host of range.addresses()) {
      this.#addLabel(host.includes(":") ? `[${host}]:${range.port}` : `${host}:${range.port}`);
    }
    return true;
  }

  #addTarget(target: Target): void {
    const label = targetLabel(target);
    if (this.#addLabel(label) && label !== target.input) this.#special.set(label, target);
  }

  /** A line that names no target stops nothing; too many targets do. */
  #tell(place: string, error: unknown): void {
    if (!(error instanceof BadTarget) || error.text === "error.too-many-targets") throw error;
    this.bad.push({ place, error });
  }

  #addLabel(label: string): boolean {
    if (this.#labels.has(label)) {
      this.#duplicates++;
      return false;
    }
    if (this.#labels.size >= this.#most) throw this.#tooMany(label, `> ${this.#most}`);
    this.#labels.add(label);
    return true;
  }

  #tooMany(value: string, count: string): BadTarget {
    return new BadTarget("error.too-many-targets", { value, count, most: this.#most });
  }
}
