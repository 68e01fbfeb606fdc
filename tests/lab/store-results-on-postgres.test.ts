// The contract of the results on a real PostgreSQL, two processes' connections on one database.
import { beforeAll, describe } from "vitest";
import { needs, openLab, postgresql } from "../../lab/index.ts";
import type { Lab, PostgresqlServer } from "../../lab/index.ts";
import { openStore } from "../../src/io/store/index.ts";
import { resultsContract } from "./store-results-contract.ts";

describe("results on PostgreSQL", () => {
  let lab: Lab;
  let server: PostgresqlServer;
  beforeAll(async () => {
    needs(
      (reason) => {
        throw new Error(reason);
      },
      { packages: ["database"] },
    );
    lab = openLab();
    server = await postgresql(lab);
    return async () => lab.close();
  });
  resultsContract(async () => openStore({ folder: lab.makeFolder("store"), url: server.url }));
});
