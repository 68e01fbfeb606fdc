// The contract of the store on a real PostgreSQL.
import { beforeAll, describe } from "vitest";
import { lacks, openLab, postgresql } from "../../lab/index.ts";
import type { Lab, PostgresqlServer } from "../../lab/index.ts";
import { openStore } from "../../src/io/store/index.ts";
import { storeContract } from "./store-contract.ts";

const lacking = lacks({ packages: ["database"] });

describe.skipIf(lacking !== "")(`the store on PostgreSQL${lacking}`, () => {
  let lab: Lab;
  let server: PostgresqlServer;
  beforeAll(async () => {
    lab = openLab();
    server = await postgresql(lab);
    return async () => lab.close();
  });
  storeContract(async () => openStore({ folder: lab.makeFolder("store"), url: server.url, isServer: true }));
});
