import type { Bulk, Database, Queries, SqlRow, SqlValue } from "./database/database.ts";
import { StoreFailure } from "./store-failure.ts";
import type { StoreTrouble } from "./store-failure.ts";

/** What a person does next; a message that has no better advice ends with it. */
const NEXT_STEPS: Readonly<Partial<Record<StoreTrouble, string>>> = {
  full: "make room on that disk; what was acknowledged is kept, and work goes on by itself",
  corrupt: "stop RDPulse and restore a backup with: rdpulse restore FILE",
  locked: "another program holds it; end that one, or try again",
  gone: "see that the server runs and can be reached; RDPulse connects again by itself",
  unusable: "look at the owner and the mode of the folder, or at the account of the database",
};

/** The failure with the next step in its sentence, once. */
export function advised(error: unknown): unknown {
  if (!(error instanceof StoreFailure) || error.message.includes("; ")) return error;
  const step = NEXT_STEPS[error.trouble];
  return step === undefined
    ? error
    : new StoreFailure(error.trouble, `${error.message}; ${step}`, error.cause ?? error);
}

/** The same database, whose failures say what to do next. */
export class AdvisedDatabase implements Database {
  readonly dialect: Database["dialect"];
  readonly #inner: Database;

  constructor(inner: Database) {
    this.#inner = inner;
    this.dialect = inner.dialect;
  }

  async all(sql: string, parameters?: readonly SqlValue[]): Promise<readonly SqlRow[]> {
    return told(this.#inner.all(sql, parameters));
  }

  async run(sql: string, parameters?: readonly SqlValue[]): Promise<number> {
    return told(this.#inner.run(sql, parameters));
  }

  async bulk(bulk: Bulk): Promise<readonly SqlRow[]> {
    return told(this.#inner.bulk(bulk));
  }

  async read(sql: string, parameters?: readonly SqlValue[]): Promise<readonly SqlRow[]> {
    return told(this.#inner.read(sql, parameters));
  }

  async transaction<Result>(work: (queries: Queries) => Promise<Result>): Promise<Result> {
    return told(this.#inner.transaction(work));
  }

  async close(): Promise<void> {
    await this.#inner.close();
  }
}

async function told<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    throw advised(error);
  }
}
