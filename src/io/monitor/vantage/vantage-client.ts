import { setTimeout as sleep } from "node:timers/promises";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { Agent as HttpAgent, request as httpRequest } from "node:http";
import { ProbeFailed, type Prober } from "../probe/probe-pool.ts";
import type { HandedTask, VantageAnswer } from "./remote-prober.ts";
import type { VantageMode } from "./vantage-desk.ts";

export interface VantageOptions {
  /** Of the server, with its path: https://rdpulse.example:8443 */
  readonly url: URL;
  readonly token: string;
  readonly name: string;
  /** Checks at a time. */
  readonly capacity: number;
  /** Take a share of the fleet's checks, or repeat those of the targets that name it. */
  readonly mode: VantageMode;
  /** Roots of the server's certificate, PEM. */
  readonly caPem?: string;
}

/** What a person who started a vantage is told. */
export type VantageNews =
  | { readonly kind: "joined" }
  | { readonly kind: "lost"; readonly why: string }
  | { readonly kind: "refused"; readonly status: number; readonly why: string }
  | { readonly kind: "worked"; readonly checks: number };

/** The server answers with work, or with nothing after this time. */
export const WORK_WAIT_MS = 20_000;
const ANSWER_TIMEOUT_MS = WORK_WAIT_MS + 10_000;
const ANSWER_LIMIT_BYTES = 8 * 1024 * 1024;
const REPORT_MS = 250;
/** An empty report says that this vantage is still there, however long its checks take. */
const SIGN_OF_LIFE_MS = 3000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
/** Answers that wait while the server is away; what is older is no longer wanted there. */
const KEPT_ANSWERS = 5000;

/** A vantage: fetches checks from the server, makes them from where it stands, and reports what they brought. */
export class VantageClient {
  readonly #options: VantageOptions;
  readonly #prober: Prober;
  readonly #tell: (news: VantageNews) => void;
  readonly #agent: HttpAgent | HttpsAgent;
  readonly #running = new Set<number>();
  #answers: VantageAnswer[] = [];
  #isJoined = false;
  #isFirstAsk = true;
  #reportedMs = 0;

  constructor(options: VantageOptions, prober: Prober, tell: (news: VantageNews) => void) {
    this.#options = options;
    this.#prober = prober;
    this.#tell = tell;
    const keep = { keepAlive: true, maxSockets: 4 };
    this.#agent =
      options.url.protocol === "https:"
        ? new HttpsAgent({ ...keep, ...(options.caPem === undefined ? {} : { ca: options.caPem }) })
        : new HttpAgent(keep);
  }

  /** Works until it is told to stop, or until the server refuses its token. Resolves with whether it was refused. */
  async run(signal: AbortSignal): Promise<"stopped" | "refused"> {
    const end = new AbortController();
    const both = AbortSignal.any([signal, end.signal]);
    const reporting = this.#report(both);
    const result = await this.#fetchWork(both);
    end.abort();
    await reporting;
    this.#agent.destroy();
    return result;
  }

  async #fetchWork(signal: AbortSignal): Promise<"stopped" | "refused"> {
    let pauseMs = 0;
    while (!signal.aborted) {
      if (this.#running.size >= this.#options.capacity) {
        await pause(50, signal);
        continue;
      }
      try {
        const free = this.#options.capacity - this.#running.size;
        const asked = { free, waitMs: WORK_WAIT_MS, mode: this.#options.mode, fresh: this.#isFirstAsk };
        const tasks = tasksIn(await this.#ask("work", this.#isFirstAsk ? { ...asked, waitMs: 0 } : asked, signal));
        this.#isFirstAsk = false;
        if (!this.#isJoined) this.#tell({ kind: "joined" });
        this.#isJoined = true;
        pauseMs = 0;
        for (const handed of tasks) void this.#make(handed, signal);
      } catch (error) {
        if (signal.aborted) break;
        if (error instanceof Refused) {
          this.#tell({ kind: "refused", status: error.status, why: error.message });
          if (error.status === 401 || error.status === 403) return "refused";
        } else if (this.#isJoined || pauseMs === 0) {
          this.#tell({ kind: "lost", why: error instanceof Error ? error.message : String(error) });
        }
        this.#isJoined = false;
        pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, pauseMs * 2));
        await pause(pauseMs, signal);
      }
    }
    return "stopped";
  }

  async #make({ id, task }: HandedTask, signal: AbortSignal): Promise<void> {
    if (this.#running.has(id)) return;
    this.#running.add(id);
    try {
      this.#answers.push({ id, outcome: await this.#prober.check(task, signal) });
    } catch (error) {
      const why = error instanceof ProbeFailed ? error.message : String(error);
      this.#answers.push({ id, failure: why.slice(0, 500) });
    } finally {
      this.#running.delete(id);
    }
    if (this.#answers.length > KEPT_ANSWERS) this.#answers.shift();
  }

  async #report(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await pause(REPORT_MS, signal);
      const isQuiet = performance.now() - this.#reportedMs < SIGN_OF_LIFE_MS;
      if (!this.#isJoined || (this.#answers.length === 0 && isQuiet)) continue;
      const answers = this.#answers.splice(0, 500);
      try {
        await this.#ask("results", { answers }, signal);
        this.#reportedMs = performance.now();
        if (answers.length > 0) this.#tell({ kind: "worked", checks: answers.length });
      } catch (error) {
        // The server is away: they wait. What it refuses is refused the second time, too.
        if (!(error instanceof Refused)) this.#answers = [...answers, ...this.#answers].slice(-KEPT_ANSWERS);
        await pause(FIRST_PAUSE_MS, signal);
      }
    }
  }

  async #ask(what: "work" | "results", body: object, signal: AbortSignal): Promise<unknown> {
    const { url, token, name } = this.#options;
    const address = new URL(
      `api/v1/vantages/${encodeURIComponent(name)}/${what}`,
      url.href.endsWith("/") ? url : `${url.href}/`,
    );
    const text = JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const request = (url.protocol === "https:" ? httpsRequest : httpRequest)(address, {
        method: "POST",
        agent: this.#agent,
        signal,
        timeout: ANSWER_TIMEOUT_MS,
        headers: {
          authorization: `Bearer ${token}`,
          "content-type": "application/json",
          "content-length": Buffer.byteLength(text),
        },
      });
      request.on("timeout", () => request.destroy(new Error("the server did not answer")));
      request.on("error", reject);
      request.on("response", (response) => {
        const chunks: Buffer[] = [];
        let length = 0;
        response.on("data", (chunk: Buffer) => {
          length += chunk.length;
          if (length > ANSWER_LIMIT_BYTES) request.destroy(new Error("the server's answer is too long"));
          else chunks.push(chunk);
        });
        response.on("error", reject);
        response.on("end", () => {
          const answer = Buffer.concat(chunks).toString("utf8");
          const status = response.statusCode ?? 0;
          if (status >= 500) reject(new Error(`the server answered ${status}`));
          else if (status >= 300) reject(new Refused(status, detailOf(answer)));
          else resolve(documentIn(answer));
        });
      });
      request.end(text);
    });
  }
}

/** The server is ours and checked its answer. Throws where something else answered at its address. */
function tasksIn(answer: unknown): readonly HandedTask[] {
  if (typeof answer === "object" && answer !== null && "tasks" in answer && Array.isArray(answer.tasks)) {
    return answer.tasks;
  }
  throw new Error("what answers there is no RDPulse server");
}

/** JSON, or nothing. */
function documentIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The sentence of an application/problem+json, or nothing. */
function detailOf(answer: string): string {
  const problem = documentIn(answer);
  if (typeof problem !== "object" || problem === null) return "";
  if ("detail" in problem && typeof problem.detail === "string") return problem.detail;
  return "title" in problem && typeof problem.title === "string" ? problem.title : "";
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
