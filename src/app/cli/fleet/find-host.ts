import type { HostDocument } from "../../../core/contract/index.ts";
import { printable } from "../../../core/texts/index.ts";
import { usage } from "../operation-error.ts";
import type { ApiConnection } from "./api-connection.ts";

export interface HostPage {
  readonly items: readonly HostDocument[];
  readonly next: string | null;
  readonly total: number;
}

/** The host of this name, this "host:port", this address, or this number. Throws `OperationError` when there is none. */
export async function findHost(api: ApiConnection, name: string): Promise<HostDocument> {
  if (/^\d{1,15}$/.test(name)) {
    const host: HostDocument = JSON.parse(await api.send("GET", `/hosts/${name}`));
    return host;
  }
  if (name !== "") {
    const query = { search: hostPart(name), sort: "name", limit: 1000 };
    const page: HostPage = JSON.parse(await api.send("GET", "/hosts", { query }));
    const wanted = name.toLowerCase();
    const found =
      page.items.find((host) => host.name.toLowerCase() === wanted) ??
      page.items.find(({ settings }) => `${settings.host}:${settings.port ?? 3389}`.toLowerCase() === wanted) ??
      page.items.find(({ settings }) => settings.host.toLowerCase() === wanted);
    if (found !== undefined) return found;
  }
  throw usage("error.fleet-no-host", { name: printable(name, 128) });
}

/** What a search for name or host can find: without the port. */
function hostPart(name: string): string {
  return name.replace(/:\d{1,5}$/, "");
}
