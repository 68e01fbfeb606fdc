import { GROUP_KINDS, type TargetId, type WatchedFacts } from "../fleet/index.ts";
import { type Localized, printable } from "../texts/index.ts";
import { fisherExact } from "./fisher.ts";
import { CHANGE_WINDOW_MS } from "./what-changed.ts";

/** What hosts can have in common that makes them fail together. */
export const COHORT_PROPERTIES = [
  "osBuild",
  "issuer",
  "gateway",
  "balancer",
  "site",
  "pool",
  "tlsVersion",
  "stack",
  "vantage",
] as const;
export type CohortProperty = (typeof COHORT_PROPERTIES)[number];

export interface CohortHost {
  readonly target: TargetId;
  readonly failing: boolean;
  /** When it began to fail, or to be well. */
  readonly sinceMs: number;
  readonly facts: Readonly<Pick<WatchedFacts, "osBuild" | "certificateIssuer" | "tlsVersion" | "stack">>;
  /** As rollups name them: "site/berlin" … */
  readonly groups: readonly string[];
  /** The name of the vantage whose view of it this is. */
  readonly vantage?: string;
  /** When it got its present value, where a change was seen. */
  readonly changedMs?: Readonly<Partial<Record<CohortProperty, number>>>;
}

/** Below these counts nothing is concluded. Defaults of ours. */
export interface CohortSettings {
  /** Failing hosts that share the value, at least. */
  readonly minFailing: number;
  /** Other hosts to compare with, at least, one of them well. */
  readonly minOthers: number;
  /** Fails so many times as often as the others, at least. */
  readonly minRelativeRisk: number;
  /** Highest probability of chance, after the correction. */
  readonly maxChance: number;
}

export const DEFAULT_COHORT_SETTINGS: CohortSettings = {
  minFailing: 3,
  minOthers: 3,
  minRelativeRisk: 2,
  maxChance: 0.01,
};

/** A property that separates the failing hosts from the others, with the counts that support it. */
export interface CohortFinding {
  readonly property: CohortProperty;
  readonly value: string;
  readonly failing: number;
  readonly hosts: number;
  readonly otherFailing: number;
  readonly otherHosts: number;
  /** null: none of the others fails. */
  readonly relativeRisk: number | null;
  /** Fisher's exact test, one-sided, times the number of values that were tried (Bonferroni); at most 1. */
  readonly chance: number;
  /** So many failing hosts were seen to get the value, at most a week before they failed. */
  readonly gotItBefore: number;
  /** Other findings about exactly the same hosts: nothing tells which of them it is. */
  readonly sameHostsAs: readonly string[];
  readonly text: Localized;
}

/** From this share of the failing hosts on, the sentence says that it began with the new value. */
const GOT_IT_SHARE = 0.5;

interface Tried {
  readonly property: CohortProperty;
  readonly value: string;
  readonly members: readonly CohortHost[];
  /** All hosts whose value of the property is known. */
  readonly known: number;
  readonly knownFailing: number;
}

/**
 * Which shared property separates failing from healthy hosts, the surest first. Hosts of which a property is not known
 * count for neither side of it. Empty when nothing fails, everything fails, or no counts support a conclusion.
 */
export function cohorts(
  hosts: readonly CohortHost[],
  settings: Partial<CohortSettings> = {},
): readonly CohortFinding[] {
  const limits = { ...DEFAULT_COHORT_SETTINGS, ...settings };
  const tried = COHORT_PROPERTIES.flatMap((property) => triedOf(property, hosts, limits));
  const found = tried.flatMap((each) => findingOf(each, tried.length, limits));
  const byHosts = new Map<string, string[]>();
  for (const { hostsKey, name } of found) byHosts.set(hostsKey, [...(byHosts.get(hostsKey) ?? []), name]);
  return found
    .map(({ finding, hostsKey, name }) => ({
      ...finding,
      sameHostsAs: (byHosts.get(hostsKey) ?? []).filter((other) => other !== name),
    }))
    .toSorted((a, b) => a.chance - b.chance || b.failing - a.failing);
}

/**
 * The values of one property that counts could speak for. One value alone separates nobody. A value of fewer hosts than must
 * fail (each self-signed certificate is an issuer of its own) or of nearly all cannot be found whatever fails, so it is no
 * attempt that the correction must count.
 */
function triedOf(property: CohortProperty, hosts: readonly CohortHost[], limits: CohortSettings): readonly Tried[] {
  const members = new Map<string, CohortHost[]>();
  let known = 0;
  let knownFailing = 0;
  for (const host of hosts) {
    const value = valueOf(property, host);
    if (value === undefined) continue;
    known += 1;
    if (host.failing) knownFailing += 1;
    const those = members.get(value) ?? [];
    those.push(host);
    members.set(value, those);
  }
  if (members.size < 2 || knownFailing === 0 || knownFailing === known) return [];
  return [...members].flatMap(([value, those]) => {
    const isEnough = those.length >= limits.minFailing && known - those.length >= limits.minOthers;
    if (!isEnough || (value === "" && isGroupKind(property))) return [];
    return [{ property, value, members: those, known, knownFailing }];
  });
}

function valueOf(property: CohortProperty, { facts, groups, vantage }: CohortHost): string | undefined {
  switch (property) {
    case "issuer":
      return facts.certificateIssuer;
    case "osBuild":
    case "tlsVersion":
    case "stack":
      return facts[property];
    case "vantage":
      return vantage;
    default:
      // A host that stands behind no gateway is one of the others, not one of which nothing is known.
      return groups.find((group) => group.startsWith(`${property}/`))?.slice(property.length + 1) ?? "";
  }
}

function isGroupKind(property: CohortProperty): boolean {
  return GROUP_KINDS.some((kind) => kind === property);
}

interface Found {
  readonly finding: Omit<CohortFinding, "sameHostsAs">;
  readonly hostsKey: string;
  readonly name: string;
}

function findingOf(
  { property, value, members, known, knownFailing }: Tried,
  attempts: number,
  limits: CohortSettings,
): readonly Found[] {
  const hosts = members.length;
  const ill = members.filter((host) => host.failing);
  const failing = ill.length;
  const otherHosts = known - hosts;
  const otherFailing = knownFailing - failing;
  if (failing < limits.minFailing || otherFailing === otherHosts) return [];
  const otherRisk = otherFailing / otherHosts;
  const relativeRisk = otherRisk === 0 ? null : failing / hosts / otherRisk;
  if (relativeRisk !== null && relativeRisk < limits.minRelativeRisk) return [];
  const alone = fisherExact({
    inMarked: failing,
    inPlain: hosts - failing,
    outMarked: otherFailing,
    outPlain: otherHosts - otherFailing,
  });
  const chance = Math.min(1, alone * attempts);
  if (chance > limits.maxChance) return [];
  const gotItBefore = ill.filter(({ sinceMs, changedMs }) => {
    const gotMs = changedMs?.[property];
    return gotMs !== undefined && gotMs <= sinceMs && sinceMs - gotMs <= CHANGE_WINDOW_MS;
  }).length;
  const counts = { failing, hosts, otherFailing, otherHosts, gotItBefore };
  return [
    {
      finding: { property, value, ...counts, relativeRisk, chance, text: sentence(property, value, counts) },
      hostsKey: members
        .map(({ target }) => target)
        .toSorted((a, b) => a - b)
        .join(","),
      name: `${property}/${value}`,
    },
  ];
}

type Counts = Pick<CohortFinding, "failing" | "hosts" | "otherFailing" | "otherHosts" | "gotItBefore">;

const WORDS: Readonly<Record<CohortProperty, Localized>> = {
  osBuild: { en: "hosts with build {value}", zh: "版本号为 {value} 的主机" },
  issuer: { en: "hosts with certificates of issuer {value}", zh: "证书由 {value} 颁发的主机" },
  gateway: { en: "hosts behind gateway {value}", zh: "网关 {value} 后面的主机" },
  balancer: { en: "hosts behind load balancer {value}", zh: "负载均衡 {value} 后面的主机" },
  site: { en: "hosts of site {value}", zh: "站点 {value} 的主机" },
  pool: { en: "hosts of pool {value}", zh: "主机池 {value} 的主机" },
  tlsVersion: { en: "hosts that talk {value}", zh: "使用 {value} 的主机" },
  stack: { en: "hosts with RDP server {value}", zh: "RDP 服务端为 {value} 的主机" },
  vantage: { en: "hosts as seen from vantage {value}", zh: "从观测点 {value} 检测的主机" },
};

const GOT: Readonly<Partial<Record<CohortProperty, Localized>>> = {
  osBuild: { en: "hosts that got build {value}", zh: "更新到版本号 {value} 的主机" },
  issuer: { en: "hosts that got certificates of issuer {value}", zh: "换用 {value} 所颁发证书的主机" },
  tlsVersion: { en: "hosts that changed to {value}", zh: "改用 {value} 的主机" },
  stack: { en: "hosts that changed to RDP server {value}", zh: "RDP 服务端改为 {value} 的主机" },
};

function sentence(property: CohortProperty, value: string, counts: Counts): Localized {
  const { failing, hosts, otherFailing, otherHosts, gotItBefore } = counts;
  const began = gotItBefore >= failing * GOT_IT_SHARE ? GOT[property] : undefined;
  const words = began ?? WORDS[property];
  const shown = printable(value, 120);
  const group = { en: words.en.replace("{value}", () => shown), zh: words.zh.replace("{value}", () => shown) };
  const verb =
    began === undefined ? { en: "Failing are", zh: "失败集中在" } : { en: "Failures began on", zh: "故障始于" };
  return {
    en: `${verb.en} ${group.en}: ${failing} of ${hosts}, others ${otherFailing} of ${otherHosts}`,
    zh: `${verb.zh}${group.zh}：${hosts} 台中 ${failing} 台失败，其他 ${otherHosts} 台中 ${otherFailing} 台失败`,
  };
}
