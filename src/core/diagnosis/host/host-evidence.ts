import type { Detection } from "../../detection/index.ts";
import type { HostInventory } from "../../inventory/index.ts";
import type { ChannelCoverage } from "../../telemetry/index.ts";
import type { HostEventIndex } from "./event-index.ts";

/** All that one host told of itself. What is absent was not given, which is never a "no". */
export interface HostEvidence {
  readonly host: string;
  readonly events?: HostEventIndex;
  /** Channels of this host that were read. */
  readonly channels: readonly ChannelCoverage[];
  readonly inventory?: HostInventory;
  readonly detections: readonly Detection[];
  /** The moment that is explained, in the clock of the host: the time of a probe, else the newest record. */
  readonly referenceMs: number;
  /** Whether that moment is a probe's. */
  readonly isProbed: boolean;
}
