import {
  type Configuration,
  declaredTargets,
  DOCUMENT_KINDS,
  DOCUMENT_SECTIONS,
  type DocumentKind,
  isSame,
  targetName,
} from "../../core/configuration/index.ts";
import type { Origin, TargetSettings, TenantId } from "../../core/fleet/index.ts";
import { type Store, StoreFailure } from "../store/index.ts";

/** A name that the file declares and something else did before: the other one stays. */
export interface NameConflict {
  readonly kind: DocumentKind | "target";
  readonly name: string;
  readonly origin: Origin;
}

export interface AppliedConfiguration {
  readonly put: number;
  readonly removed: number;
  readonly conflicts: readonly NameConflict[];
}

/** Somebody may take a name between our look and our write; then everything is looked at anew. */
const ATTEMPTS = 3;

/**
 * Makes the store's targets and documents of origin "file" those of the configuration. What is equal is not touched,
 * what vanished from the file is removed, what others declared stays. Rejects with StoreFailure.
 */
export async function applyConfiguration(
  store: Store,
  tenant: TenantId,
  configuration: Configuration,
  nowMs: number,
): Promise<AppliedConfiguration> {
  const targets = await repeated(() => applyTargets(store, tenant, declaredTargets(configuration), nowMs));
  let { put, removed } = targets;
  const conflicts = [...targets.conflicts];
  for (const section of DOCUMENT_SECTIONS) {
    const documents = configuration[section] ?? [];
    const kind = DOCUMENT_KINDS[section];
    // One after the other: a rule never stands before the channel that it names.
    const applied = await repeated(() => applyDocuments(store, tenant, kind, documents, nowMs));
    put += applied.put;
    removed += applied.removed;
    conflicts.push(...applied.conflicts);
  }
  return { put, removed, conflicts };
}

async function repeated(work: () => Promise<AppliedConfiguration>): Promise<AppliedConfiguration> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StoreFailure) || error.trouble !== "conflict" || attempt === ATTEMPTS) throw error;
    }
  }
}

async function applyTargets(
  store: Store,
  tenant: TenantId,
  declared: readonly TargetSettings[],
  nowMs: number,
): Promise<AppliedConfiguration> {
  const known = new Map(
    (await store.targets.all()).filter((target) => target.tenant === tenant).map((target) => [target.name, target]),
  );
  const names = new Set(declared.map(targetName));
  const vanished = [...known.values()].filter(({ origin, name }) => origin === "file" && !names.has(name));
  await store.targets.remove(
    tenant,
    vanished.map(({ id }) => id),
  );
  const conflicts: NameConflict[] = [];
  const changed = declared.filter((settings) => {
    const before = known.get(targetName(settings));
    if (before === undefined) return true;
    if (before.origin === "file") return !isSame(before.settings, settings);
    conflicts.push({ kind: "target", name: before.name, origin: before.origin });
    return false;
  });
  if (changed.length > 0) await store.targets.putAll(tenant, changed, "file", nowMs);
  return { put: changed.length, removed: vanished.length, conflicts };
}

async function applyDocuments(
  store: Store,
  tenant: TenantId,
  kind: DocumentKind,
  documents: readonly { readonly name: string }[],
  nowMs: number,
): Promise<AppliedConfiguration> {
  const known = new Map(
    (await store.resources.list<unknown>(tenant, kind)).map((resource) => [resource.name, resource]),
  );
  const names = new Set(documents.map(({ name }) => name));
  const vanished = [...known.values()].filter(({ origin, name }) => origin === "file" && !names.has(name));
  for (const { name } of vanished) await store.resources.remove(tenant, kind, name, "file");
  const conflicts: NameConflict[] = [];
  let put = 0;
  for (const document of documents) {
    const before = known.get(document.name);
    if (before !== undefined && before.origin !== "file") {
      conflicts.push({ kind, name: document.name, origin: before.origin });
    } else if (!isSame(before?.doc, document)) {
      put++;
      await store.resources.put(tenant, kind, document.name, document, "file", null, nowMs);
    }
  }
  return { put, removed: vanished.length, conflicts };
}
