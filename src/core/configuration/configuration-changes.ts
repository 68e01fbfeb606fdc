import type { TargetSettings } from "../fleet/index.ts";
import type { Configuration } from "./configuration.ts";
import { declaredTargets, targetName } from "./declared-targets.ts";

/** Kinds of documents by which the store keeps what the sections of the file declare. */
export const DOCUMENT_KINDS = {
  vantages: "vantage",
  channels: "channel",
  rules: "rule",
  maintenance: "maintenance",
  slo: "slo",
  reports: "report",
  discovery: "discovery",
} as const;
export type DocumentSection = keyof typeof DOCUMENT_KINDS;
export type DocumentKind = (typeof DOCUMENT_KINDS)[DocumentSection];

export const DOCUMENT_SECTIONS: readonly DocumentSection[] = [
  "vantages",
  "channels",
  "rules",
  "maintenance",
  "slo",
  "reports",
  "discovery",
];

/** Sections that are one block of settings. */
export const SETTING_SECTIONS = [
  "server",
  "store",
  "monitor",
  "incidents",
  "outbound",
  "health",
  "ingest",
  "metrics",
  "statusPage",
] as const;
export type SettingSection = (typeof SETTING_SECTIONS)[number];

export interface NameChanges {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

export interface ConfigurationChanges {
  /** By name; a target whose group changed is a changed target. */
  readonly targets: NameChanges;
  readonly documents: Readonly<Record<DocumentSection, NameChanges>>;
  readonly settings: readonly SettingSection[];
  /** Keys that are read at start alone. */
  readonly atStart: readonly string[];
  readonly isEmpty: boolean;
}

const READ_AT_START: readonly (readonly [string, (configuration: Configuration) => unknown])[] = [
  ["server.listen", ({ server }) => server?.listen],
  ["server.tls", ({ server }) => server?.tls],
  ["server.local", ({ server }) => server?.local],
  ["store.url", ({ store }) => store?.url],
  ["store.password", ({ store }) => store?.password],
  ["store.folder", ({ store }) => store?.folder],
  ["monitor.threads", ({ monitor }) => monitor?.threads],
  ["ingest.maxUploadMegabytes", ({ ingest }) => ingest?.maxUploadMegabytes],
  ["metrics.signIn", ({ metrics }) => metrics?.signIn],
];

/** What another version of the file changes, so that all else goes on untouched. */
export function configurationChanges(before: Configuration, after: Configuration): ConfigurationChanges {
  const targets = nameChanges(byTargetName(before), byTargetName(after));
  const documentsOf = (section: DocumentSection): NameChanges =>
    nameChanges(byName(before[section]), byName(after[section]));
  const documents: Readonly<Record<DocumentSection, NameChanges>> = {
    vantages: documentsOf("vantages"),
    channels: documentsOf("channels"),
    rules: documentsOf("rules"),
    maintenance: documentsOf("maintenance"),
    slo: documentsOf("slo"),
    reports: documentsOf("reports"),
    discovery: documentsOf("discovery"),
  };
  const settings = SETTING_SECTIONS.filter((section) => !isSame(before[section], after[section]));
  const atStart = READ_AT_START.flatMap(([key, of]) => (isSame(of(before), of(after)) ? [] : [key]));
  const isEmpty =
    settings.length === 0 && [targets, ...Object.values(documents)].every((changes) => countChanges(changes) === 0);
  return { targets, documents, settings, atStart, isEmpty };
}

export function countChanges({ added, changed, removed }: NameChanges): number {
  return added.length + changed.length + removed.length;
}

export function nameChanges(before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>): NameChanges {
  const added: string[] = [];
  const changed: string[] = [];
  for (const [name, value] of after) {
    if (!before.has(name)) added.push(name);
    else if (!isSame(before.get(name), value)) changed.push(name);
  }
  return { added, changed, removed: [...before.keys()].filter((name) => !after.has(name)) };
}

function byTargetName(configuration: Configuration): ReadonlyMap<string, TargetSettings> {
  return new Map(declaredTargets(configuration).map((target) => [targetName(target), target]));
}

function byName(documents: readonly { readonly name: string }[] | undefined): ReadonlyMap<string, unknown> {
  return new Map((documents ?? []).map((document) => [document.name, document]));
}

/** Equal as JSON, whatever the order of keys. */
export function isSame(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === "object" && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
