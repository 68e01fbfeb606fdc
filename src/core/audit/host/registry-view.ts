import { type HostInventory, type RegistryValue, sectionOf } from "../../inventory/index.ts";

/** What the registry says of one value. */
export type RegistryAnswer =
  | { readonly kind: "value"; readonly entry: RegistryValue; readonly others: readonly RegistryValue[] }
  /** The key was exported whole and lacks the value. */
  | { readonly kind: "absent"; readonly at: string }
  | { readonly kind: "unknown" };

/* A policy file or a security template sets values; that it lacks one says nothing of the host. */
/* `reg export` writes a key with all that is under it. */
const WHOLE_EXPORT = /\.reg(?:#|$)/i;
const SETS_ONLY = /\.(?:pol|inf)(?:#|$)/i;

function sourceOf(at: string): string {
  const end = at.lastIndexOf("#");
  return end < 0 ? at : at.slice(0, end);
}

/** A key as keys are compared: lower case, the control set in use, no backslash at the end. */
export function comparableKey(key: string): string {
  return key
    .toLowerCase()
    .replace(/^hkey_local_machine\\/, "hklm\\")
    .replace(/^hklm\\system\\controlset\d{3}\\/, "hklm\\system\\currentcontrolset\\")
    .replace(/\\+$/, "");
}

/** The collected registry, to be asked for values, and for what was exported at all. */
export class RegistryView {
  readonly #values = new Map<string, RegistryValue[]>();
  /** Key to a line of an export that holds its values. */
  readonly #exported = new Map<string, string>();
  /** The same of those that hold all below the key too. */
  readonly #exportedWhole = new Map<string, string>();
  readonly entries: readonly RegistryValue[];

  constructor(inventory: HostInventory) {
    this.entries = sectionOf(inventory, "registry") ?? [];
    for (const entry of this.entries) {
      const key = comparableKey(entry.key);
      const index = `${key}\\${entry.name.toLowerCase()}`;
      const known = this.#values.get(index);
      if (known === undefined) this.#values.set(index, [entry]);
      else known.push(entry);
      if (!SETS_ONLY.test(entry.at) && !this.#exported.has(key)) this.#exported.set(key, entry.at);
      if (WHOLE_EXPORT.test(entry.at) && !this.#exportedWhole.has(key)) this.#exportedWhole.set(key, entry.at);
    }
    for (const exported of sectionOf(inventory, "registry-keys") ?? []) {
      this.#exportedWhole.set(comparableKey(exported.key), exported.at);
    }
  }

  /** The value that counts, its absence, or that nothing is known of the key. Names are compared without regard to case. */
  find(key: string, name: string): RegistryAnswer {
    const comparable = comparableKey(key);
    const all = this.#values.get(`${comparable}\\${name.toLowerCase()}`) ?? [];
    // What stands in the registry counts before what a policy file would put there.
    const live = all.filter(({ at }) => !SETS_ONLY.test(at));
    const entry = live.at(-1) ?? all.at(-1);
    if (entry?.change === "deleted") return { kind: "absent", at: entry.at };
    if (entry !== undefined) return { kind: "value", entry, others: all.filter((other) => other !== entry) };
    const at = this.#coverOf(comparable);
    return at === undefined ? { kind: "unknown" } : { kind: "absent", at };
  }

  /** Was the key exported, by itself or with one above it? */
  #coverOf(key: string): string | undefined {
    const own = this.#exported.get(key);
    if (own !== undefined) return sourceOf(own);
    for (let end = key.length; end > 0; end = key.lastIndexOf("\\", end - 1)) {
      const at = this.#exportedWhole.get(key.slice(0, end));
      if (at !== undefined) return sourceOf(at);
    }
    return undefined;
  }
}
