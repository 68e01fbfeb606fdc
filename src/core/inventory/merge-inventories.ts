import type { HostInventory, InventoryConflict, InventorySections, Section } from "./inventory.ts";
import type { InventoryPart } from "./single-export.ts";

type Sections = { -readonly [Name in keyof InventorySections]?: Section<InventorySections[Name]> };
type Fields = Readonly<Record<string, unknown>>;

/* What does not change from one export to the next within a collection: here a difference is a contradiction. */
const STEADY: ReadonlySet<string> = new Set([
  "listener",
  "version",
  "security-policy",
  "audit-policy",
  "licensing",
  "domain",
  "xrdp-ini",
  "sesman-ini",
]);
const CONFLICTS_MOST = 200;
const SHOWN = 200;

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}

class Merger {
  readonly sections: Sections = {};
  readonly conflicts: InventoryConflict[] = [];

  add(part: InventoryPart): void {
    const { registry, "registry-keys": keys, "policy-results": results, ...others } = part.sections;
    if (registry !== undefined) this.sections.registry = joined(this.sections.registry, registry);
    if (keys !== undefined) this.sections["registry-keys"] = joined(this.sections["registry-keys"], keys);
    if (results !== undefined) this.sections["policy-results"] = joined(this.sections["policy-results"], results);
    for (const [name, section] of Object.entries(others)) this.#other(name, section);
  }

  #other(name: string, section: Section<unknown>): void {
    const known = Object.entries(this.sections).find(([one]) => one === name)?.[1];
    if (known?.outcome !== "collected") {
      // A reason that was told stays until something was collected.
      if (known === undefined || section.outcome === "collected") Object.assign(this.sections, { [name]: section });
      return;
    }
    if (section.outcome !== "collected") return;
    const value = this.#both(name, known.value, section.value, [known.at, section.at], []);
    const isNew = value !== known.value && known.at !== section.at;
    const at = isNew ? `${known.at}, ${section.at}` : known.at;
    Object.assign(this.sections, { [name]: { outcome: "collected", value, at } });
  }

  /* The first value, completed by fields that only the other has. */
  #both(
    section: string,
    first: unknown,
    other: unknown,
    at: readonly [string, string],
    path: readonly string[],
  ): unknown {
    if (isEmpty(first)) return other;
    if (isFields(first) && isFields(other)) return this.#fields(section, first, other, at, path);
    if (section === "services" && Array.isArray(first) && Array.isArray(other)) return named(first, other);
    if (STEADY.has(section) && !isEmpty(other) && shown(first) !== shown(other)) {
      if (this.conflicts.length < CONFLICTS_MOST) {
        const counts = { value: shown(first), at: at[0] };
        this.conflicts.push({ section, name: path.join("."), counts, other: { value: shown(other), at: at[1] } });
      }
    }
    return first;
  }

  #fields(
    section: string,
    first: Fields,
    other: Fields,
    at: readonly [string, string],
    path: readonly string[],
  ): unknown {
    const merged = new Map(Object.entries(first));
    let isChanged = false;
    for (const [name, value] of Object.entries(other)) {
      const before = merged.get(name);
      const after = this.#both(section, before, value, at, [...path, name]);
      if (after === before) continue;
      merged.set(name, after);
      isChanged = true;
    }
    return isChanged ? Object.fromEntries(merged) : first;
  }
}

function nameOf(value: unknown): string | undefined {
  return isFields(value) && typeof value["name"] === "string" ? value["name"].toLowerCase() : undefined;
}

/* Services by name: those that only the other knows are added. */
function named(first: readonly unknown[], other: readonly unknown[]): readonly unknown[] {
  const names = new Set(first.map(nameOf));
  const added = other.filter((one) => !names.has(nameOf(one)));
  return added.length === 0 ? first : [...first, ...added];
}

function joined<Value>(
  one: Section<readonly Value[]> | undefined,
  other: Section<readonly Value[]>,
): Section<readonly Value[]> {
  if (one?.outcome !== "collected") return one !== undefined && other.outcome === "failed" ? one : other;
  if (other.outcome !== "collected") return one;
  return {
    outcome: "collected",
    value: [...one.value, ...other.value],
    at: one.at === other.at ? one.at : `${one.at}, ${other.at}`,
  };
}

/**
 * Several parts of one host as one inventory. Registry values, exported keys and policy results of all parts stand beside each
 * other with their own `at`. Of another section each field counts as the first part that was collected says it; fields that
 * only a later one has are added. Where two parts contradict each other in what does not change by itself, that is told in
 * `conflicts`. A failed section stays only where none was collected.
 */
export function mergeInventories(parts: readonly InventoryPart[], hostName?: string): HostInventory {
  const host = hostName ?? parts.find((part) => part.host !== undefined)?.host;
  const merger = new Merger();
  for (const part of parts) merger.add(part);
  const { sections, conflicts } = merger;
  const platforms = new Set(parts.map(({ platform }) => platform));
  platforms.delete("unknown");
  const [platform] = platforms;
  return {
    ...(host === undefined ? {} : { host }),
    platform: platforms.size === 1 && platform !== undefined ? platform : "unknown",
    sections,
    ...(conflicts.length === 0 ? {} : { conflicts }),
  };
}
