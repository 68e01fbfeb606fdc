import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe } from "vitest";
import { openStore } from "../../../src/io/store/index.ts";
import { resultsContract } from "../../lab/store-results-contract.ts";

describe("results on SQLite", () => {
  const folder = mkdtempSync(join(tmpdir(), "rdpulse-results-"));
  resultsContract(async () => openStore({ folder }));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
});
