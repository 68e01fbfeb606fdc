import type { IncidentDetailDocument, IncidentDocument, TimelineDocument } from "../../../core/contract/index.ts";
import { type Language, printable } from "../../../core/texts/index.ts";
import type { Arguments } from "../arguments.ts";
import { parseDurationMs } from "../duration.ts";
import { EXIT, usage } from "../operation-error.ts";
import { placeText } from "../render/finding-lines.ts";
import { heading, paint, paragraph, type Style, tell, type Tone } from "../render/style.ts";
import { type World, write } from "../world.ts";
import { ApiConnection } from "./api-connection.ts";
import { findHost } from "./find-host.ts";
import { actionOf, requireOperands } from "./fleet-action.ts";
import { checkForms, type FleetForms, momentCell, momentText, printForms } from "./fleet-output.ts";
import { type FleetColumn, fleetTable, pairs } from "./fleet-table.ts";
import { paged } from "./paged.ts";

const ACTIONS = [
  "list",
  "show",
  "ack",
  "unack",
  "assign",
  "note",
  "mute",
  "unmute",
  "merge",
  "split",
  "close",
  "post-mortem",
] as const;
type Action = (typeof ACTIONS)[number];

const MOST = 10_000;
const MOST_EVIDENCE = 12;
const MOST_NAMES = 20;
const TONES: Readonly<Record<IncidentDocument["severity"], Tone>> = { critical: "bad", major: "bad", minor: "warn" };

interface Found {
  readonly items: readonly IncidentDocument[];
  readonly total: number;
}

/** `rdpulse incidents`: exit code 1 when the list has an incident that is not closed. */
export async function runIncidentsCommand(args: Arguments, world: World, language: Language): Promise<number> {
  const { action, operands } = actionOf(args, "incidents", ACTIONS);
  checkForms(args);
  const api = await ApiConnection.from(args, world, language);
  if (action === "list") {
    requireOperands(operands, 0, 0, "incidents [list]");
    const found = await listed(api, args);
    await print(found, args, world, language, incidentLines);
    return found.items.some(({ state }) => state !== "closed") ? EXIT.finding : EXIT.ok;
  }
  const [first, ...rest] = operands;
  if (first === undefined) throw usage("error.fleet-operands", { usage: `incidents ${action} INC-NUMBER …` });
  const id = incidentId(first);
  if (action === "post-mortem") {
    requireOperands(rest, 0, 0, "incidents post-mortem INC-NUMBER");
    await write(world.stdout, await api.send("GET", `/incidents/${id}/post-mortem.md`, { query: { lang: language } }));
    return EXIT.ok;
  }
  if (action === "show") {
    requireOperands(rest, 0, 0, "incidents show INC-NUMBER");
    const incident: IncidentDetailDocument = JSON.parse(await api.send("GET", `/incidents/${id}`));
    await print({ items: [incident], total: 1 }, args, world, language, (style) => incidentPage(style, incident));
    return EXIT.ok;
  }
  const incident = await act(api, id, action, rest);
  await print({ items: [incident], total: 1 }, args, world, language, incidentLines);
  return EXIT.ok;
}

/** "12" and "INC-12". */
function incidentId(text: string): number {
  const [, digits] = /^(?:INC-)?(\d{1,15})$/i.exec(text) ?? [];
  if (digits === undefined) throw usage("error.fleet-incident", { value: printable(text, 60) });
  return Number(digits);
}

async function act(
  api: ApiConnection,
  id: number,
  action: Exclude<Action, "list" | "show" | "post-mortem">,
  words: readonly string[],
): Promise<IncidentDocument> {
  const { path, body } = await requestFor(api, action, words);
  const incident: IncidentDocument = JSON.parse(
    await api.send("POST", `/incidents/${id}/${path}`, body === undefined ? {} : { body }),
  );
  return incident;
}

async function requestFor(
  api: ApiConnection,
  action: Exclude<Action, "list" | "show" | "post-mortem">,
  words: readonly string[],
): Promise<{ readonly path: string; readonly body?: unknown }> {
  const use = (operands: string): string => `incidents ${action} INC-NUMBER ${operands}`.trim();
  switch (action) {
    case "ack":
    case "unack":
    case "close":
      requireOperands(words, 0, 0, use(""));
      return { path: { ack: "acknowledge", unack: "unacknowledge", close: "close" }[action] };
    case "assign":
      requireOperands(words, 0, 1, use("[WHO]"));
      return { path: "assign", body: { assignee: words[0] ?? null } };
    case "note":
      requireOperands(words, 1, MOST, use("TEXT"));
      return { path: "note", body: { text: words.join(" ") } };
    case "mute":
      requireOperands(words, 1, 1, use("DURATION"));
      return { path: "mute", body: { untilMs: Date.now() + parseDurationMs(words[0] ?? "", "mute") } };
    case "unmute":
      requireOperands(words, 0, 0, use(""));
      return { path: "mute", body: { untilMs: null } };
    case "merge":
      requireOperands(words, 1, 1, use("INC-NUMBER"));
      return { path: "merge", body: { into: incidentId(words[0] ?? "") } };
    case "split": {
      requireOperands(words, 1, MOST, use("HOST…"));
      const members: number[] = [];
      for (const name of words) members.push((await findHost(api, name)).id);
      return { path: "split", body: { members } };
    }
  }
}

async function listed(api: ApiConnection, args: Arguments): Promise<Found> {
  const states = args.list("state");
  const host = args.get("host");
  const query = {
    state: states.length === 0 ? ["open", "acknowledged"] : states,
    severity: args.list("severity"),
    cause: args.get("cause"),
    target: host === undefined ? undefined : (await findHost(api, host)).id,
    sort: "severity",
  };
  return paged(api, "/incidents", query, args, (text) => {
    const page: Found & { readonly next: string | null } = JSON.parse(text);
    return page;
  });
}

async function print(
  found: Found,
  args: Arguments,
  world: World,
  language: Language,
  page: (style: Style, found: Found) => readonly string[],
): Promise<void> {
  const forms: FleetForms<IncidentDocument> = {
    name: "incidents",
    ...found,
    csv: {
      id: ({ id }) => `INC-${id}`,
      state: ({ state }) => state,
      severity: ({ severity }) => severity,
      cause: ({ cause }) => cause,
      stage: ({ stage }) => stage,
      scope: ({ scope }) => `${scope.kind}/${scope.key}`,
      hosts: ({ members }) => members.length,
      assignee: ({ assignee }) => assignee ?? "",
      opened: ({ openedMs }) => momentCell(openedMs),
      closed: ({ closedMs }) => momentCell(closedMs),
      outage_ms: ({ outageMs }) => outageMs,
    },
    page: (style) => page(style, found),
  };
  await printForms(forms, args, world, language);
}

function columns(style: Style): readonly FleetColumn<IncidentDocument>[] {
  return [
    { head: "fleet.column-incident", text: ({ id }) => `INC-${id}` },
    {
      head: "fleet.column-severity",
      text: ({ severity }) => tell(style, `severity.${severity}`),
      tone: ({ severity }) => TONES[severity],
    },
    { head: "fleet.column-status", text: ({ state }) => tell(style, `incident-state.${state}`) },
    { head: "fleet.column-hosts", text: ({ members }) => String(members.length), isNumber: true },
    { head: "fleet.column-opened", text: ({ openedMs }) => momentText(openedMs), fromColumns: 88 },
    {
      head: "fleet.column-assignee",
      text: ({ assignee }) => printable(assignee ?? "", 40),
      fromColumns: 100,
      widest: 16,
    },
    { head: "fleet.column-cause", text: ({ title }) => printable(title[style.language], 160) },
  ];
}

function incidentLines(style: Style, { items, total }: Found): string[] {
  if (items.length === 0) return paragraph(style, tell(style, "fleet.none-incidents"));
  const rows = fleetTable(style, columns(style), items);
  const count = tell(style, "fleet.total", { shown: items.length, total });
  return total > 1 ? [...rows, paint(style, "quiet", count)] : rows;
}

function incidentPage(style: Style, incident: IncidentDetailDocument): string[] {
  const { id, severity, state, title, explanation, hosts, evidence, timeline, sessions, users } = incident;
  const names = hosts.slice(0, MOST_NAMES).map(({ name }) => printable(name, 128));
  const more = hosts.length > names.length ? ` … (${hosts.length})` : "";
  return [
    ...paragraph(style, `INC-${id}  ${printable(title[style.language], 200)}`, 0, "", "strong"),
    ...pairs(style, [
      [tell(style, "fleet.severity"), tell(style, `severity.${severity}`)],
      [tell(style, "fleet.status"), tell(style, `incident-state.${state}`)],
      [tell(style, "fleet.since"), momentText(incident.openedMs)],
      ...(incident.assignee === undefined
        ? []
        : [[tell(style, "fleet.assignee"), printable(incident.assignee, 128)] as const]),
      [tell(style, "fleet.affected"), names.join(tell(style, "list.separator")) + more],
      ...(sessions === 0 ? [] : [["", tell(style, "fleet.affected-users", { sessions, users })] as const]),
    ]),
    "",
    ...paragraph(style, printable(explanation[style.language], 2000)),
    ...heading(style, tell(style, "fleet.evidence")),
    ...evidence.slice(0, MOST_EVIDENCE).flatMap(({ side, text, at }) =>
      paragraph(
        style,
        tell(style, `fleet.evidence-${side}`, {
          text: printable(text[style.language], 300),
          at: printable(placeText(style, at), 80),
        }),
        2,
      ),
    ),
    ...firstSteps(style, incident),
    ...heading(style, tell(style, "fleet.timeline")),
    ...timeline.flatMap((entry) => paragraph(style, entryText(style, entry), 2)),
  ];
}

function firstSteps(style: Style, { remedies }: IncidentDetailDocument): string[] {
  const steps = (remedies.windows ?? remedies.xrdp)?.confirm ?? [];
  if (steps.length === 0) return [];
  return [
    ...heading(style, tell(style, "fleet.remedy")),
    ...steps
      .slice(0, 3)
      .flatMap(({ text, command }) => [
        ...paragraph(style, text[style.language], 2),
        ...(command === undefined ? [] : [`      ${paint(style, "command", printable(command, 400))}`]),
      ]),
  ];
}

function entryText({ language }: Style, { atMs, by, text }: TimelineDocument): string {
  const what = printable(text[language], 500);
  return `${momentText(atMs)}  ${what}  ${printable(by, 80)}`;
}
