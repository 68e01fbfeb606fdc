import { createHash } from "node:crypto";
import { ARCHIVE_BEGINS, ARCHIVE_ENDS } from "./windows-bootstrap.ts";

export type ArmourFault = "no-archive" | "cut-off" | "not-base64" | "damaged";

/** A line of the bootstrap holds 76,000 characters; a profile that prints longer ones is none of ours. */
const LINE_MOST = 200_000;

/**
 * Takes the archive out of the text that the Windows bootstrap prints: lines of base64 between two marks, the second with the
 * SHA-256 of the whole. Bytes go to `sink` as they come.
 */
export class ArmouredArchive {
  readonly #sink: (bytes: Uint8Array) => void;
  readonly #hash = createHash("sha256");
  #line = "";
  #state: "before" | "inside" | "after" = "before";
  #fault: ArmourFault | undefined;
  #expected = "";

  constructor(sink: (bytes: Uint8Array) => void) {
    this.#sink = sink;
  }

  add(text: string): void {
    if (this.#fault !== undefined || this.#state === "after") return;
    const lines = (this.#line + text).split(/\r?\n/);
    this.#line = lines.pop() ?? "";
    for (const line of lines) this.#take(line);
    if (this.#line.length <= LINE_MOST) return;
    if (this.#state === "inside") this.#fault = "not-base64";
    this.#line = this.#line.slice(-ARCHIVE_BEGINS.length);
  }

  /** undefined: the archive is whole. */
  end(): ArmourFault | undefined {
    if (this.#line !== "") this.#take(this.#line);
    this.#line = "";
    if (this.#fault !== undefined) return this.#fault;
    if (this.#state === "before") return "no-archive";
    if (this.#state === "inside") return "cut-off";
    return this.#hash.digest("hex") === this.#expected ? undefined : "damaged";
  }

  #take(line: string): void {
    const text = line.trim();
    if (this.#state === "before") {
      if (text.endsWith(ARCHIVE_BEGINS)) this.#state = "inside";
    } else if (this.#state === "inside") {
      if (text.startsWith(ARCHIVE_ENDS)) {
        this.#expected = text.slice(ARCHIVE_ENDS.length).trim().toLowerCase();
        this.#state = "after";
      } else if (/^[A-Za-z0-9+/]*={0,2}$/.test(text)) {
        const bytes = Buffer.from(text, "base64");
        this.#hash.update(bytes);
        this.#sink(bytes);
      } else this.#fault = "not-base64";
    }
  }
}
