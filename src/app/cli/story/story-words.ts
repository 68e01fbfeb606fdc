import type { DetectionReport, HostStoryReport, IncidentReport } from "../../../core/contract/index.ts";
import { type Finding, moment } from "../../../core/diagnosis/index.ts";
import { causes } from "../../../core/knowledge/index.ts";
import { type Language, printable, say } from "../../../core/texts/index.ts";
import { isSetting, recordsOf } from "./steps.ts";

const NAMES_MOST = 5;
const SHOWN = 60;
const SAMPLES = 3;

/** Names of strangers for a sentence: escaped, and bounded by their number. */
export function nameList(language: Language, names: readonly string[], count: number = names.length): string {
  const shown = names
    .slice(0, NAMES_MOST)
    .map((name) => printable(name, SHOWN))
    .join(language === "zh" ? "、" : ", ");
  const more = count - Math.min(names.length, NAMES_MOST);
  return more > 0 ? say(language, "story.and-more", { names: shown, count: more }) : shown;
}

/** The title of a finding: that of its variant where it has one. */
export function findingTitle(language: Language, { id, variant }: Finding): string {
  const cause = causes[id];
  return ((variant === undefined ? undefined : cause.variants?.[variant]) ?? cause).title[language];
}

/** The likeliest of each group of alternatives, of one effect. */
function bestOfGroups(findings: readonly Finding[], effect: Finding["effect"]): readonly Finding[] {
  const groups = new Set<string>();
  return findings.filter((finding) => {
    if (finding.effect !== effect || groups.has(finding.group)) return false;
    groups.add(finding.group);
    return true;
  });
}

/** A time of a report for a person. */
export function timeOf(iso: string): string {
  return moment(Date.parse(iso));
}

/** When an incident was, and how it ended. */
export function incidentSpan(language: Language, { begin, end }: IncidentReport): string {
  if (end.kind === "last-seen" && timeOf(begin) === timeOf(end.time)) {
    return say(language, "story.incident.once", { begin: timeOf(begin) });
  }
  return say(language, `story.incident.${end.kind}`, { begin: timeOf(begin), end: timeOf(end.time) });
}

/** Attacks and deeds, without what only tells of a setting. */
export function attacksOf({ detections }: HostStoryReport): readonly DetectionReport[] {
  return detections.filter((detection) => !isSetting(detection));
}

const GUESSES: ReadonlySet<string> = new Set([
  "password-guessing",
  "password-spraying",
  "distributed-guessing",
  "handshake-flood",
  "channel-scan",
  "account-lockout",
]);

/** "backup from 203.0.113.50", or the title where neither is known. */
function whoText(language: Language, { users, addresses, title }: DetectionReport): string {
  const [user, from] = [users[0], addresses[0]].map((name) => (name === undefined ? "" : printable(name, SHOWN)));
  if (user === "" || user === undefined) return title[language];
  return from === "" || from === undefined ? user : say(language, "story.user-from", { user, address: from });
}

function recordsIn(detections: readonly DetectionReport[]): readonly (string | null)[] {
  return detections.flatMap(({ because }) => because.find(({ at }) => at !== null)?.at ?? []);
}

function recordsBehind(findings: readonly Finding[]): readonly string[] {
  return findings.flatMap(({ because: [first] }) => (first === undefined ? [] : recordsOf(first).slice(-1)));
}

/** Less sure than this, a finding is told further down, and is no headline. */
const WORTH_A_HEADLINE = 0.5;

/** The few sentences that somebody who was just woken needs. */
export function inShort(
  language: Language,
  host: HostStoryReport,
  coverage: { tested: number; all: number },
): readonly ShortLine[] {
  const lines: ShortLine[] = [];
  const add = (tone: ShortLine["tone"], text: string, at: readonly (string | null)[] = []): void => {
    lines.push({ tone, text, at: [...new Set(at.filter((one) => one !== null))].slice(0, SAMPLES) });
  };
  const titles = (findings: readonly Finding[]): string =>
    nameList(
      language,
      findings.map((finding) => findingTitle(language, finding)),
    );
  const inside = attacksOf(host).filter(
    ({ outcome, severity }) => outcome === "got-in" && (severity === "high" || severity === "medium"),
  );
  if (inside.length > 0) {
    const names = [...new Set(inside.map((one) => whoText(language, one)))];
    add("bad", say(language, "story.short.got-in", { names: nameList(language, names) }), recordsIn(inside));
  }
  const guesses = attacksOf(host).filter(({ id }) => GUESSES.has(id));
  const addresses = new Set(guesses.flatMap((guess) => guess.addresses));
  if (guesses.length > 0 && inside.length === 0) {
    const isKnown = guesses.every(({ outcome }) => outcome === "did-not-get-in");
    add(
      "warn",
      say(language, isKnown ? "story.short.attacked" : "story.short.attacked-unknown", { count: addresses.size }),
      recordsIn(guesses),
    );
  }
  if (host.events > 0 && host.detections.length === 0 && coverage.tested > 0) {
    add(undefined, say(language, "story.short.not-attacked", coverage));
  }
  const minor = host.detections.length - inside.length - guesses.length;
  if (minor > 0) {
    const rest = host.detections.filter((one) => !inside.includes(one) && !guesses.includes(one));
    add(undefined, say(language, "story.short.minor", { count: minor }), recordsIn(rest));
  }
  if (host.contradictions.length > 0) {
    add("warn", say(language, "story.short.contradictions", { count: host.contradictions.length }));
  }
  const sure = host.findings.filter(({ confidence }) => confidence >= WORTH_A_HEADLINE);
  const blocking = bestOfGroups(sure, "blocks");
  const hindering = bestOfGroups(sure, "hinders");
  if (blocking.length > 0) {
    add(
      "bad",
      say(language, "story.short.blocked", { count: blocking.length, names: titles(blocking) }),
      recordsBehind(blocking),
    );
  } else add(undefined, say(language, "story.short.sound"));
  if (hindering.length > 0) {
    add(
      "warn",
      say(language, "story.short.hindered", { count: hindering.length, names: titles(hindering) }),
      recordsBehind(hindering),
    );
  }
  const [newest] = host.incidents;
  if (newest !== undefined) {
    const values = { count: host.incidents.length, begin: timeOf(newest.begin), title: newest.title[language] };
    add(undefined, say(language, "story.short.incidents", values), [newest.beginAt]);
  }
  if (host.events > 0) {
    const remote = host.sessions.filter(({ place }) => place === "remote");
    const users = new Set(remote.map(({ user }) => user?.name.toLowerCase() ?? ""));
    add(undefined, say(language, "story.short.sessions", { count: remote.length, users: users.size }), [
      remote[0]?.at[0] ?? null,
      remote.at(-1)?.at[0] ?? null,
    ]);
  }
  if (host.grade !== null) {
    const { grade } = host.grade;
    const key = grade === "not-graded" ? "story.short.not-graded" : "story.short.grade";
    add(undefined, say(language, key, { grade, count: host.notMet.length }));
  }
  return lines;
}

export interface ShortLine {
  readonly tone: "bad" | "warn" | undefined;
  readonly text: string;
  /** A few of the records that it rests on. */
  readonly at: readonly string[];
}
