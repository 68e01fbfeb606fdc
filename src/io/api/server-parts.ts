import type { Authentication } from "./authentication.ts";
import type { ChangeFeed } from "./change-feed.ts";
import type { StreamLimits } from "./event-stream.ts";
import type { SignIns } from "./sign-in.ts";
import type { TokenKeeper } from "./token-keeper.ts";

/** What some operations need of the server itself. */
export interface ServerParts {
  readonly authentication: Authentication;
  readonly feed: ChangeFeed;
  readonly isTls: boolean;
  readonly signIns: SignIns;
  readonly streams: StreamLimits;
  readonly tokens: TokenKeeper;
}
