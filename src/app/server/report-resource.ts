import { api, type HealthReport, healthReportSchema, type ReportPeriod } from "../../core/contract/index.ts";
import type { TenantId } from "../../core/fleet/index.ts";
import { reportHtml, reportMarkdown } from "../../core/health-report/index.ts";
import { operation, type Resource } from "../../io/api/index.ts";

interface ReportQuery {
  readonly period?: ReportPeriod;
}

interface PageQuery extends ReportQuery {
  readonly lang?: "en" | "zh";
}

/** Makes the report of the period that ends now. */
export type ReportReader = (tenant: TenantId, period: ReportPeriod, nowMs: number) => Promise<HealthReport>;

/** The page may look as it is written, and nothing else. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const USUAL_PERIOD = "week";

/** The health report up to now: as plain JSON, as a page, and as Markdown. */
export function reportResource(read: ReportReader): Resource {
  const period = { type: "string", enum: ["day", "week", "month"] };
  const query = api.parameters({ period });
  const pageQuery = api.parameters({ period, lang: { type: "string", enum: ["en", "zh"] } });
  return {
    name: "report",
    about: "The health report of the last day, seven days or thirty days.",
    operations: [
      operation<{ query: ReportQuery }>({
        id: "getReport",
        method: "GET",
        path: "/report",
        summary: "Everything that the health report says; of the last seven days when nothing is asked",
        scope: "read",
        query,
        answers: { 200: healthReportSchema },
        run: async ({ tenant, query: asked, nowMs }) => ({
          body: await read(tenant, asked.period ?? USUAL_PERIOD, nowMs),
        }),
      }),
      operation<{ query: PageQuery }>({
        id: "getReportPage",
        method: "GET",
        path: "/report.html",
        summary: "The health report as one self-contained page",
        scope: "read",
        query: pageQuery,
        answers: { 200: "text/html" },
        run: async ({ tenant, query: asked, nowMs, language }) => {
          const lang = asked.lang ?? language;
          const content = reportHtml(await read(tenant, asked.period ?? USUAL_PERIOD, nowMs), lang);
          return {
            text: { type: "text/html; charset=utf-8", content },
            headers: { "content-security-policy": PAGE_POLICY, "content-language": lang },
          };
        },
      }),
      operation<{ query: PageQuery }>({
        id: "getReportMarkdown",
        method: "GET",
        path: "/report.md",
        summary: "The health report as Markdown",
        scope: "read",
        query: pageQuery,
        answers: { 200: "text/markdown" },
        run: async ({ tenant, query: asked, nowMs, language }) => {
          const lang = asked.lang ?? language;
          const content = reportMarkdown(await read(tenant, asked.period ?? USUAL_PERIOD, nowMs), lang);
          return { text: { type: "text/markdown; charset=utf-8", content }, headers: { "content-language": lang } };
        },
      }),
    ],
  };
}
