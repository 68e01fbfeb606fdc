export const SHOWS = ["current", "closed", "all"] as const;
export type Show = (typeof SHOWS)[number];
export const SEVERITIES = ["critical", "major", "minor"] as const;
export type SeverityWord = (typeof SEVERITIES)[number];
export const SORTS = ["opened", "severity", "members"] as const;
export type IncidentSort = (typeof SORTS)[number];

export interface IncidentFilter {
  readonly show: Show;
  readonly severity: SeverityWord | "";
  readonly sort: IncidentSort;
  readonly cause: string;
}

const MOST = 200;

/** What an address asks for; what it does not know it passes over. */
export function filterIn(parameters: URLSearchParams): IncidentFilter {
  return {
    show: SHOWS.find((show) => show === parameters.get("show")) ?? "current",
    severity: SEVERITIES.find((severity) => severity === parameters.get("severity")) ?? "",
    sort: SORTS.find((sort) => sort === parameters.get("sort")) ?? "opened",
    cause: parameters.get("cause") ?? "",
  };
}

/** The same as the API asks it. */
export function queryOf({ show, severity, sort, cause }: IncidentFilter): {
  readonly [name: string]: string | number | readonly string[];
} {
  const states = { current: ["open", "acknowledged"], closed: ["closed"], all: [] }[show];
  return { state: states, severity, cause, sort, limit: MOST };
}
