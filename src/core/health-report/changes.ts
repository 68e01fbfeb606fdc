import type { ReportedCertificate, ReportedChange, ReportedList } from "../contract/index.ts";
import type { FactChange, Target, TargetId } from "../fleet/index.ts";
import { FACT_WORDS, factValueText } from "../history/index.ts";
import type { HostView } from "./hosts.ts";

const DAY_MS = 86_400_000;
const NOTICE_DAYS = 30;
const MOST_CERTIFICATES = 50;
const MOST_NAMES = 5;
const MOST_CHANGES = 30;

/** Certificates that have ended or end within 30 days of `untilMs`: one line each, however many hosts show it. */
export function certificatesOf(
  targets: readonly Target[],
  views: ReadonlyMap<TargetId, HostView>,
  untilMs: number,
): ReportedList<ReportedCertificate> {
  const found = new Map<string, { readonly view: HostView; readonly endMs: number; readonly hosts: string[] }>();
  for (const { id, name } of targets) {
    const view = views.get(id);
    const { certificate, certificateNotAfterMs: endMs } = view?.facts ?? {};
    if (view === undefined || certificate === undefined || endMs === undefined) continue;
    if (endMs - untilMs > NOTICE_DAYS * DAY_MS) continue;
    const known = found.get(certificate);
    if (known === undefined) found.set(certificate, { view, endMs, hosts: [name] });
    else known.hosts.push(name);
  }
  const items = [...found.values()]
    .toSorted((one, other) => one.endMs - other.endMs)
    .slice(0, MOST_CERTIFICATES)
    .map(({ view: { facts }, endMs, hosts }) => ({
      subject: facts.certificateSubject ?? null,
      issuer: facts.certificateIssuer ?? null,
      notAfterMs: endMs,
      daysLeft: Math.floor((endMs - untilMs) / DAY_MS),
      hosts: hosts.slice(0, MOST_NAMES),
      hostCount: hosts.length,
    }));
  return { items, total: found.size };
}

const GRAVITY = { suspicious: 0, early: 1, unjudged: 2, expected: 3 } as const;

const gravity = ({ judgement }: FactChange): number => GRAVITY[judgement?.verdict ?? "unjudged"];

/** What became another thing: what was suspicious first, then the newest. What is seen for the first time is no change. */
export function changesOf(
  changes: readonly FactChange[],
  names: ReadonlyMap<TargetId, string>,
): ReportedList<ReportedChange> {
  const real = changes.filter(({ before }) => before !== null);
  const items = real
    .toSorted((one, other) => gravity(one) - gravity(other) || other.atMs - one.atMs)
    .slice(0, MOST_CHANGES)
    .map(({ atMs, target, fact, before, after, judgement }) => ({
      atMs,
      host: names.get(target) ?? `#${target}`,
      fact: FACT_WORDS[fact],
      before: factValueText(fact, before),
      after: factValueText(fact, after),
      verdict: judgement?.verdict ?? null,
    }));
  return { items, total: real.length };
}
