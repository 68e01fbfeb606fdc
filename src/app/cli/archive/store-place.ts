import { join, resolve } from "node:path";
import { defaultStatePath } from "../../../io/logon/index.ts";
import type { Arguments } from "../arguments.ts";
import type { World } from "../world.ts";

/** Where the monitor's store is. */
export interface StorePlace {
  /** Holds the databases, or with a `url` only the key of the secrets. */
  readonly folder: string;
  readonly url?: string;
  readonly secretKeyPath?: string;
  /** For people: the folder, or the server without its password. */
  readonly shown: string;
}

/** What --data and --store name, else $RDPULSE_DATA, else the folder "monitor" in the state folder of the account. */
export function storePlace(args: Arguments, env: World["env"]): StorePlace {
  const folder = resolve(args.get("data") ?? (env["RDPULSE_DATA"] || join(defaultStatePath(env), "monitor")));
  const url = args.get("store");
  const keyPath = env["RDPULSE_SECRET_KEY_FILE"];
  return {
    folder,
    ...(url === undefined ? {} : { url }),
    ...(keyPath === undefined || keyPath === "" ? {} : { secretKeyPath: resolve(keyPath) }),
    shown: url === undefined ? folder : withoutPassword(url),
  };
}

function withoutPassword(url: string): string {
  if (!URL.canParse(url)) return "PostgreSQL";
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
