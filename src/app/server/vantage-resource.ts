import { type Caller, operation, Problem, type Resource } from "../../io/api/index.ts";
import type { VantageAnswer, VantageDesk, VantageMode } from "../../io/monitor/index.ts";
import { WORK_WAIT_MS } from "../../io/monitor/index.ts";

const MOST_TASKS = 500;
const MOST_ANSWERS = 1000;
const PARAMS = {
  type: "object",
  required: ["name"],
  properties: { name: { type: "string", maxLength: 100, pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$" } },
};

interface WorkAsked {
  readonly params: { readonly name: string };
  readonly body: {
    readonly free: number;
    readonly waitMs: number;
    readonly mode?: VantageMode;
    readonly fresh?: boolean;
  };
}

interface WorkReported {
  readonly params: { readonly name: string };
  readonly body: { readonly answers: readonly VantageAnswer[] };
}

/** A token that was made for one vantage is of no use to another. */
function requireOwn({ vantage }: Caller, name: string): void {
  if (vantage === undefined || vantage === name) return;
  throw new Problem("not-allowed", {
    en: `The token belongs to the vantage "${vantage}"`,
    zh: `该令牌属于观测点 "${vantage}"`,
  });
}

/** What vantages call: they fetch checks and report what those brought. */
export function vantageResource(desk: () => VantageDesk): Resource {
  return {
    name: "vantage work",
    about: "What `rdpulse vantage` calls.",
    operations: [
      operation<WorkAsked>({
        id: "takeVantageWork",
        method: "POST",
        path: "/vantages/:name/work",
        summary: "Checks for this vantage to make; waits for the first one",
        scope: "vantage",
        params: PARAMS,
        body: {
          type: "object",
          additionalProperties: false,
          required: ["free", "waitMs"],
          properties: {
            free: { type: "integer", minimum: 1, maximum: 4096 },
            waitMs: { type: "integer", minimum: 0, maximum: WORK_WAIT_MS },
            mode: { enum: ["share", "repeat"] },
            fresh: { type: "boolean" },
          },
        },
        repeatable: false,
        answers: { 200: { type: "object", required: ["tasks"], properties: { tasks: { type: "array" } } } },
        run: async ({ tenant, caller, params: { name }, body: { free, waitMs, mode = "repeat", fresh = false } }) => {
          requireOwn(caller, name);
          const most = Math.min(free, MOST_TASKS);
          return { body: { tasks: await desk().handOut(tenant, name, mode, most, waitMs, fresh) } };
        },
      }),
      operation<WorkReported>({
        id: "reportVantageWork",
        method: "POST",
        path: "/vantages/:name/results",
        summary: "What checks of this vantage brought",
        scope: "vantage",
        params: PARAMS,
        body: {
          type: "object",
          additionalProperties: false,
          required: ["answers"],
          properties: {
            answers: {
              type: "array",
              maxItems: MOST_ANSWERS,
              items: { type: "object", required: ["id"], properties: { id: { type: "integer" } } },
            },
          },
        },
        repeatable: false,
        answers: { 204: null },
        run: async ({ tenant, caller, params: { name }, body: { answers } }) => {
          requireOwn(caller, name);
          await desk().report(tenant, name, answers);
          return { status: 204 };
        },
      }),
    ],
  };
}
