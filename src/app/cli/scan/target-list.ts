import { createReadStream } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { targetLabel } from "../../../core/contract/index.ts";
import { printable } from "../../../core/texts/index.ts";
import { errnoOf, OperationError, usage } from "../operation-error.ts";
import { parseTarget, readTarget, type Target } from "../target.ts";
import { MOST_TARGETS, parseAddressRange } from "./address-range.ts";

/** A line that names no target; the others go on. */
export interface BadLine {
  /** `FILE:LINE`, or "" for an operand. */
  readonly place: string;
  readonly error: OperationError;
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
  #duplicates = 0;

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
      if (error instanceof OperationError) throw error;
      throw usage("error.unreadable-file", { file: printable(path, 120), reason: errnoOf(error) ?? String(error) });
    } finally {
      stream.destroy();
    }
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
      const range = parseAddressRange(text);
      if (range !== undefined) {
        for (const label of range.labels()) this.#addLabel(label);
        return;
      }
      const isFile = /\.rdp$/i.test(text);
      const target = await readTarget(isFile && !isAbsolute(text) ? join(directory, text) : text);
      const label = targetLabel(target);
      if (this.#addLabel(label) && label !== target.input) this.#special.set(label, target);
    } catch (error) {
      if (!(error instanceof OperationError)) throw error;
      if (error.text === "error.too-many-targets") throw error;
      this.bad.push({ place, error });
    }
  }

  #addLabel(label: string): boolean {
    if (this.#labels.has(label)) {
      this.#duplicates++;
      return false;
    }
    if (this.#labels.size >= MOST_TARGETS) {
      throw usage("error.too-many-targets", { value: label, count: `> ${MOST_TARGETS}`, most: MOST_TARGETS });
    }
    this.#labels.add(label);
    return true;
  }
}
