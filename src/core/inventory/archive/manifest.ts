import { DecodeError } from "../../bytes/index.ts";
import { asFlag, asList, asText, asTimeMs, parsePowershellJson, property } from "../powershell-json.ts";

/** The schema that a manifest of a collector's archive names. */
const SCHEMA = "rdpulse.collect/1";

/** What the collector says of one section. */
export interface ManifestSection {
  readonly section: string;
  readonly outcome: "collected" | "failed";
  readonly reason?: string;
  /** Path within the archive. */
  readonly file?: string;
}

/** manifest.json of a collector's archive. */
export interface CollectManifest {
  /** "collect-windows 1", "collect-xrdp 1" */
  readonly collector: string;
  readonly platform: "windows" | "linux" | "unknown";
  readonly host?: string;
  readonly collectedAtMs?: number;
  /** Did it run with the rights of an administrator or root? */
  readonly isElevated?: boolean;
  readonly sections: readonly ManifestSection[];
}

/** The manifest; undefined for every other file. Never throws. */
export function readManifest(bytes: Uint8Array): CollectManifest | undefined {
  let value: unknown;
  try {
    value = parsePowershellJson(bytes);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
  if (asText(property(value, "schema")) !== SCHEMA) return undefined;
  const platform = asText(property(value, "platform"));
  const host = asText(property(value, "host"));
  const collectedAtMs = asTimeMs(property(value, "collectedAt"));
  const isElevated = asFlag(property(value, "isElevated"));
  return {
    collector: asText(property(value, "collector")) ?? "unknown",
    platform: platform === "windows" || platform === "linux" ? platform : "unknown",
    ...(host === undefined || host === "" ? {} : { host }),
    ...(collectedAtMs === undefined ? {} : { collectedAtMs }),
    ...(isElevated === undefined ? {} : { isElevated }),
    sections: asList(property(value, "sections")).flatMap(manifestSection),
  };
}

function manifestSection(value: unknown): readonly ManifestSection[] {
  const section = asText(property(value, "section"));
  if (section === undefined) return [];
  const reason = asText(property(value, "reason"));
  const file = asText(property(value, "file"))?.replaceAll("\\", "/");
  return [
    {
      section,
      outcome: asText(property(value, "outcome")) === "collected" ? "collected" : "failed",
      ...(reason === undefined ? {} : { reason }),
      ...(file === undefined ? {} : { file }),
    },
  ];
}
