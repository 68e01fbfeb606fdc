import type { Configuration } from "../../core/configuration/index.ts";
import type { ServerNews } from "./server-news.ts";

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

export interface ServerOptions {
  readonly version: string;
  readonly listen: ListenAddress;
  readonly folder: string;
  readonly storeUrl?: string;
  /** File with the key of stored secrets; one in the folder when absent. */
  readonly secretKeyPath?: string;
  readonly configuration: Configuration;
  /** Folder of the configuration file: where paths of secrets begin. */
  readonly configurationFolder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer };
  /** Folder of the recordings that a demo fleet shows, at start or when somebody asks for it later. */
  readonly recordings: URL;
  /** Watch a demo fleet from the beginning, with servers that this program starts, where it can. */
  readonly demo?: { readonly lab: URL };
  readonly threads: number;
  /** Folder of the built dashboard. */
  readonly pages?: string;
  readonly onNews: (news: ServerNews) => void;
}
