// Other monitors read our metrics by name. What is held here: every name in every file for them exists, and the page of
// metrics says what is exposed.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { METRIC_FAMILIES } from "../../../src/core/exposition/index.ts";
import { SERIES_NAMES, unknownNames } from "./metric-names.ts";

function text(path: string): string {
  return readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
}

/** Every object in plain data, however deep. */
function* objectsIn(value: unknown): Generator<Readonly<Record<string, unknown>>> {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) yield Object.fromEntries(Object.entries(value));
  for (const part of Object.values(value)) yield* objectsIn(part);
}

function strings(value: unknown, key: string): readonly string[] {
  return [...objectsIn(value)].map((each) => each[key]).filter((found) => typeof found === "string");
}

describe("docs/metrics.md", () => {
  it("has one row for each family, in the order in which they are exposed", () => {
    const rows = [...text("docs/metrics.md").matchAll(/^\| `([a-z_]+)`\s*\| (\w+)\s*\| (.*?)\s*\| (.*?)\s*\|$/gm)];
    const told = rows.map(([, name, type, , help]) => ({ name, type, help }));
    expect(told).toEqual(
      METRIC_FAMILIES.map(({ name, type, help }) => ({
        name: type === "counter" ? `${name}_total` : name,
        type,
        help,
      })),
    );
  });
});

describe("the alert rules", () => {
  const rules: unknown = parse(text("deploy/prometheus/rdpulse-alerts.yml"));

  it("ask for metrics that there are", () => {
    const expressions = strings(rules, "expr");
    expect(expressions.length).toBeGreaterThan(15);
    expect(expressions.flatMap(unknownNames)).toEqual([]);
  });

  it("speak both languages", () => {
    const annotations = [...objectsIn(rules)].filter((each) => "summary" in each);
    expect(annotations.length).toBeGreaterThan(15);
    expect(annotations.filter((each) => !/\p{Script=Han}/u.test(String(each["summary_zh"])))).toEqual([]);
  });
});

describe("the Grafana dashboard", () => {
  const dashboard: unknown = JSON.parse(text("deploy/grafana/rdpulse-dashboard.json"));

  it("asks for metrics that there are", () => {
    const expressions = [...strings(dashboard, "expr"), ...strings(dashboard, "definition")];
    expect(expressions.length).toBeGreaterThan(20);
    expect(expressions.flatMap(unknownNames)).toEqual([]);
  });

  it("asks the data source that is chosen, in panels that do not overlap", () => {
    const sources = new Set([...objectsIn(dashboard)].flatMap((each) => strings([each["datasource"]], "uid")));
    expect([...sources]).toEqual(["${datasource}"]);
    const places = [...objectsIn(dashboard)].map((each) => each["gridPos"]).filter((at) => at !== undefined);
    const cells = places.flatMap((at) => cellsOf(JSON.stringify(at)));
    expect(new Set(cells).size).toBe(cells.length);
    expect(cells.every((cell) => Number(cell.split(",")[0]) < 24)).toBe(true);
  });

  it("shows every family but those that a table of hosts would repeat", () => {
    const all = strings(dashboard, "expr").join("\n");
    const hidden = [...SERIES_NAMES].filter((name) => !name.endsWith("_sum") && !name.endsWith("_count"));
    expect(hidden.filter((name) => !all.includes(name))).toEqual([
      "probe_success",
      "probe_dns_lookup_time_seconds",
      "rdpulse_last_check_timestamp_seconds",
      "rdpulse_host_info",
      "rdpulse_checks_running",
      "rdpulse_build_info",
    ]);
  });
});

function cellsOf(place: string): readonly string[] {
  const { x, y, w, h }: Readonly<Record<"x" | "y" | "w" | "h", number>> = JSON.parse(place);
  const columns = Array.from({ length: w }, (_, column) => x + column);
  return columns.flatMap((column) => Array.from({ length: h }, (_, line) => `${column},${y + line}`));
}

describe("the Zabbix template", () => {
  const template: unknown = parse(text("deploy/zabbix/rdpulse-template.yaml"));

  it("reads metrics that there are", () => {
    const steps = [...objectsIn(template)].filter(({ type }) => String(type).startsWith("PROMETHEUS_"));
    const patterns = steps.map(({ parameters }) => (Array.isArray(parameters) ? String(parameters[0]) : ""));
    expect(patterns.length).toBeGreaterThan(10);
    expect(patterns.filter((pattern) => !SERIES_NAMES.has(pattern.split(/[{ ]/)[0] ?? ""))).toEqual([]);
  });

  it("has ids as Zabbix wants them, each once", () => {
    const ids = strings(template, "uuid");
    expect(ids.filter((id) => !/^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$/.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("cuts every item from the one request, with triggers on items that there are", () => {
    const items = [...objectsIn(template)].filter(({ key, type }) => typeof key === "string" && type !== undefined);
    const keys = new Set(items.map(({ key }) => String(key)));
    const requests = items.filter(({ type }) => type === "HTTP_AGENT").map(({ key }) => key);
    expect(requests).toEqual(["rdpulse.metrics"]);
    const masters = [...objectsIn(template)].flatMap(({ master_item: master }) => strings([master], "key"));
    expect(new Set(masters)).toEqual(new Set(["rdpulse.metrics"]));
    const asked = strings(template, "expression").flatMap((expression) =>
      [...expression.matchAll(/\/RDPulse by HTTP\/([\w.]+(?:\["[^"]*"\])?)/g)].map(([, key = ""]) => key),
    );
    expect(asked.length).toBeGreaterThan(8);
    expect(asked.filter((key) => !keys.has(key))).toEqual([]);
  });

  it("keeps the token as a secret, and ships none", () => {
    const macros = [...objectsIn(template)].filter(({ macro }) => macro === "{$RDPULSE.TOKEN}");
    expect(macros).toMatchObject([{ type: "SECRET_TEXT" }]);
    expect(macros[0]?.["value"]).toBeUndefined();
  });
});

describe("the Datadog configuration", () => {
  it("takes metrics that there are, by the name of their family", () => {
    const known = new Set(METRIC_FAMILIES.map(({ name }) => name));
    const lists = [...objectsIn(parse(text("deploy/datadog/conf.yaml")))].map(({ metrics }) => metrics);
    const names = lists.flatMap((list) =>
      Array.isArray(list) ? list.flatMap((each) => Object.keys(Object(each))) : [],
    );
    expect(names.length).toBeGreaterThan(15);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  });
});
