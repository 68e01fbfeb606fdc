import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DEFAULT_DESK_SETTINGS } from "./desk-settings.ts";

/** docs/incidents.md with its lines joined, so that a sentence is found wherever it was broken. */
const page = readFileSync(new URL("../../../../docs/incidents.md", import.meta.url), "utf8").replaceAll(/\s+/g, " ");

describe("DEFAULT_DESK_SETTINGS", () => {
  it("are the numbers of docs/incidents.md", () => {
    const { closeAfterMs, reopenWithinMs, widenFrom, widenShare, widenWithinMs } = DEFAULT_DESK_SETTINGS;
    expect(page).toContain(`when all its hosts were well for ${closeAfterMs / 1000} s.`);
    expect(page).toContain(`comes again within ${reopenWithinMs / 60_000} minutes after closing`);
    expect(page).toContain(`As soon as ${widenFrom} hosts of one gateway`);
    expect(page).toContain(`with one fault within ${widenWithinMs / 60_000} minutes, and they are at least half`);
    expect(widenShare).toBe(0.5);
  });
});
