import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe } from "vitest";
import { openStore } from "../../../src/io/store/index.ts";
import { storeContract } from "../../lab/store-contract.ts";

describe("the store on SQLite", () => {
  const folder = mkdtempSync(join(tmpdir(), "rdpulse-store-"));
  storeContract(async () => openStore({ folder, isServer: true }));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
});
