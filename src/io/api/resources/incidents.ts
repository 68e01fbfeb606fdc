import { api } from "../../../core/contract/index.ts";
import type { IncidentDetailDocument, IncidentDocument } from "../../../core/contract/index.ts";
import type { TargetId } from "../../../core/fleet/index.ts";
import {
  evidenceText,
  type IncidentId,
  type IncidentRecord,
  scopeText,
  timelineText,
} from "../../../core/incident/index.ts";
import { causeAs, type CauseId, causes, remediesFor } from "../../../core/knowledge/index.ts";
import type { Localized } from "../../../core/texts/index.ts";
import type { IncidentFilter } from "../../store/index.ts";
import {
  type Answer,
  type Call,
  type CallShape,
  type Operation,
  operation,
  type OperationSpec,
  type Resource,
} from "../operation.ts";
import { notFound } from "../problem.ts";
import type { IncidentAction } from "../services.ts";
import { sessionsHit } from "../sessions-hit.ts";
import {
  type IdParams,
  idParams,
  type PageQuery,
  present,
  recordAction,
  type SpanQuery,
  spanQuery,
} from "./requests.ts";

interface IncidentQuery extends PageQuery, SpanQuery {
  readonly state?: readonly IncidentRecord["state"][];
  readonly severity?: readonly IncidentRecord["severity"][];
  readonly cause?: string;
  readonly target?: TargetId;
  readonly assignee?: string;
  readonly sort?: NonNullable<IncidentFilter["sort"]>;
}

const MOST_EXPLAINED = 1000;

function incidentDocument(record: IncidentRecord): IncidentDocument {
  const { tenant: _tenant, ...own } = record;
  return { ...own, title: titleOf(record) };
}

/** Title of a cause in the form that was seen. */
export function causeTitle(id: CauseId, variant: string | undefined): Localized {
  const known = causes[id];
  return (variant === undefined ? undefined : known.variants?.[variant]?.title) ?? known.title;
}

function titleOf({ cause, variant }: IncidentRecord): Localized {
  return causeTitle(cause, variant);
}

const MOST_ASKED = 20;

async function requireIncident<Shape extends CallShape>(call: Call<Shape>, id: IncidentId): Promise<IncidentRecord> {
  const record = await call.services.store.incidents.get(call.tenant, id);
  if (record === null) throw notFound({ en: `There is no incident ${id}`, zh: `没有编号为 ${id} 的事件` });
  return record;
}

/** Of the first hosts: a storm hits one kind of host, and its remedy is read by people. */
async function stackOf<Shape extends CallShape>(call: Call<Shape>, ids: readonly TargetId[]): Promise<string | null> {
  const { results } = call.services.store;
  const facts = await Promise.all(ids.slice(0, MOST_ASKED).map(async (id) => results.facts(call.tenant, id)));
  const stacks = new Set(facts.flatMap(({ stack }) => stack ?? []));
  const [only] = stacks;
  return stacks.size === 1 ? (only ?? null) : null;
}

async function detailOf<Shape extends CallShape>(
  call: Call<Shape>,
  record: IncidentRecord,
): Promise<IncidentDetailDocument> {
  const { store } = call.services;
  const { explanation, remedies } = causeAs(record.cause, record.variant);
  const ids = [...new Set(record.members.map(({ target }) => target))];
  const targets = await store.targets.byId(call.tenant, ids);
  const only = targets.length === 1 ? targets[0] : undefined;
  const names = new Map(targets.map(({ id, name }) => [id, name]));
  const timeline = await store.incidents.timeline(call.tenant, record.id);
  const { sessions, users, knownMs } = await sessionsHit(store, record, call.nowMs);
  return {
    ...incidentDocument(record),
    explanation,
    remedies: only === undefined ? remedies : remediesFor(remedies, only.settings),
    stack: await stackOf(call, ids),
    scopeText: scopeText(record, names),
    evidence: record.because.map((because) => ({
      side: because.side,
      text: evidenceText(because),
      at: because.at,
    })),
    hosts: targets.map(({ id, name }) => ({ id, name })),
    sessions,
    users,
    sessionsKnownMs: knownMs,
    timeline: timeline.map((entry) => {
      const { atMs, kind, by, detail } = entry;
      return { atMs, kind, by, detail, text: timelineText(entry, names) };
    }),
  };
}

async function treeOf(call: Call<{ params: IdParams }>): Promise<Answer> {
  const { store } = call.services;
  const record = await requireIncident(call, call.params.id);
  const targets = await store.targets.byId(call.tenant, [...new Set(record.members.map(({ target }) => target))]);
  const { items } = await store.incidents.list(call.tenant, {
    limit: MOST_EXPLAINED,
    openedFromMs: Math.max(0, record.firstFailureMs - 3_600_000),
  });
  const explained = items.filter(({ suppressedBy, mergedInto }) => [suppressedBy, mergedInto].includes(record.id));
  const above = record.suppressedBy ?? record.mergedInto;
  const explainedBy = above === undefined ? null : await store.incidents.get(call.tenant, above);
  const left = new Map(record.members.map((member) => [member.target, member.leftMs !== undefined]));
  return {
    body: {
      incident: record.id,
      text: titleOf(record),
      because: record.because.map((because) => ({ ...because, text: evidenceText(because) })),
      hosts: targets.map(({ id, name }) => ({ id, name, state: left.get(id) === true ? "good-again" : "hit" })),
      explains: explained.map((other) => ({
        incident: other.id,
        text: titleOf(other),
        hosts: other.members.length,
        state: other.state,
      })),
      explainedBy: explainedBy === null ? null : { incident: explainedBy.id, text: titleOf(explainedBy) },
    },
  };
}

async function act(call: Call<{ params: IdParams }>, action: IncidentAction): Promise<Answer> {
  const { services, tenant, caller, params, ifRevision } = call;
  const record = await services.incidents.act(tenant, params.id, action, caller.name, ifRevision);
  await recordAction(call, `incident.${action.action}`, `${params.id}`, action);
  return { body: incidentDocument(record), revision: record.revision };
}

/** One action without anything to say: POST /incidents/:id/NAME */
function plainAction(name: "acknowledge" | "unacknowledge" | "close", id: string, summary: string): Operation {
  return operation<{ params: IdParams }>({
    id,
    method: "POST",
    path: `/incidents/:id/${name}`,
    summary,
    scope: "operate",
    params: idParams,
    answers: { 200: api.incident },
    run: async (call) => act(call, { action: name }),
  });
}

/** What actions with something to say have in common. */
function actionFacts(
  name: keyof typeof api.incidentActions,
  id: string,
  summary: string,
): Omit<OperationSpec<{ params: IdParams }>, "run"> {
  return {
    id,
    method: "POST",
    path: `/incidents/:id/${name}`,
    summary,
    scope: "operate",
    params: idParams,
    body: api.incidentActions[name],
    answers: { 200: api.incident },
  };
}

const word = { type: "string", minLength: 1, maxLength: 128 };

export const incidents: Resource = {
  name: "incidents",
  about: "What is broken, one for one cause and scope, and what people do about it.",
  operations: [
    operation<{ query: IncidentQuery }>({
      id: "listIncidents",
      method: "GET",
      path: "/incidents",
      summary: "Incidents, the newest first",
      scope: "read",
      query: api.parameters({
        ...api.paging,
        ...spanQuery,
        state: api.bounded({ type: "string", enum: api.INCIDENT_STATES }, 3),
        severity: api.bounded({ type: "string", enum: api.SEVERITIES }, 3),
        cause: word,
        target: { type: "integer", minimum: 1 },
        assignee: word,
        sort: { type: "string", enum: ["opened", "severity", "members"] },
      }),
      answers: { 200: api.incidentPage },
      run: async ({ services, tenant, query }) => {
        const { fromMs, untilMs, ...plain } = query;
        const filter = { ...present(plain), ...present({ openedFromMs: fromMs, openedUntilMs: untilMs }) };
        const { items, next, total } = await services.store.incidents.list(tenant, filter);
        return { body: { items: items.map(incidentDocument), next, total }, next };
      },
    }),
    operation<{ params: IdParams }>({
      id: "getIncident",
      method: "GET",
      path: "/incidents/:id",
      summary: "One incident with evidence, hosts, remedy and timeline",
      scope: "read",
      params: idParams,
      answers: { 200: api.incidentDetail },
      run: async (call) => {
        const record = await requireIncident(call, call.params.id);
        return { body: await detailOf(call, record), revision: record.revision };
      },
    }),
    operation<{ params: IdParams }>({
      id: "getIncidentTree",
      method: "GET",
      path: "/incidents/:id/tree",
      summary: "What it rests on, whom it hits, which other incidents it explains",
      scope: "read",
      params: idParams,
      answers: { 200: api.problemTree },
      run: treeOf,
    }),
    operation<{ params: IdParams; query: { readonly lang?: "en" | "zh" } }>({
      id: "getPostMortem",
      method: "GET",
      path: "/incidents/:id/post-mortem.md",
      summary: "Post-mortem as Markdown",
      scope: "read",
      params: idParams,
      query: api.parameters({ lang: { type: "string", enum: ["en", "zh"] } }),
      answers: { 200: "text/markdown" },
      run: async (call) => {
        const { id } = await requireIncident(call, call.params.id);
        const lang = call.query.lang ?? call.language;
        const content = await call.services.incidents.postMortem(call.tenant, id, lang);
        if (content === null) throw notFound({ en: `There is no incident ${id}`, zh: `没有编号为 ${id} 的事件` });
        return { text: { type: "text/markdown; charset=utf-8", content } };
      },
    }),
    plainAction("acknowledge", "acknowledgeIncident", "Somebody has seen it: escalation ends"),
    plainAction("unacknowledge", "unacknowledgeIncident", "Takes the acknowledgement back"),
    plainAction("close", "closeIncident", "Ends it by hand; it is reopened when its hosts fail again"),
    operation<{ params: IdParams; body: { readonly assignee: string | null } }>({
      ...actionFacts("assign", "assignIncident", "Says who works on it; null takes it back"),
      run: async (call) => act(call, { action: "assign", assignee: call.body.assignee }),
    }),
    operation<{ params: IdParams; body: { readonly text: string } }>({
      ...actionFacts("note", "noteIncident", "Adds a note to its timeline"),
      run: async (call) => act(call, { action: "note", text: call.body.text }),
    }),
    operation<{ params: IdParams; body: { readonly untilMs: number | null } }>({
      ...actionFacts("mute", "muteIncident", "No alerts of it until then; null ends that"),
      run: async (call) => act(call, { action: "mute", untilMs: call.body.untilMs }),
    }),
    operation<{ params: IdParams; body: { readonly into: IncidentId } }>({
      ...actionFacts("merge", "mergeIncident", "Its hosts go over to another incident of the same fault"),
      run: async (call) => act(call, { action: "merge", into: call.body.into }),
    }),
    operation<{ params: IdParams; body: { readonly members: readonly TargetId[] } }>({
      ...actionFacts("split", "splitIncident", "These hosts become an incident of their own, which is given"),
      run: async (call) => act(call, { action: "split", members: call.body.members }),
    }),
  ],
};
