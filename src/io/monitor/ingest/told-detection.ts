import type { Detection } from "../../../core/detection/index.ts";

/** A detection as the stream of changes has it: small, with the texts of strangers cut. */
export interface ToldDetection {
  /** The same attack is told under the same one. */
  readonly key: string;
  readonly detail: Pick<Detection, "id" | "severity" | "confidence" | "title" | "summary" | "outcome" | "count"> & {
    readonly firstMs: number;
    readonly lastMs: number;
    readonly hosts: readonly string[];
    readonly addresses: readonly string[];
    readonly users: readonly string[];
  };
}

const LISTED = 10;
const MOST_TEXT = 128;

export function toldDetection(detection: Detection): ToldDetection {
  const { id, severity, confidence, title, summary, outcome, count, firstMs, lastMs } = detection;
  const [hosts, addresses, users] = [detection.hosts, detection.addresses, detection.users].map((texts) =>
    texts.slice(0, LISTED).map((text) => text.slice(0, MOST_TEXT).toWellFormed()),
  );
  const key = JSON.stringify([id, hosts?.[0], addresses?.[0], users?.[0]]);
  return {
    key,
    detail: {
      id,
      severity,
      confidence,
      title,
      summary,
      outcome,
      count,
      firstMs,
      lastMs,
      hosts: hosts ?? [],
      addresses: addresses ?? [],
      users: users ?? [],
    },
  };
}

/** Worth telling again: it is graver, somebody got in, or there is ten times as much of it. */
export function signOf({ detail: { severity, outcome, count } }: ToldDetection): string {
  return `${severity} ${outcome} ${Math.floor(Math.log10(Math.max(1, count)))}`;
}
