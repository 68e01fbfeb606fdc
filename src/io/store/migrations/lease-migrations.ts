import { wordsOf } from "../state/dialect.ts";
import type { Migration } from "./migrate.ts";

/** Leases live beside the results, so that a result and the right to write it are looked at in one transaction. */
export const LEASE_MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    statements: (dialect) => [
      `CREATE TABLE lease (
        name TEXT PRIMARY KEY,
        owner TEXT NOT NULL,
        epoch ${wordsOf(dialect).bigint} NOT NULL,
        until_ms ${wordsOf(dialect).bigint} NOT NULL
      )`,
    ],
  },
];
