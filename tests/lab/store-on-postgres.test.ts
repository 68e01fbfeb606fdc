// The contract of the store on a real PostgreSQL.
import { beforeAll, describe } from "vitest";
import { needs, openLab, postgresql } from "../../lab/index.ts";
import type { Lab, PostgresqlServer } from "../../lab/index.ts";
import { openStore } from "../../src/io/store/index.ts";
import { storeContract } from "./store-contract.ts";

let missing = "";
needs((reason) => (missing = `: ${reason}`), { packages: ["database"] });

describe.skipIf(missing !== "")(`the store on PostgreSQL${missing}`, () => {
  let lab: Lab;
  let server: PostgresqlServer;
  beforeAll(async () => {
    lab = openLab();
    server = await postgresql(lab);
    return async () => lab.close();
  });
  storeContract(async () => openStore({ folder: lab.makeFolder("store"), url: server.url, isServer: true }));
});
