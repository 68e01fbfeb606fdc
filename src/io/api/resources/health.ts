import { api } from "../../../core/contract/index.ts";
import { operation, type Resource } from "../operation.ts";

export const health: Resource = {
  name: "health",
  about: "For those who watch the watch.",
  operations: [
    operation({
      id: "isLive",
      method: "GET",
      path: "/health/live",
      summary: "The process answers",
      scope: "public",
      answers: { 200: api.liveness },
      run: async () => ({ body: { ok: true } }),
    }),
    operation({
      id: "isReady",
      method: "GET",
      path: "/health/ready",
      summary: "The process can do its work: 503 while it cannot",
      scope: "public",
      answers: { 200: api.liveness, 503: api.liveness },
      run: async ({ services }) => {
        const { ok } = await services.ready();
        return { status: ok ? 200 : 503, body: { ok } };
      },
    }),
    operation({
      id: "getServer",
      method: "GET",
      path: "/health",
      summary: "Version, store, watch, and why it is not ready where it is not",
      scope: "read",
      answers: { 200: api.serverHealth },
      run: async ({ services, nowMs }) => {
        const [store, ready] = await Promise.all([services.store.health(), services.ready()]);
        const monitor = services.monitor.status();
        return { body: { version: services.version, nowMs, ready: ready.ok, reasons: ready.reasons, store, monitor } };
      },
    }),
  ],
};
