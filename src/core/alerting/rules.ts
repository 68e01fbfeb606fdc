import type { AlertEvent, AlertKind, ChannelSettings, RuleSettings } from "./alert.ts";

/** How long an incident may grow before it is told, where a rule does not say. */
export const DEFAULT_WAIT_SECONDS = 20;
/** Most messages an hour to one channel, where it does not say. */
export const DEFAULT_PER_HOUR = 30;

const ABOUT_INCIDENTS: readonly AlertKind[] = ["opened", "widened", "reminder", "escalated", "closed", "reopened"];

/** Shipped, so that a channel alone is enough. A house that declares rules of its own replaces them. */
export const DEFAULT_RULES: readonly RuleSettings[] = [
  {
    name: "critical",
    match: { severity: ["critical"], kind: ABOUT_INCIDENTS },
    channels: ["*"],
    waitSeconds: DEFAULT_WAIT_SECONDS,
    repeatMinutes: 60,
  },
  {
    name: "major",
    match: { severity: ["major"], kind: ABOUT_INCIDENTS },
    channels: ["*"],
    waitSeconds: DEFAULT_WAIT_SECONDS,
    repeatMinutes: 240,
  },
  {
    name: "minor-daily",
    match: { severity: ["minor"], kind: ABOUT_INCIDENTS },
    channels: ["*"],
    daily: { at: "08:00" },
  },
  { name: "slo-burn", match: { kind: ["slo-burn"] }, channels: ["*"] },
  { name: "certificates", match: { kind: ["certificate"] }, channels: ["*"], daily: { at: "08:00" } },
  { name: "reports", match: { kind: ["report"] }, channels: ["*"] },
];

/** What a rule looks at. Of an incident: those of all its members. */
export interface RuleFacts {
  readonly severity: AlertEvent["severity"];
  readonly cause?: string;
  readonly sites: readonly string[];
  readonly pools: readonly string[];
  readonly tags: readonly Readonly<Record<string, string>>[];
}

/** A channel that shall be told, and by which rule. */
export interface Route {
  readonly channel: ChannelSettings;
  readonly rule: RuleSettings;
}

function matches(match: RuleSettings["match"], facts: RuleFacts, kind: AlertKind): boolean {
  if (match === undefined) return true;
  const tagsMatch = (tags: Readonly<Record<string, string>>): boolean =>
    Object.entries(match.tags ?? {}).every(([name, value]) => tags[name] === value);
  return (
    (match.severity?.includes(facts.severity) ?? true) &&
    (match.kind?.includes(kind) ?? true) &&
    (match.cause === undefined || (facts.cause !== undefined && match.cause.includes(facts.cause))) &&
    (match.site === undefined || facts.sites.some((site) => match.site?.includes(site))) &&
    (match.pool === undefined || facts.pools.some((pool) => match.pool?.includes(pool))) &&
    (match.tags === undefined || facts.tags.some(tagsMatch))
  );
}

/** Channels of names; "*" is every enabled one, and a name that is unknown or switched off is left out. */
export function channelsNamed(names: readonly string[], channels: readonly ChannelSettings[]): ChannelSettings[] {
  const enabled = channels.filter((channel) => channel.enabled !== false);
  return names.includes("*") ? enabled : enabled.filter((channel) => names.includes(channel.name));
}

/** Rules that decide, in order: the first that matches, and further ones while it says `continue`. */
function rulesFor(rules: readonly RuleSettings[], facts: RuleFacts, kind: AlertKind): readonly RuleSettings[] {
  const chosen: RuleSettings[] = [];
  for (const rule of rules) {
    if (!matches(rule.match, facts, kind)) continue;
    chosen.push(rule);
    if (rule.continue !== true) break;
  }
  return chosen;
}

/** Who is told of a message of this kind. A channel named by two rules belongs to the first. */
export function routesFor(
  rules: readonly RuleSettings[],
  channels: readonly ChannelSettings[],
  facts: RuleFacts,
  kind: AlertKind,
): readonly Route[] {
  const routes = new Map<string, Route>();
  for (const rule of rulesFor(rules, facts, kind))
    for (const channel of channelsNamed(rule.channels, channels))
      if (!routes.has(channel.name)) routes.set(channel.name, { channel, rule });
  return [...routes.values()];
}
