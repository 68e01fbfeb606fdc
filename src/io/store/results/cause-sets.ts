import type { CheckRow, RowCause } from "../../../core/fleet/index.ts";
import type { Database } from "../database/database.ts";
import { StoreFailure } from "../store-failure.ts";
import { integerIn, textIn } from "../state/columns.ts";
import { decoded } from "./decoded.ts";
import { keyList, keyParameter } from "./key-list.ts";
import type { Reader } from "./period-tables.ts";
import type { StoredCheck } from "./result-layout.ts";

/** What is above is forgotten and looked up again. */
const REMEMBERED = 5000;

export type CauseNumbers = (causes: readonly RowCause[]) => number;

/**
 * The causes of a row as a number: the same few sets come again and again. They are written before the batch that needs
 * them; one that is left over when the batch fails does no harm, and none is ever removed.
 */
export class CauseSets {
  readonly #database: Database;
  readonly #ids = new Map<string, number>();
  readonly #sets = new Map<number, readonly RowCause[]>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** Gives the number of the causes of each of these rows. */
  async learn(rows: readonly CheckRow[]): Promise<CauseNumbers> {
    const texts = new Set(rows.filter(({ causes }) => causes.length > 0).map(({ causes }) => textOf(causes)));
    const numbers = new Map<string, number>();
    for (const text of texts) {
      const id = this.#ids.get(text);
      if (id !== undefined) numbers.set(text, id);
    }
    const fresh = [...texts].filter((text) => !numbers.has(text)).toSorted();
    if (fresh.length > 0) {
      await this.#database.bulk({
        table: "cause_set",
        columns: ["causes"],
        rows: fresh.map((text) => [text]),
        onConflict: "ON CONFLICT DO NOTHING",
      });
      const found = await this.#database.all(
        `SELECT c.id, c.causes FROM ${keyList(this.#database.dialect, ["causes_key"])} k
         JOIN cause_set c ON c.causes = k.causes_key`,
        [keyParameter(fresh.map((text) => [text]))],
      );
      if (this.#ids.size > REMEMBERED) this.#ids.clear();
      for (const row of found) {
        numbers.set(textIn(row, "causes"), integerIn(row, "id"));
        this.#ids.set(textIn(row, "causes"), integerIn(row, "id"));
      }
    }
    return (causes) => {
      const id = causes.length === 0 ? 0 : numbers.get(textOf(causes));
      if (id === undefined) throw new StoreFailure("bug", "a set of causes has no number");
      return id;
    };
  }

  /** Rows with the causes that their numbers stand for. */
  async rowsOf(reader: Reader, stored: readonly StoredCheck[]): Promise<readonly CheckRow[]> {
    const sets = new Map<number, readonly RowCause[]>([[0, []]]);
    const missing = new Set<number>();
    for (const { causeSet: id } of stored) {
      const known = this.#sets.get(id);
      if (known !== undefined) sets.set(id, known);
      else if (id !== 0) missing.add(id);
    }
    if (missing.size > 0) {
      const found = await reader.all(
        `SELECT c.id, c.causes FROM ${keyList(this.#database.dialect, ["id"])} k JOIN cause_set c ON c.id = k.id`,
        [keyParameter([...missing].map((id) => [id]))],
      );
      if (this.#sets.size > REMEMBERED) this.#sets.clear();
      for (const row of found) {
        const causes = setOf(textIn(row, "causes"));
        sets.set(integerIn(row, "id"), causes);
        this.#sets.set(integerIn(row, "id"), causes);
      }
    }
    return stored.map(({ row, causeSet }) => ({ ...row, causes: sets.get(causeSet) ?? [] }));
  }
}

function textOf(causes: readonly RowCause[]): string {
  return JSON.stringify(
    causes.map(({ id, variant, effect, confidence }) => ({
      id,
      ...(variant === undefined ? {} : { variant }),
      effect,
      confidence,
    })),
  );
}

/** JSON that `textOf` wrote. */
function setOf(text: string): readonly RowCause[] {
  return decoded("causes of a check", () => JSON.parse(text));
}
