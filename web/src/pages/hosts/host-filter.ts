import type { HostStatus } from "../../../../src/core/fleet/index.ts";

export const STATUSES: readonly HostStatus[] = [
  "down",
  "flapping",
  "suspect",
  "degraded",
  "suppressed",
  "unknown",
  "up",
];
/** What hosts can be narrowed to besides the search and the state; each is a parameter of the address and of the API. */
export const NARROWINGS = ["cause", "site", "gateway", "balancer", "pool", "build", "tag"] as const;
export type Narrowing = (typeof NARROWINGS)[number];
const SORTS = ["worst", "name", "host", "site", "since", "total", "certificate"] as const;
export type HostSort = (typeof SORTS)[number];

/** What part of the fleet is shown, and in which order. */
export interface HostFilter {
  readonly search: string;
  readonly status: readonly HostStatus[];
  readonly narrowed: Readonly<Partial<Record<Narrowing, string>>>;
  readonly sort: HostSort;
  readonly descending: boolean;
}

/** The filter of an address. What it does not know it passes over. */
export function filterIn(parameters: URLSearchParams): HostFilter {
  const asked = parameters.getAll("status").flatMap((value) => value.split(","));
  const narrowed: Partial<Record<Narrowing, string>> = {};
  for (const name of NARROWINGS) {
    const value = parameters.get(name);
    if (value !== null && value !== "") narrowed[name] = value;
  }
  return {
    search: parameters.get("search") ?? "",
    status: STATUSES.filter((status) => asked.includes(status)),
    narrowed,
    sort: SORTS.find((sort) => sort === parameters.get("sort")) ?? "worst",
    descending: parameters.get("descending") === "true",
  };
}

/** The parameters of an address for a filter: what is as usual is left out. */
export function addressOf({ search, status, narrowed, sort, descending }: HostFilter): URLSearchParams {
  const parameters = new URLSearchParams();
  if (search !== "") parameters.set("search", search);
  for (const one of status) parameters.append("status", one);
  for (const name of NARROWINGS) {
    const value = narrowed[name];
    if (value !== undefined) parameters.set(name, value);
  }
  if (sort !== "worst") parameters.set("sort", sort);
  if (descending) parameters.set("descending", "true");
  return parameters;
}

/** The same for the API. */
export function queryOf({ search, status, narrowed, sort, descending }: HostFilter): {
  readonly [name: string]: string | boolean | readonly string[];
} {
  return { search: search.trim(), status, ...narrowed, sort, ...(descending ? { descending } : {}) };
}
