import type { Problem } from "../configuration/index.ts";

/** What `rdpulse config check --json` prints. */
export interface ConfigurationCheck {
  readonly schema: "rdpulse.config-check/1";
  readonly file: string;
  /** false: `rdpulse serve` would refuse it. */
  readonly valid: boolean;
  readonly problems: readonly (Problem & {
    /** From 1; both 0 where the file itself is what is wrong. */
    readonly line: number;
    readonly column: number;
  })[];
}
