import {
  checkDocument,
  DOCUMENT_KINDS,
  DOCUMENT_SECTIONS,
  type DocumentKind,
  type KnownWords,
} from "../../core/configuration/index.ts";
import type { TenantId } from "../../core/fleet/index.ts";
import type { Localized } from "../../core/texts/index.ts";
import type { Store } from "../store/index.ts";
import { isZone } from "./load-configuration.ts";

export interface DocumentProblem {
  /** JSON Pointer (RFC 6901) into the document. */
  readonly pointer: string;
  readonly text: Localized;
}

/**
 * What is wrong with a document that somebody puts through the API: the same checks as those of the file, and names of
 * channels are those of the store. Rejects with StoreFailure.
 */
export async function documentProblems(
  store: Store,
  tenant: TenantId,
  kind: DocumentKind,
  name: string,
  document: unknown,
  channels: KnownWords["channels"],
): Promise<readonly DocumentProblem[]> {
  const section = DOCUMENT_SECTIONS.find((each) => DOCUMENT_KINDS[each] === kind);
  if (section === undefined || typeof document !== "object" || document === null) return [];
  const stored = await store.resources.list(tenant, "channel");
  const known = { channels, isZone, channelNames: new Set(stored.map((channel) => channel.name)) };
  const problems = checkDocument(section, { ...document, name }, known).map(({ path, message }) => ({
    pointer: pointerOf(path),
    text: message,
  }));
  return kind === "discovery" && "files" in document ? [...problems, FILES_OF_THE_SERVER] : problems;
}

/** Whoever may call the API must not learn what stands in files of the server. */
const FILES_OF_THE_SERVER: DocumentProblem = {
  pointer: "/files",
  text: {
    en: "files of the server can only be named in its configuration file",
    zh: "服务器上的文件只能在其配置文件中指定",
  },
};

function pointerOf(path: readonly (string | number)[]): string {
  return path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
