import { compress } from "snappyjs";
import type { RemoteWriteSettings } from "../../core/configuration/index.ts";
import { encodeWriteRequest, type WriteSeries } from "../../core/exposition/index.ts";
import type { Secret } from "../../core/sequence/index.ts";
import { operatorPolicy, type OutboundPolicy, type OutboundRanges, post } from "../notify/index.ts";

const TIMEOUT_MS = 30_000;

/** What became of a request: *refused* is not to be repeated (4xx but 429), *later* is. */
export interface SendOutcome {
  readonly kind: "taken" | "refused" | "later";
  /** One line for a person; empty when taken. */
  readonly why: string;
  readonly retryAfterMs?: number;
}

export interface ReceiverOptions {
  readonly settings: RemoteWriteSettings;
  readonly outbound: OutboundRanges;
  readonly secret: (reference: string) => Promise<Secret>;
  readonly nowMs: () => number;
}

/** The other end of a remote write (Prometheus "Remote-Write Specification" 1.0). */
export class Receiver {
  readonly #options: ReceiverOptions;
  readonly #policy: OutboundPolicy;

  constructor(options: ReceiverOptions) {
    this.#options = options;
    this.#policy = operatorPolicy(options.outbound);
  }

  /** Never rejects. */
  async send(series: readonly WriteSeries[]): Promise<SendOutcome> {
    const { settings, nowMs } = this.#options;
    const { labels = {}, url } = settings;
    const labelled = series.map((each) => ({ ...each, labels: { ...labels, ...each.labels } }));
    try {
      const body = compress(encodeWriteRequest(labelled, (text) => Buffer.from(text, "utf8")));
      const headers = {
        ...(await this.#authorization()),
        "Content-Encoding": "snappy",
        "X-Prometheus-Remote-Write-Version": "0.1.0",
      };
      const world = { policy: this.#policy, timeoutMs: TIMEOUT_MS, nowMs };
      const answer = await post({ url, body, contentType: "application/x-protobuf", headers }, world);
      return outcomeOf(answer);
    } catch (error) {
      return { kind: "later", why: lineOf(error instanceof Error ? error.message : String(error)) };
    }
  }

  async #authorization(): Promise<Readonly<Record<string, string>>> {
    const { settings, secret } = this.#options;
    if (settings.bearer !== undefined) {
      return { Authorization: `Bearer ${(await secret(settings.bearer)).reveal().trim()}` };
    }
    if (settings.username === undefined || settings.password === undefined) return {};
    const password = (await secret(settings.password)).reveal();
    return { Authorization: `Basic ${Buffer.from(`${settings.username}:${password}`, "utf8").toString("base64")}` };
  }
}

function outcomeOf(answer: Awaited<ReturnType<typeof post>>): SendOutcome {
  const { status, text, retryAfterMs } = answer;
  if (status >= 200 && status < 300) return { kind: "taken", why: "" };
  const why = lineOf(`it answered ${status}: ${text}`);
  if (status < 500 && status !== 429) return { kind: "refused", why };
  return { kind: "later", why, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

/** What a stranger says, short and on one line. */
function lineOf(text: string): string {
  return text
    .replaceAll(/[\p{C}\s]+/gu, " ")
    .trim()
    .slice(0, 300);
}
