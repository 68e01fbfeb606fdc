import type { Authentication } from "../authentication.ts";
import type { ChangeFeed } from "../change-feed.ts";
import type { StreamLimits } from "../event-stream.ts";
import type { Resource } from "../operation.ts";
import type { SignIns } from "../sign-in.ts";
import type { TokenKeeper } from "../token-keeper.ts";

/** What some resources need of the server itself. */
export interface Surroundings {
  readonly authentication: Authentication;
  readonly feed: ChangeFeed;
  readonly isTls: boolean;
  readonly signIns: SignIns;
  readonly streams: StreamLimits;
  readonly tokens: TokenKeeper;
  /** Resources of other rooms, so that the description has them too. */
  readonly others: readonly Resource[];
}
