import { DecodeError, toHex } from "../../bytes/index.ts";
import type { CertificateState, HostInventory, InventorySections, Section, SectionName } from "../inventory.ts";
import { mergeInventories } from "../merge-inventories.ts";
import { asText, parsePowershellJson, property } from "../powershell-json.ts";
import type { InventoryPart } from "../single-export.ts";
import { derOf } from "./der.ts";
import type { CollectManifest } from "./manifest.ts";
import { isSectionName, SECTION_SHAPES } from "./section-shapes.ts";
import { ShapeFault } from "./shape.ts";

/** A file of the archive: `name` within it ("sections/services.json"), `at` as a person finds it. */
export interface ArchiveEntry {
  readonly name: string;
  readonly at: string;
  readonly bytes: Uint8Array;
}

type Sections = { -readonly [Name in keyof InventorySections]?: Section<InventorySections[Name]> };

/** Does the entry hold a section or a certificate? Everything else is an export or a log, and read as one. */
export function isArchiveEntry(name: string): boolean {
  return /^(?:sections\/[^/]+\.json|certificates\/[^/]+)$/i.test(name);
}

/**
 * The inventory of a collector's archive. `entries` are the files that `isArchiveEntry` names, `exports` what its raw exports
 * gave. Every section is checked field by field: one of another shape fails alone, with the field as its reason; what the
 * manifest promises and the archive does not hold fails as well. Never throws.
 */
export function buildInventory(
  manifest: CollectManifest,
  manifestAt: string,
  entries: readonly ArchiveEntry[],
  exports: readonly InventoryPart[],
): HostInventory {
  const sections: Sections = {};
  for (const entry of entries) if (/^sections\//i.test(entry.name)) addSection(sections, entry);
  const merged = mergeInventories([{ platform: manifest.platform, sections }, ...exports], manifest.host);
  const { collector, collectedAtMs } = manifest;
  return {
    ...merged,
    platform: manifest.platform,
    collector,
    ...(collectedAtMs === undefined ? {} : { collectedAtMs }),
    sections: withCertificates({ ...told(manifest, manifestAt), ...merged.sections }, entries),
  };
}

function addSection(sections: Sections, { name, at, bytes }: ArchiveEntry): void {
  const fileName = /([^/]+)\.json$/i.exec(name)?.[1]?.toLowerCase() ?? "";
  let section = fileName;
  try {
    const whole = parsePowershellJson(bytes);
    section = asText(property(whole, "section")) ?? fileName;
    if (!isSectionName(section)) return;
    if (asText(property(whole, "outcome")) === "collected") {
      put(sections, section, { outcome: "collected", value: valueOf(section, whole, at), at });
    } else {
      const reason = asText(property(whole, "reason")) ?? "the collector gives no reason";
      put(sections, section, { outcome: "failed", reason, at });
    }
  } catch (error) {
    if (!(error instanceof DecodeError) && !(error instanceof ShapeFault)) throw error;
    if (isSectionName(section)) put(sections, section, { outcome: "failed", reason: error.message, at });
  }
}

function valueOf(name: SectionName, whole: unknown, at: string): unknown {
  return SECTION_SHAPES[name](property(whole, "value"), "", at);
}

function put(sections: Sections, name: SectionName, section: Section<unknown>): void {
  // Two files of one section: what was collected counts.
  if (sections[name]?.outcome !== "collected") Object.assign(sections, { [name]: section });
}

/* What only the manifest says: sections that failed, and such as are not there though it promises them. */
function told(manifest: CollectManifest, at: string): Sections {
  const sections: Sections = {};
  for (const { section, outcome, reason, file } of manifest.sections) {
    if (!isSectionName(section)) continue;
    const missing = `${file ?? "its file"} is not in the archive or cannot be read`;
    const why = outcome === "collected" ? missing : (reason ?? "the collector gives no reason");
    put(sections, section, { outcome: "failed", reason: why, at });
  }
  return sections;
}

/* Files of the folder bear the thumbprint of their certificate as their name. */
function withCertificates(sections: Sections, entries: readonly ArchiveEntry[]): Sections {
  const { certificates } = sections;
  if (certificates?.outcome !== "collected") return sections;
  const files = new Map<string, Uint8Array>();
  for (const { name, bytes } of entries) {
    const thumbprint = /^certificates\/([\da-f]{40})\.\w+$/i.exec(name)?.[1]?.toLowerCase();
    const der = thumbprint === undefined ? undefined : derOf(bytes);
    if (thumbprint !== undefined && der !== undefined) files.set(thumbprint, der);
  }
  const value = certificates.value.map((state): CertificateState => {
    const der = files.get(state.thumbprintSha1.toLowerCase());
    return der === undefined || state.derHex !== undefined ? state : { ...state, derHex: toHex(der) };
  });
  return { ...sections, certificates: { ...certificates, value } };
}
