import { readFileSync, statSync } from "node:fs";
import type { LogonOutcome } from "../../core/policy/index.ts";
import { errnoOf, LocalFailure } from "./local-failure.ts";
import { underLock } from "./lock-file.ts";
import { replaceFile } from "./replace-file.ts";

const VERSION = 1;
/** Far above what the bounds on entries allow. */
const MOST_BYTES = 8 * 1024 * 1024;

export interface KeptAttempt {
  /** As `accountKey` names it. */
  readonly account: string;
  readonly outcome: LogonOutcome;
  readonly atMs: number;
}

export interface KnownKey {
  readonly hostPort: string;
  readonly sha256: string;
}

/** One entry of a file, or undefined where it is none. */
type ReadEntry<Entry> = (entry: Readonly<Record<string, unknown>>) => Entry | undefined;

export const readAttempts: ReadEntry<KeptAttempt> = ({ account, outcome, at }) => {
  if (typeof account !== "string" || typeof at !== "string" || Number.isNaN(Date.parse(at))) return undefined;
  if (outcome !== "accepted" && outcome !== "refused" && outcome !== "denied") return undefined;
  return { account, outcome, atMs: Date.parse(at) };
};

export const readKeys: ReadEntry<KnownKey> = ({ hostPort, sha256 }) => {
  if (typeof hostPort !== "string" || typeof sha256 !== "string" || !/^[0-9a-f]{64}$/.test(sha256)) return undefined;
  return { hostPort, sha256 };
};

/** A list in a JSON file, `{schema: "NAME/1", LIST: [...]}`: read whole, changed under a lock, replaced whole. */
export class StateFile<Entry extends object> {
  readonly #path: string;
  readonly #schemaName: string;
  readonly #list: string;
  readonly #readEntry: ReadEntry<Entry>;

  constructor(path: string, schemaName: string, list: string, readEntry: ReadEntry<Entry>) {
    this.#path = path;
    this.#schemaName = schemaName;
    this.#list = list;
    this.#readEntry = readEntry;
  }

  /** All entries; none where there is no file. Throws LocalFailure when it is damaged, newer or unreadable. */
  read(): readonly Entry[] {
    const text = this.#text();
    if (text === undefined) return [];
    let content: unknown;
    try {
      content = JSON.parse(text);
    } catch {
      // The parser's words quote what the file holds; that it is no JSON says enough.
      throw this.#damaged("not JSON");
    }
    if (!isObject(content)) throw this.#damaged("not an object");
    this.#checkSchema(content["schema"]);
    const entries = content[this.#list];
    if (!Array.isArray(entries)) throw this.#damaged(`no list "${this.#list}"`);
    return entries.map((entry: unknown, index) => {
      const read = isObject(entry) ? this.#readEntry(entry) : undefined;
      if (read === undefined) throw this.#damaged(`entry ${index + 1}`);
      return read;
    });
  }

  /** Reads, changes and writes while no other process does. Rejects as `read` throws; the file is then as before. */
  async change(to: (entries: readonly Entry[]) => readonly Entry[]): Promise<void> {
    await underLock(`${this.#path}.lock`, async () => {
      const entries = to(this.read()).map((entry) => this.#written(entry));
      const text = `${JSON.stringify({ schema: `${this.#schemaName}/${VERSION}`, [this.#list]: entries }, null, 1)}\n`;
      try {
        await replaceFile(this.#path, `${this.#path}.new`, text);
      } catch (error) {
        throw this.#failed("state.file-unwritable", error);
      }
    });
  }

  /** Times as people read them. */
  #written(entry: Entry): object {
    return Object.fromEntries(
      Object.entries(entry).map(([name, value]) =>
        name === "atMs" && typeof value === "number" ? ["at", new Date(value).toISOString()] : [name, value],
      ),
    );
  }

  #text(): string | undefined {
    try {
      if (statSync(this.#path).size > MOST_BYTES) throw this.#damaged(`more than ${MOST_BYTES} bytes`);
      return readFileSync(this.#path, "utf8");
    } catch (error) {
      if (error instanceof LocalFailure) throw error;
      if (errnoOf(error) === "ENOENT") return undefined;
      throw this.#failed("state.folder-unusable", error);
    }
  }

  #checkSchema(schema: unknown): void {
    const [, name, version] = typeof schema === "string" ? (/^(.+)\/(\d{1,6})$/.exec(schema) ?? []) : [];
    if (name !== this.#schemaName) throw this.#damaged("schema");
    if (Number(version) === VERSION) return;
    throw new LocalFailure("operator", "state.file-newer", { path: this.#path, schema: `${name}/${version}` });
  }

  #damaged(reason: string): LocalFailure {
    return new LocalFailure("environment", "state.file-damaged", { path: this.#path, reason });
  }

  #failed(text: "state.file-unwritable" | "state.folder-unusable", error: unknown): LocalFailure {
    return new LocalFailure("environment", text, { path: this.#path, errno: errnoOf(error) }, error);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
