import type { Origin, Target, TargetSettings } from "../../../core/fleet/index.ts";
import type { Queries, SqlRow, SqlValue } from "../database/database.ts";
import { canonicalJson, chunks, integerIn, places, plainText, textIn } from "./columns.ts";

const RDP_PORT = 3389;

export const TARGET_COLUMNS = "id, tenant, settings, origin, revision, created_ms, updated_ms";

/** What a target is called: its name, else "host:port". */
export function nameOf({ name, host, port }: TargetSettings): string {
  return plainText(name ?? `${host}:${port ?? RDP_PORT}`);
}

export function targetOf(row: SqlRow): Target {
  const settings: TargetSettings = JSON.parse(textIn(row, "settings"));
  return {
    id: integerIn(row, "id"),
    tenant: integerIn(row, "tenant"),
    name: nameOf(settings),
    settings,
    origin: originIn(row),
    revision: integerIn(row, "revision"),
    createdMs: integerIn(row, "created_ms"),
    updatedMs: integerIn(row, "updated_ms"),
  };
}

export function originIn(row: SqlRow): Origin {
  const origin = textIn(row, "origin");
  return origin === "file" || origin === "discovery" || origin === "demo" ? origin : "api";
}

/** Writes targets whole, with the columns that they are searched and sorted by, and their tags. */
export async function writeTargets(queries: Queries, targets: readonly Target[], version: number): Promise<void> {
  await queries.bulk({
    table: "target",
    columns: WRITTEN,
    rows: targets.map((target) => rowOf(target, version)),
    onConflict: `ON CONFLICT (id) DO UPDATE SET ${WRITTEN.slice(1)
      .map((column) => `${column} = excluded.${column}`)
      .join(", ")}`,
  });
  for (const some of chunks(targets)) {
    await queries.run(
      `DELETE FROM target_tag WHERE target IN (${places(some.length)})`,
      some.map(({ id }) => id),
    );
  }
  await queries.bulk({
    table: "target_tag",
    columns: ["target", "tenant", "name", "value"],
    rows: targets.flatMap(({ id, tenant, settings }) =>
      [...new Map(Object.entries(settings.tags ?? {}).map(([name, value]) => [plainText(name), plainText(value)]))].map(
        ([name, value]) => [id, tenant, name, value],
      ),
    ),
  });
}

const WRITTEN: readonly string[] = [
  "id",
  "tenant",
  "name",
  "name_key",
  "host_key",
  "site",
  "gateway",
  "balancer",
  "pool",
  "group_keys",
  "settings",
  "origin",
  "revision",
  "version",
  "created_ms",
  "updated_ms",
];

function rowOf(target: Target, version: number): readonly SqlValue[] {
  const { settings } = target;
  const groups = [settings.site, settings.gateway, settings.balancer, settings.pool].map((name) =>
    plainText(name ?? ""),
  );
  return [
    target.id,
    target.tenant,
    target.name,
    target.name.toLowerCase(),
    plainText(settings.host.toLowerCase()),
    ...groups,
    // Between line ends, so that a whole name can be looked for: "\nberlin\n".
    `\n${groups.join("\n").toLowerCase()}\n`,
    canonicalJson(settings),
    target.origin,
    target.revision,
    version,
    target.createdMs,
    target.updatedMs,
  ];
}
