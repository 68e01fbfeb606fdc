import { api } from "../../../core/contract/index.ts";
import type { HostDocument } from "../../../core/contract/index.ts";
import type {
  HostState,
  HostStatus,
  Target,
  TargetId,
  TargetSettings,
  WatchedFacts,
} from "../../../core/fleet/index.ts";
import type { TargetFilter, TargetView } from "../../store/index.ts";
import { requireRevision } from "../entity-tag.ts";
import { type Answer, type Call, type CallShape, operation, type Resource } from "../operation.ts";
import { Problem } from "../problem.ts";
import { refuseRings } from "./dependency-rings.ts";
import { type IdParams, idParams, noSuchHost, type PageQuery, present, readOnly, recordAction } from "./requests.ts";

interface HostQuery extends PageQuery {
  readonly search?: string;
  readonly status?: readonly HostStatus[];
  readonly cause?: string;
  readonly site?: string;
  readonly gateway?: string;
  readonly balancer?: string;
  readonly pool?: string;
  readonly build?: string;
  readonly tag?: string;
  readonly sort?: NonNullable<TargetFilter["sort"]>;
  readonly descending?: boolean;
  readonly skip?: number;
}

interface BulkBody {
  readonly action: "create" | "remove" | "enable" | "disable" | "check";
  readonly hosts?: readonly TargetSettings[];
  readonly ids?: readonly TargetId[];
}

const MOST_IN_BULK = 10_000;
const word = { type: "string", minLength: 1, maxLength: 256 };

function hostDocument({ target, state, facts }: TargetView): HostDocument {
  const { tenant: _tenant, ...own } = target;
  return { ...own, state, facts };
}

/** The state from here, or from where there is one. */
export function stateOf(states: readonly HostState[], id: TargetId): HostState | null {
  const own = states.filter(({ target }) => target === id);
  const known = own.filter(({ status }) => status !== "unknown");
  const shown = known.length === 0 ? own : known;
  return shown.find(({ vantage }) => vantage === 0) ?? shown[0] ?? null;
}

export async function requireHost<Shape extends CallShape>(call: Call<Shape>, id: TargetId): Promise<Target> {
  const [target] = await call.services.store.targets.byId(call.tenant, [id]);
  if (target === undefined) throw noSuchHost(id);
  return target;
}

async function viewOf<Shape extends CallShape>(call: Call<Shape>, target: Target): Promise<TargetView> {
  const { results } = call.services.store;
  const state = stateOf(await results.states(call.tenant, [target.id]), target.id);
  const facts: WatchedFacts = await results.facts(call.tenant, target.id, ...(state === null ? [] : [state.vantage]));
  return { target, state, facts };
}

async function answerWith<Shape extends CallShape>(call: Call<Shape>, target: Target, status = 200): Promise<Answer> {
  const view = await viewOf(call, target);
  return {
    status,
    body: hostDocument(view),
    revision: target.revision,
    ...(view.state === null ? {} : { variant: String(view.state.lastAtMs) }),
  };
}

async function changeable<Shape extends CallShape>(call: Call<Shape>, id: TargetId): Promise<Target> {
  const target = await requireHost(call, id);
  requireRevision(call.ifRevision, target.revision);
  if (target.origin === "file") throw readOnly(target.name);
  return target;
}

async function replaced<Shape extends CallShape>(
  call: Call<Shape>,
  before: Target,
  settings: TargetSettings,
): Promise<Answer> {
  const { store } = call.services;
  await refuseRings(call, [settings], [before.id]);
  const target = await store.targets.update(call.tenant, before.id, settings, before.revision, call.nowMs);
  if (target === null) throw noSuchHost(before.id);
  await recordAction(call, "host.update", target.name, { id: target.id, before: before.settings });
  return answerWith(call, target);
}

/** A merge patch over settings (RFC 7396, one level: `tags` is one value). */
function patched(before: TargetSettings, patch: Readonly<Record<string, unknown>>): TargetSettings {
  const fields = Object.entries({ ...before, ...patch }).filter(([, value]) => value !== null);
  const after: { host: string } = { host: before.host };
  return Object.assign(after, Object.fromEntries(fields));
}

async function bulk(call: Call<{ body: BulkBody }>): Promise<Answer> {
  const { action, hosts, ids } = call.body;
  const { store, monitor } = call.services;
  if (action === "create") {
    if (hosts === undefined || ids !== undefined) throw wrongBulk("hosts");
    await refuseRings(call, hosts);
    const targets = await store.targets.putAll(call.tenant, hosts, "api", call.nowMs);
    await recordAction(call, "host.create", `${targets.length}`, { ids: targets.slice(0, 100).map(({ id }) => id) });
    return { body: { changed: targets.map(({ id }) => id), refused: [] } };
  }
  if (ids === undefined || hosts !== undefined) throw wrongBulk("ids");
  const targets = await store.targets.byId(call.tenant, ids);
  if (action === "check") {
    const taken = await monitor.checkNow(
      call.tenant,
      targets.map(({ id }) => id),
    );
    return { body: { changed: taken, refused: ids.filter((id) => !taken.includes(id)) } };
  }
  const own = targets.filter(({ origin }) => origin !== "file");
  const changed = own.map(({ id }) => id);
  if (action === "remove") await store.targets.remove(call.tenant, changed);
  else {
    for (const { id, settings } of own) {
      await store.targets.update(call.tenant, id, { ...settings, enabled: action === "enable" }, null, call.nowMs);
    }
  }
  await recordAction(call, `host.${action}`, `${changed.length}`, { ids: changed.slice(0, 100) });
  return { body: { changed, refused: ids.filter((id) => !changed.includes(id)) } };
}

function wrongBulk(field: "hosts" | "ids"): Problem {
  return new Problem("invalid", {
    en: `This action takes "${field}" and not the other list`,
    zh: `此操作只接受 "${field}" 列表`,
  });
}

export const hosts: Resource = {
  name: "hosts",
  about: "What is watched, and how each is.",
  operations: [
    operation<{ query: HostQuery }>({
      id: "listHosts",
      method: "GET",
      path: "/hosts",
      summary: "Hosts with their state, filtered and sorted; the worst first when nothing is asked",
      scope: "read",
      query: api.parameters({
        ...api.paging,
        search: word,
        status: api.bounded({ type: "string", enum: api.HOST_STATUSES }, 10),
        cause: word,
        site: word,
        gateway: word,
        balancer: word,
        pool: word,
        build: word,
        tag: { type: "string", pattern: "^[^=]{1,64}=.{1,256}$", maxLength: 321 },
        sort: { type: "string", enum: ["worst", "name", "host", "site", "since", "total", "certificate"] },
        descending: { type: "boolean" },
        skip: { type: "integer", minimum: 0, maximum: 10_000_000 },
      }),
      answers: { 200: api.hostPage },
      run: async ({ services, tenant, query }) => {
        const { tag, ...plain } = query;
        const at = tag?.indexOf("=") ?? 0;
        const filter: TargetFilter = {
          ...present(plain),
          ...(tag === undefined ? {} : { tag: [tag.slice(0, at), tag.slice(at + 1)] as const }),
        };
        const { items, next, total } = await services.store.targets.list(tenant, filter);
        return { body: { items: items.map(hostDocument), next, total }, next };
      },
    }),
    operation<{ body: TargetSettings }>({
      id: "createHost",
      method: "POST",
      path: "/hosts",
      summary: "Adds one host; its first check begins at once",
      scope: "operate",
      body: api.hostSettings,
      answers: { 201: api.host },
      run: async (call) => {
        const { services, tenant, body, nowMs } = call;
        const name = body.name ?? `${body.host}:${body.port ?? 3389}`;
        if ((await services.store.targets.byName(tenant, name)) !== null) {
          throw new Problem("conflict", {
            en: `A host named "${name}" is there already`,
            zh: `名为 "${name}" 的主机已存在`,
          });
        }
        await refuseRings(call, [body]);
        const target = await services.store.targets.add(tenant, body, "api", nowMs);
        await recordAction(call, "host.create", target.name, { id: target.id });
        const answer = await answerWith(call, target, 201);
        return { ...answer, headers: { location: `/api/v1/hosts/${target.id}` } };
      },
    }),
    operation<{ body: BulkBody }>({
      id: "changeHosts",
      method: "POST",
      path: "/hosts/bulk",
      summary: "Creates (all or none; one of the same name is replaced), removes, enables, disables or checks many",
      scope: "operate",
      body: api.closed({
        type: "object",
        properties: {
          action: { type: "string", enum: ["create", "remove", "enable", "disable", "check"] },
          hosts: api.bounded(api.hostSettings, MOST_IN_BULK, 1),
          ids: api.bounded({ type: "integer", minimum: 1 }, MOST_IN_BULK, 1),
        },
        required: ["action"],
      }),
      answers: { 200: api.bulkOutcome },
      run: bulk,
    }),
    operation<{ params: IdParams }>({
      id: "getHost",
      method: "GET",
      path: "/hosts/:id",
      summary: "One host with its state and facts",
      scope: "read",
      params: idParams,
      answers: { 200: api.host },
      run: async (call) => answerWith(call, await requireHost(call, call.params.id)),
    }),
    operation<{ params: IdParams; body: TargetSettings }>({
      id: "replaceHost",
      method: "PUT",
      path: "/hosts/:id",
      summary: "Replaces the settings of a host",
      scope: "operate",
      params: idParams,
      body: api.hostSettings,
      answers: { 200: api.host },
      run: async (call) => replaced(call, await changeable(call, call.params.id), call.body),
    }),
    operation<{ params: IdParams; body: Readonly<Record<string, unknown>> }>({
      id: "changeHost",
      method: "PATCH",
      path: "/hosts/:id",
      summary: "Changes the fields that are given; null takes one away",
      scope: "operate",
      params: idParams,
      body: api.hostPatch,
      answers: { 200: api.host },
      run: async (call) => {
        const before = await changeable(call, call.params.id);
        return replaced(call, before, patched(before.settings, call.body));
      },
    }),
    operation<{ params: IdParams }>({
      id: "removeHost",
      method: "DELETE",
      path: "/hosts/:id",
      summary: "Ends the watch of a host",
      scope: "operate",
      params: idParams,
      answers: { 204: null },
      run: async (call) => {
        const target = await changeable(call, call.params.id);
        await call.services.store.targets.remove(call.tenant, [target.id]);
        await recordAction(call, "host.remove", target.name, { id: target.id });
        return { status: 204 };
      },
    }),
  ],
};
