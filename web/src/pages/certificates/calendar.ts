import type { CertificateDocument } from "../../../../src/core/contract/index.ts";

/** One box of the calendar: certificates that ended, that end in one month, or later than all months. */
export interface CalendarBox {
  /** "ended", "2026-12", "later" */
  readonly id: string;
  /** First moment of the month; null for the two others. */
  readonly fromMs: number | null;
  readonly certificates: readonly CertificateDocument[];
  readonly hosts: number;
}

const MONTHS = 12;

/** Ended ones, the twelve months from this one on, and all that end later. Those without an end are in none. */
export function calendarOf(certificates: readonly CertificateDocument[], nowMs: number): readonly CalendarBox[] {
  const now = new Date(nowMs);
  const months = Array.from(
    { length: MONTHS + 1 },
    (_, index) => new Date(now.getFullYear(), now.getMonth() + index, 1),
  );
  const box = (id: string, fromMs: number | null, inside: (endMs: number) => boolean): CalendarBox => {
    const own = certificates.filter(({ notAfterMs }) => notAfterMs !== null && inside(notAfterMs));
    return { id, fromMs, certificates: own, hosts: own.reduce((sum, { hosts }) => sum + hosts.length, 0) };
  };
  const lastMs = months.at(-1)?.getTime() ?? 0;
  return [
    box("ended", null, (endMs) => endMs <= nowMs),
    ...months.slice(0, MONTHS).map((month, index) => {
      const untilMs = months[index + 1]?.getTime() ?? lastMs;
      const id = `${month.getFullYear()}-${String(month.getMonth() + 1).padStart(2, "0")}`;
      return box(id, month.getTime(), (endMs) => endMs > nowMs && endMs >= month.getTime() && endMs < untilMs);
    }),
    box("later", null, (endMs) => endMs >= lastMs),
  ];
}
