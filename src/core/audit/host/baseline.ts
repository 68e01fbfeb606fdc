import type { Localized } from "../../texts/index.ts";
import type { HostAudit } from "./audit-host.ts";
import { both, type HostOutcome, type HostSeverity } from "./judged-control.ts";

/** A control as an earlier audit left it. */
export interface BaselineControl {
  readonly outcome: string;
  readonly shown: Localized;
  readonly value: string;
}

/** An earlier audit of one host, as far as a comparison needs it. */
export interface Baseline {
  readonly host?: string;
  readonly controls: ReadonlyMap<string, BaselineControl>;
}

/** One control that is not as it was. */
export interface Drift {
  readonly id: string;
  readonly title: Localized;
  readonly severity: HostSeverity;
  readonly kind: "newly-not-met" | "fixed" | "value-changed" | "no-longer-tested" | "newly-tested";
  readonly before: Localized;
  readonly now: Localized;
  readonly outcomeBefore: string;
  readonly outcomeNow: HostOutcome;
  readonly at?: string;
}

/** Most controls that are read of a baseline file. */
const CONTROLS_MOST = 1_000;
const HOSTS_MOST = 10_000;

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function localizedOf(value: unknown): Localized | undefined {
  return isRecord(value) && typeof value["en"] === "string" && typeof value["zh"] === "string"
    ? { en: value["en"], zh: value["zh"] }
    : undefined;
}

/* An absent value and one that holds nothing are the same to a comparison. */
function valueText(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

function readHost(host: unknown): Baseline | undefined {
  if (!isRecord(host) || !Array.isArray(host["controls"])) return undefined;
  const controls = new Map<string, BaselineControl>();
  for (const control of host["controls"].slice(0, CONTROLS_MOST)) {
    if (!isRecord(control)) continue;
    const { id, outcome, found } = control;
    if (typeof id !== "string" || typeof outcome !== "string") continue;
    const value = isRecord(found) ? found["value"] : undefined;
    const text = valueText(value);
    const shown = (isRecord(found) ? localizedOf(found["shown"]) : undefined) ?? both(text);
    controls.set(id, { outcome, value: text, shown });
  }
  const name = host["host"];
  return typeof name === "string" ? { host: name, controls } : { controls };
}

/** Reads the hosts of a saved report (schema rdpulse.audit/1); undefined where it is none. Unknown fields are passed over. */
export function readBaseline(report: unknown): readonly Baseline[] | undefined {
  if (!isRecord(report) || report["schema"] !== "rdpulse.audit/1" || !Array.isArray(report["hosts"])) return undefined;
  return report["hosts"].slice(0, HOSTS_MOST).flatMap((host) => readHost(host) ?? []);
}

/** The baseline of this host: that of its name, or the only one where either has no name. */
export function baselineFor(audit: HostAudit, baselines: readonly Baseline[]): Baseline | undefined {
  const name = audit.host?.toLowerCase();
  const [first] = baselines;
  if (name !== undefined) {
    const named = baselines.find(({ host }) => host?.toLowerCase() === name);
    if (named !== undefined) return named;
  }
  return baselines.length === 1 && (name === undefined || first?.host === undefined) ? first : undefined;
}

function kindOf(before: string, now: HostOutcome, isSameValue: boolean): Drift["kind"] | undefined {
  if (now === "not-met" && before !== "not-met") return before === "not-tested" ? "newly-tested" : "newly-not-met";
  if (before === "not-met" && now === "met") return "fixed";
  if (now === "not-tested" && before !== "not-tested") return "no-longer-tested";
  if (before === "not-tested" && now !== "not-tested" && now !== "not-applicable") return "newly-tested";
  return isSameValue ? undefined : "value-changed";
}

const NOTHING = both("-");

/** What is not as it was: worst first, in the order of the audit. A control that the baseline lacks is passed over. */
export function driftFrom(audit: HostAudit, baseline: Baseline): readonly Drift[] {
  return audit.controls.flatMap(({ id, title, severity, outcome, found }) => {
    const before = baseline.controls.get(id);
    if (before === undefined) return [];
    const isComparable = found !== undefined && before.outcome !== "not-tested";
    const kind = kindOf(before.outcome, outcome, !isComparable || before.value === valueText(found.value));
    if (kind === undefined) return [];
    return [
      {
        id,
        title,
        severity,
        kind,
        before: before.shown,
        now: found?.shown ?? NOTHING,
        outcomeBefore: before.outcome,
        outcomeNow: outcome,
        ...(found === undefined ? {} : { at: found.at }),
      },
    ];
  });
}
