import { type Folklore, folklore } from "../../knowledge/index.ts";
import type { Localized } from "../../texts/index.ts";
import type { AuditedHost } from "./audited-host.ts";
import { both } from "./judged-control.ts";
import { numberOf } from "./operators.ts";
import { comparableKey } from "./registry-view.ts";
import { TUNING_VALUES, type TuningValue } from "./tuning-values.ts";

/** One line of the tuning table: the value now, the one that is recommended, what it does. */
export interface TuningLine {
  readonly id: string;
  readonly valueName: string;
  readonly key: string;
  readonly title: Localized;
  readonly effect: Localized;
  readonly recommended: Localized;
  /** as-recommended, differs, or site: only the site can say. not-tested: the key was not collected. */
  readonly outcome: "as-recommended" | "differs" | "site" | "not-tested";
  readonly now?: Localized;
  readonly at?: string;
  readonly source: string;
}

/** A value in the registry that articles recommend and Windows does not read. */
export interface FolkloreFound {
  readonly id: string;
  readonly title: Localized;
  readonly verdict: Localized;
  readonly instead: Localized;
  readonly key: string;
  readonly valueName: string;
  readonly shown: string;
  readonly at: string;
}

function lineOf(tuning: TuningValue, host: AuditedHost): TuningLine {
  const { id, valueName, title, effect, recommended, source, isRecommended } = tuning;
  const [first = ""] = tuning.keys;
  const fields = { id, valueName, title, effect, recommended, source };
  let absentAt: string | undefined;
  for (const key of tuning.keys) {
    const answer = host.registry.find(key, valueName);
    if (answer.kind === "unknown") return { ...fields, key, outcome: "not-tested" };
    if (answer.kind === "absent") {
      absentAt = answer.at;
      continue;
    }
    const { entry } = answer;
    const value = numberOf(entry.value);
    const verdict = value === undefined ? undefined : isRecommended(value);
    const shown = tuning.shown?.(value ?? Number.NaN) ?? both(String(entry.value));
    return { ...fields, key, outcome: outcomeOf(verdict), now: shown, at: entry.at };
  }
  const verdict = isRecommended(undefined);
  return {
    ...fields,
    key: first,
    outcome: outcomeOf(verdict),
    now: { en: "absent (default)", zh: "不存在（默认）" },
    ...(absentAt === undefined ? {} : { at: absentAt }),
  };
}

function outcomeOf(isAsRecommended: boolean | undefined): TuningLine["outcome"] {
  if (isAsRecommended === undefined) return "site";
  return isAsRecommended ? "as-recommended" : "differs";
}

/** The tuning table of a Windows host; empty for another platform. */
export function tuningTable(host: AuditedHost): readonly TuningLine[] {
  if (host.inventory.platform === "linux") return [];
  return TUNING_VALUES.map((tuning) => lineOf(tuning, host));
}

/* Keys where such values are put; elsewhere a value of the same name belongs to somebody else. */
const REMOTE_DESKTOP_KEY =
  /terminal ?server|terminal services|rdp|remote ?desktop|dxsetting|graphicsdrivers|termservice/;

function storyOf(valueName: string, key: string): Folklore | undefined {
  const words = valueName.toLowerCase();
  return folklore.find(
    ({ id, patterns }) =>
      id.startsWith("value-") &&
      patterns.some((pattern) => pattern.test(words) || (key.includes("dxsetting") && pattern.test(key))),
  );
}

/** The values of the registry export that exist only in articles. */
export function folkloreFound(host: AuditedHost): readonly FolkloreFound[] {
  return host.registry.entries.flatMap(({ key, name, value, at, change }) => {
    const comparable = comparableKey(key);
    if (change === "deleted" || name === "" || !REMOTE_DESKTOP_KEY.test(comparable)) return [];
    const story = storyOf(name, comparable);
    if (story === undefined) return [];
    const { id, title, verdict, instead } = story;
    return [{ id, title, verdict, instead, key, valueName: name, shown: String(value), at }];
  });
}
