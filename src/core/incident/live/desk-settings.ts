/** When incidents are widened, closed and reopened. Defaults of ours; every one can be set. */
export interface DeskSettings {
  /** All members must be good for so long before it closes. */
  readonly closeAfterMs: number;
  /** The same cause at the same scope within so long after closing reopens it. */
  readonly reopenWithinMs: number;
  /** So many members of one group with one fault make it the group's fault … */
  readonly widenFrom: number;
  /** … when they are at least this share of those members of the group of which anything is known … */
  readonly widenShare: number;
  /** … and began to fail within this time. */
  readonly widenWithinMs: number;
}

export const DEFAULT_DESK_SETTINGS: DeskSettings = {
  closeAfterMs: 120_000,
  reopenWithinMs: 3_600_000,
  widenFrom: 3,
  widenShare: 0.5,
  widenWithinMs: 300_000,
};
