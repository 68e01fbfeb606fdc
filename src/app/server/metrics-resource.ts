import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  CONTENT_TYPES,
  expose,
  prtgJson,
  type ExpositionForm,
  type MetricsSnapshot,
} from "../../core/exposition/index.ts";
import { operation, type Resource } from "../../io/api/index.ts";

/** What other monitors read. `read` makes a snapshot of the fleet as it is now. */
export function metricsResource(read: () => Promise<MetricsSnapshot>, scope: "read" | "public"): Resource {
  return {
    name: "metrics",
    about: "The fleet for Prometheus, PRTG and everything that reads their formats.",
    operations: [
      operation({
        id: "metrics",
        method: "GET",
        path: "/metrics",
        outside: true,
        summary: "OpenMetrics, or the older Prometheus format, by Accept",
        scope,
        answers: { 200: CONTENT_TYPES.openmetrics },
        run: async ({ header }) => {
          const form: ExpositionForm =
            header("accept")?.includes("openmetrics-text") === true ? "openmetrics" : "prometheus";
          const snapshot = await read();
          return {
            stream: async (response, headers) => {
              response.writeHead(200, { ...headers, "content-type": CONTENT_TYPES[form] });
              // A reader that is gone is no fault of ours, and there is nobody left to tell.
              await pipeline(Readable.from(expose(snapshot, form)), response).catch(() => undefined);
            },
          };
        },
      }),
      operation({
        id: "prtg",
        method: "GET",
        path: "/prtg",
        summary: 'For PRTG\'s sensor "HTTP Data Advanced"',
        scope,
        answers: { 200: { type: "object" } },
        run: async () => ({ body: prtgJson(await read()) }),
      }),
    ],
  };
}
