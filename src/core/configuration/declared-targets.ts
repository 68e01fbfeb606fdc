import type { TargetSettings } from "../fleet/index.ts";
import { DEFAULT_PORT, hostAndPort } from "../plan/index.ts";
import { type Configuration, GROUP_SECTIONS, type GroupSection, type SharedSettings } from "./configuration.ts";

const KIND_OF = { pools: "pool", sites: "site", balancers: "balancer", gateways: "gateway" } as const satisfies Record<
  GroupSection,
  keyof SharedSettings
>;

/** What a target is called: its name, else "host:port", as the store calls it. */
export function targetName({ name, host, port }: TargetSettings): string {
  return name ?? `${host}:${port ?? DEFAULT_PORT}`;
}

/** An entry in long form; undefined where HOST or HOST:PORT cannot be read. */
export function targetOfEntry(entry: TargetSettings | string): TargetSettings | undefined {
  if (typeof entry !== "string") return entry;
  const parts = hostAndPort(entry, DEFAULT_PORT);
  if (parts === undefined) return undefined;
  return parts.port === DEFAULT_PORT ? { host: parts.host } : { host: parts.host, port: parts.port };
}

/**
 * Every target of the file with what its groups share. Its own words win, then those of its gateway, balancer, site and
 * pool; a pool may say which site, and that site counts. Tags are added together.
 */
export function declaredTargets(configuration: Configuration): readonly TargetSettings[] {
  return (configuration.targets ?? []).flatMap((entry) => {
    const target = targetOfEntry(entry);
    return target === undefined ? [] : [withShared(target, configuration)];
  });
}

function withShared(target: TargetSettings, { groups }: Configuration): TargetSettings {
  let shared: SharedSettings = {};
  for (const section of GROUP_SECTIONS) {
    const kind = KIND_OF[section];
    const named = target[kind] ?? shared[kind];
    const members = groups?.[section];
    const group =
      named !== undefined && members !== undefined && Object.hasOwn(members, named) ? members[named] : undefined;
    if (group !== undefined) shared = over(shared, group);
  }
  return over(shared, target);
}

function over<Upper extends SharedSettings>(lower: SharedSettings, upper: Upper): SharedSettings & Upper {
  const tags = { ...lower.tags, ...upper.tags };
  return { ...lower, ...upper, ...(Object.keys(tags).length === 0 ? {} : { tags }) };
}
