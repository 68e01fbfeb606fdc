import type { Bulk, Database, Queries, SqlRow, SqlValue } from "./database/database.ts";
import { StoreFailure } from "./store-failure.ts";
import type { StoreTrouble } from "./store-failure.ts";

/** What a person does next; a message that has no better advice ends with it. */
const NEXT_STEPS: Readonly<Partial<Record<StoreTrouble, string>>> = {
  full: "make room on that disk; what was acknowledged is kept, and work goes on by itself",
  corrupt: "stop RDPulse and restore a backup with: rdpulse restore FILE --force",
  locked: "another program holds it; end that one, or try again",
  gone: "see that the server runs and can be reached; RDPulse connects again by itself",
  unusable: "look at the owner and the mode of the folder, or at the account of the database",
};

/** Results can be done without: the server itself helps. */
const RESULTS_STEPS: typeof NEXT_STEPS = {
  ...NEXT_STEPS,
  corrupt:
    "start RDPulse anew: it sets this file aside and begins another one; or restore a backup with: rdpulse restore FILE --force",
};

/** The failure with the next step in its sentence, once. */
export function advised(error: unknown, steps: typeof NEXT_STEPS = NEXT_STEPS): unknown {
  if (!(error instanceof StoreFailure) || error.message.includes("; ")) return error;
  const step = steps[error.trouble];
  return step === undefined
    ? error
    : new StoreFailure(error.trouble, `${error.message}; ${step}`, error.cause ?? error);
}

/** The same database, whose failures say what to do next. */
export class AdvisedDatabase implements Database {
  readonly dialect: Database["dialect"];
  readonly #inner: Database;
  readonly #steps: typeof NEXT_STEPS;
  readonly #onCorrupt: () => void;

  constructor(inner: Database, options: { readonly isResults?: boolean; readonly onCorrupt?: () => void } = {}) {
    this.#inner = inner;
    this.#steps = options.isResults === true ? RESULTS_STEPS : NEXT_STEPS;
    this.#onCorrupt = options.onCorrupt ?? (() => undefined);
    this.dialect = inner.dialect;
  }

  async all(sql: string, parameters?: readonly SqlValue[]): Promise<readonly SqlRow[]> {
    return this.#told(this.#inner.all(sql, parameters));
  }

  async run(sql: string, parameters?: readonly SqlValue[]): Promise<number> {
    return this.#told(this.#inner.run(sql, parameters));
  }

  async bulk(bulk: Bulk): Promise<readonly SqlRow[]> {
    return this.#told(this.#inner.bulk(bulk));
  }

  async read(sql: string, parameters?: readonly SqlValue[]): Promise<readonly SqlRow[]> {
    return this.#told(this.#inner.read(sql, parameters));
  }

  async transaction<Result>(work: (queries: Queries) => Promise<Result>): Promise<Result> {
    return this.#told(this.#inner.transaction(work));
  }

  async close(): Promise<void> {
    await this.#inner.close();
  }

  async #told<Result>(work: Promise<Result>): Promise<Result> {
    try {
      return await work;
    } catch (error) {
      if (error instanceof StoreFailure && error.trouble === "corrupt") this.#onCorrupt();
      throw advised(error, this.#steps);
    }
  }
}
