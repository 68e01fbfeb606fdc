import { operation, type Answer, type Call, type CallShape, Problem, type Resource } from "../../io/api/index.ts";
import {
  type EventIntake,
  type HostLoad,
  IntakeBusy,
  type UploadOptions,
  type UploadReport,
} from "../../io/monitor/index.ts";

const text = { type: "string" };
const count = { type: "integer", minimum: 0 };
const REPORT = {
  type: "object",
  required: ["records", "events", "repeated", "damaged", "hosts", "passedOver"],
  properties: {
    records: count,
    events: count,
    repeated: count,
    damaged: count,
    hosts: { type: "array", items: text },
    passedOver: { type: "array", items: text },
  },
};

function orNull(type: "string" | "number" | "integer"): { readonly type: readonly string[] } {
  return { type: [type, "null"] };
}

const LOAD = {
  type: "object",
  required: [
    "name",
    "target",
    "host",
    "atMs",
    "failure",
    "platform",
    "cpuBusyShare",
    "cpuPeakShare",
    "memoryUsedShare",
  ],
  properties: {
    name: text,
    target: orNull("integer"),
    host: orNull("string"),
    atMs: orNull("integer"),
    failure: orNull("string"),
    platform: text,
    cpuBusyShare: orNull("number"),
    cpuPeakShare: orNull("number"),
    memoryUsedShare: orNull("number"),
    bootedAtMs: orNull("number"),
    clockOffsetMs: orNull("number"),
    service: orNull("string"),
    sessions: { type: "object", additionalProperties: { type: "number" } },
  },
};

interface EventsAsked extends CallShape {
  readonly query: UploadOptions;
}

/** Logs of hosts over HTTP: as files of any kind that `rdpulse events` reads, and as OTLP; and what exporters tell. */
export function ingestResource(
  intake: () => EventIntake,
  loads: () => readonly HostLoad[],
  mostBytes: number,
): Resource {
  return {
    name: "ingest",
    about: "Logs of hosts, for sessions and attacks, and what their exporters tell.",
    operations: [
      operation<EventsAsked>({
        id: "ingestEvents",
        method: "POST",
        path: "/ingest/events",
        summary: "Takes one log: .evtx, XML, JSON, OTLP, syslog, xrdp; plain, .gz or an archive",
        scope: "ingest",
        query: {
          type: "object",
          additionalProperties: false,
          properties: {
            format: { enum: ["evtx", "xml", "json", "syslog", "xrdp"] },
            utcOffsetMinutes: { type: "integer", minimum: -840, maximum: 840 },
          },
        },
        upload: { mostBytes },
        answers: { 200: REPORT },
        run: async (call) => ({ body: await taken(call, intake(), call.query) }),
      }),
      operation({
        id: "ingestOtlpLogs",
        method: "POST",
        path: "/v1/logs",
        outside: true,
        summary: "OTLP/HTTP logs as JSON, of a collector of OpenTelemetry",
        scope: "ingest",
        upload: { mostBytes },
        answers: {
          200: { type: "object", properties: { partialSuccess: { type: "object", additionalProperties: true } } },
        },
        run: async (call) => otlp(call, intake()),
      }),
      operation({
        id: "listLoads",
        method: "GET",
        path: "/loads",
        summary: "Processors, memory and sessions of hosts whose windows_exporter or node_exporter is read",
        scope: "read",
        answers: {
          200: { type: "object", required: ["items"], properties: { items: { type: "array", items: LOAD } } },
        },
        run: async () => ({ body: { items: loads() } }),
      }),
    ],
  };
}

/** The answer is that of opentelemetry-proto, ExportLogsServiceResponse. */
async function otlp<Shape extends CallShape>(call: Call<Shape>, intake: EventIntake): Promise<Answer> {
  if (call.header("content-type")?.includes("json") !== true) {
    throw new Problem("wrong-type", {
      en: 'Only JSON is taken here: set "encoding: json" at the exporter otlphttp',
      zh: '此处只接受 JSON：请在 otlphttp 导出器中设置 "encoding: json"',
    });
  }
  const { damaged } = await taken(call, intake, { format: "json" });
  return { body: damaged === 0 ? {} : { partialSuccess: { rejectedLogRecords: damaged } } };
}

async function taken<Shape extends CallShape>(
  { upload }: Call<Shape>,
  intake: EventIntake,
  options: UploadOptions,
): Promise<UploadReport> {
  if (upload === null) throw new Problem("bad-request", { en: "The body is empty", zh: "请求正文为空" });
  try {
    return await intake.take(upload, options);
  } catch (error) {
    if (!(error instanceof IntakeBusy)) throw error;
    throw new Problem(
      "too-many",
      { en: "Other uploads are being read; send it again in a few seconds", zh: "正在读取其他上传内容，请几秒后重发" },
      { headers: { "retry-after": "5" } },
    );
  }
}
