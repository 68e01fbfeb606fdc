import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  BAND_FLOORS,
  DEFAULT_HEALTH_WEIGHTS,
  HEALTH_CAPS,
  HEALTH_RULES,
  HEALTH_TERMS,
  LEAST_CHECKS,
  OLDEST_FACTS_DAYS,
  OLDEST_LOAD_MINUTES,
  ROLLED_UP,
} from "../../../src/core/reliability/index.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/health-score.md"), "utf8");
const plain = page.replaceAll(/\s+/g, " ");
const rows = page
  .split("\n")
  .filter((line) => line.startsWith("| ") && line.includes("`"))
  .map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

describe("docs/health-score.md", () => {
  it("has every rule and every cap with its numbers, and no other", () => {
    const corners = HEALTH_RULES.map(({ curve, table }) =>
      (curve ?? Object.entries(table ?? {})).map(([value, points]) => `${value} → ${points}`).join(", "),
    );
    expect(rows).toEqual([
      ...HEALTH_RULES.map(({ title, fact, unit, share, why }, at) => [
        title.en,
        `\`${fact}\``,
        unit,
        `${share}`,
        corners[at],
        why,
      ]),
      ...HEALTH_CAPS.map(({ because, id, at }) => [because.en, `\`${id}\``, `${at}`]),
    ]);
  });

  it("has the weights, the bands and the limits", () => {
    expect(plain).toContain(
      `H = ${HEALTH_TERMS.map((term) => `${DEFAULT_HEALTH_WEIGHTS[term].toFixed(2)} ${term}`).join(" + ")}`,
    );
    const { good, fair, poor } = BAND_FLOORS;
    for (const part of [
      `good from ${good}, fair from ${fair}, poor from ${poor}, else bad`,
      `fewer than ${LEAST_CHECKS} are "too few checks"`,
      `not reached for ${OLDEST_FACTS_DAYS} days`,
      `at most ${OLDEST_LOAD_MINUTES} minutes ago`,
      `(${ROLLED_UP.map((fact) => `\`${fact}\``).join(", ")})`,
      ...HEALTH_TERMS.map((term) => `${term}: ${DEFAULT_HEALTH_WEIGHTS[term]}`),
    ]) {
      expect(plain).toContain(part);
    }
  });
});
