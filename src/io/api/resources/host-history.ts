import { api } from "../../../core/contract/index.ts";
import type { BandDocument, RollupDocument, SessionDocument } from "../../../core/contract/index.ts";
import { TIMED_STAGES } from "../../../core/fleet/index.ts";
import type { HostRollup, LogHistogram } from "../../../core/reliability/index.ts";
import type { StoredSession } from "../../store/index.ts";
import { streamCheck } from "../check-stream.ts";
import { operation, type Resource } from "../operation.ts";
import { notFound, Problem } from "../problem.ts";
import type { StageSeen } from "../services.ts";
import { requireHost, stateOf } from "./hosts.ts";
import {
  DAY_MS,
  type IdParams,
  idParams,
  type PageQuery,
  present,
  recordAction,
  spanOf,
  type SpanQuery,
  spanQuery,
} from "./requests.ts";

interface VantageQuery {
  readonly vantage?: number;
}
const vantage = { vantage: { type: "integer", minimum: 0, maximum: 1_000_000 } };

export function bandOf(histogram: LogHistogram | undefined): BandDocument | null {
  const [p50Us, p90Us, p95Us, p99Us] = [0.5, 0.9, 0.95, 0.99].map((share) => histogram?.quantile(share) ?? null);
  if (p50Us == null || p90Us == null || p95Us == null || p99Us == null) return null;
  return { p50Us, p90Us, p95Us, p99Us };
}

function rollupDocument(rollup: HostRollup): RollupDocument {
  const { fromMs, checks, successes, degraded, failing, unreachable, excluded } = rollup;
  const stages = TIMED_STAGES.flatMap((stage) => {
    const band = bandOf(rollup.stages[stage]);
    return band === null ? [] : [[stage, band]];
  });
  return {
    fromMs,
    checks,
    successes,
    degraded,
    failing,
    unreachable,
    excluded,
    total: bandOf(rollup.total),
    stages: Object.fromEntries(stages),
  };
}

export function sessionDocument(session: StoredSession): SessionDocument {
  const { host, target, user, address, state, startMs, endMs, seenMs } = session;
  return { host, target, user, address, state, startMs, endMs, seenMs };
}

function notTaken(name: string): Problem {
  return new Problem("in-progress", {
    en: `${name} is being checked already, its watch is off, or another server of this fleet watches it`,
    zh: `${name} 正在检查中、已停止监控，或由同一机群的其他服务器监控`,
  });
}

export const hostHistory: Resource = {
  name: "host history",
  about: "What is known of one host over time.",
  operations: [
    operation<{ params: IdParams; query: SpanQuery & VantageQuery & { readonly limit?: number } }>({
      id: "listResults",
      method: "GET",
      path: "/hosts/:id/results",
      summary: "Single checks, the newest first; the last day when nothing is asked",
      scope: "read",
      params: idParams,
      query: api.parameters({ ...spanQuery, ...vantage, limit: { type: "integer", minimum: 1, maximum: 10_000 } }),
      answers: { 200: api.resultList },
      run: async (call) => {
        const { id } = await requireHost(call, call.params.id);
        const { fromMs, untilMs } = spanOf(call.query, call.nowMs, DAY_MS, 31 * DAY_MS);
        const { results } = call.services.store;
        const most = call.query.limit ?? 1000;
        const { vantage: from } = call.query;
        const rows = await results.rows(call.tenant, id, fromMs, untilMs, most, ...(from === undefined ? [] : [from]));
        return { body: { items: rows } };
      },
    }),
    operation<{ params: IdParams; query: SpanQuery & VantageQuery & { readonly span?: "hour" | "day" } }>({
      id: "listRollups",
      method: "GET",
      path: "/hosts/:id/rollups",
      summary: "Counts and percentiles an hour or a day; the last 7 days when nothing is asked",
      scope: "read",
      params: idParams,
      query: api.parameters({ ...spanQuery, ...vantage, span: { type: "string", enum: ["hour", "day"] } }),
      answers: { 200: api.rollupList },
      run: async (call) => {
        const { id } = await requireHost(call, call.params.id);
        const { query, services, tenant, nowMs } = call;
        const span = query.span ?? "hour";
        const { fromMs, untilMs } = spanOf(query, nowMs, 7 * DAY_MS, span === "hour" ? 92 * DAY_MS : 1100 * DAY_MS);
        const rollups = await services.store.results.hostRollups(tenant, [id], span, fromMs, untilMs);
        const wanted = rollups.filter((rollup) => rollup.vantage === (query.vantage ?? 0));
        return { body: { span, items: wanted.map(rollupDocument) } };
      },
    }),
    operation<{ params: IdParams; query: VantageQuery }>({
      id: "getFacts",
      method: "GET",
      path: "/hosts/:id/facts",
      summary: "What the host is known to be: certificate, build, names, NLA, TLS",
      scope: "read",
      params: idParams,
      query: api.parameters(vantage),
      answers: { 200: api.facts },
      run: async (call) => {
        const { id } = await requireHost(call, call.params.id);
        const { vantage: from } = call.query;
        const { results } = call.services.store;
        return { body: await results.facts(call.tenant, id, ...(from === undefined ? [] : [from])) };
      },
    }),
    operation<{ params: IdParams; query: SpanQuery & PageQuery & { readonly fact?: string } }>({
      id: "listChanges",
      method: "GET",
      path: "/hosts/:id/changes",
      summary: "What changed on the host, the newest first; changes of its certificate are judged",
      scope: "read",
      params: idParams,
      query: api.parameters({ ...api.paging, ...spanQuery, fact: { type: "string", enum: api.FACT_NAMES } }),
      answers: { 200: api.factChangePage },
      run: async (call) => {
        const { id } = await requireHost(call, call.params.id);
        const filter = { target: id, ...present(call.query) };
        const page = await call.services.store.results.factChanges(call.tenant, filter);
        return { body: page, next: page.next };
      },
    }),
    operation<{ params: IdParams }>({
      id: "listTranscripts",
      method: "GET",
      path: "/hosts/:id/transcripts",
      summary: "Conversations kept of a failing host: the first failure, each change of fault, the latest",
      scope: "read",
      params: idParams,
      answers: { 200: api.transcriptList },
      run: async (call) => {
        const { id } = await requireHost(call, call.params.id);
        return { body: { items: await call.services.store.results.transcripts(call.tenant, id) } };
      },
    }),
    operation<{ params: IdParams; query: { readonly atMs?: number } }>({
      id: "getTranscript",
      method: "GET",
      path: "/hosts/:id/transcript.txt",
      summary: "One of these conversations as text for `rdpulse replay`; the newest when no time is given",
      scope: "read",
      params: idParams,
      query: api.parameters({ atMs: api.timeMs }),
      answers: { 200: "text/plain" },
      run: async (call) => {
        const { id } = await requireHost(call, call.params.id);
        const kept = await call.services.store.results.transcripts(call.tenant, id);
        const { atMs } = call.query;
        const wanted = kept
          .filter((transcript) => atMs === undefined || transcript.atMs === atMs)
          .toSorted((a, b) => b.atMs - a.atMs)[0];
        if (wanted === undefined) {
          throw notFound({ en: "No transcript is kept of it", zh: "没有保留该主机的会话记录" });
        }
        return { text: { type: "text/plain; charset=utf-8", content: wanted.text } };
      },
    }),
    operation<{ params: IdParams }>({
      id: "checkHost",
      method: "POST",
      path: "/hosts/:id/check",
      summary: "Checks the host now with every question; the result arrives on the stream of changes",
      scope: "operate",
      params: idParams,
      answers: { 202: api.taken },
      run: async (call) => {
        const { id, name } = await requireHost(call, call.params.id);
        const [taken] = await call.services.monitor.checkNow(call.tenant, [id]);
        if (taken === undefined) throw notTaken(name);
        await recordAction(call, "host.check", name, { id });
        return { status: 202, body: { taken: true } };
      },
    }),
    operation<{ params: IdParams }>({
      id: "followCheck",
      method: "POST",
      path: "/hosts/:id/check/live",
      summary: "Checks the host now and tells each stage as it ends: a line of JSON a stage, the last with the result",
      scope: "operate",
      params: idParams,
      // What was seen live cannot be given again.
      repeatable: false,
      answers: { 200: "application/x-ndjson" },
      run: async (call) => {
        const { id, name } = await requireHost(call, call.params.id);
        const early: StageSeen[] = [];
        let tell = (stage: StageSeen): void => void early.push(stage);
        const check = await call.services.monitor.followCheck(call.tenant, id, (stage) => tell(stage));
        if (check === null) throw notTaken(name);
        // It may fail before the answer begins.
        check.ended.catch(() => undefined);
        await recordAction(call, "host.check", name, { id });
        return {
          stream: async (response, headers) =>
            streamCheck(response, headers, async (onStage) => {
              for (const stage of early) onStage(stage);
              tell = onStage;
              return check.ended;
            }),
        };
      },
    }),
    operation<{ params: IdParams; query: SpanQuery & PageQuery }>({
      id: "listHostSessions",
      method: "GET",
      path: "/hosts/:id/sessions",
      summary: "Who is on the host, and who was in the last 30 days, with the age of that knowledge",
      scope: "read",
      params: idParams,
      query: api.parameters({ ...api.paging, fromMs: api.timeMs }),
      answers: { 200: api.sessionPage },
      run: async (call) => {
        const { id } = await requireHost(call, call.params.id);
        const fromMs = call.query.fromMs ?? Math.max(0, call.nowMs - 30 * DAY_MS);
        const filter = { ...present(call.query), target: id, fromMs };
        const { items, next } = await call.services.store.sessions.list(call.tenant, filter);
        return { body: { items: items.map(sessionDocument), next }, next };
      },
    }),
    operation<{ params: IdParams }>({
      id: "getHealth",
      method: "GET",
      path: "/hosts/:id/health",
      summary: "Health score H with each of its terms followed to its facts",
      scope: "read",
      params: idParams,
      answers: { 200: api.health },
      run: async (call) => {
        const { id, name } = await requireHost(call, call.params.id);
        const state = stateOf(await call.services.store.results.states(call.tenant, [id]), id);
        const figures = await call.services.reliability.health(call.tenant, id, state);
        if (figures === null) {
          throw notFound({ en: `Nothing is known of ${name} yet`, zh: `尚无 ${name} 的任何数据` });
        }
        return { body: figures };
      },
    }),
  ],
};
