import { api } from "../../../core/contract/index.ts";
import type { TargetId } from "../../../core/fleet/index.ts";
import type { StoredSession } from "../../store/index.ts";
import { operation, type Resource } from "../operation.ts";
import { sessionDocument } from "./host-history.ts";
import { DAY_MS, type PageQuery, present } from "./requests.ts";

interface SessionQuery extends PageQuery {
  readonly host?: string;
  readonly target?: TargetId;
  readonly user?: string;
  readonly state?: readonly StoredSession["state"][];
  readonly fromMs?: number;
}

export const sessions: Resource = {
  name: "sessions",
  about: "Who is on which host, as far as its events told, and how old that knowledge is.",
  operations: [
    operation<{ query: SessionQuery }>({
      id: "listSessions",
      method: "GET",
      path: "/sessions",
      summary: "Sessions of the last 30 days, or since the time that is asked",
      scope: "read",
      query: api.parameters({
        ...api.paging,
        host: { type: "string", minLength: 1, maxLength: 253 },
        target: { type: "integer", minimum: 1 },
        user: { type: "string", minLength: 1, maxLength: 256 },
        state: api.bounded({ type: "string", enum: ["active", "disconnected", "ended", "unknown"] }, 4),
        fromMs: api.timeMs,
      }),
      answers: { 200: api.sessionPage },
      run: async ({ services, tenant, query, nowMs }) => {
        const filter = { ...present(query), fromMs: query.fromMs ?? Math.max(0, nowMs - 30 * DAY_MS) };
        const { items, next } = await services.store.sessions.list(tenant, filter);
        return { body: { items: items.map(sessionDocument), next }, next };
      },
    }),
  ],
};
