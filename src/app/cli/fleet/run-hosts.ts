import type { HealthFigures, HostDocument } from "../../../core/contract/index.ts";
import { FACT_WORDS } from "../../../core/history/index.ts";
import { causes } from "../../../core/knowledge/index.ts";
import { type Language, printable, say } from "../../../core/texts/index.ts";
import { parseTarget } from "../../../io/targets/index.ts";
import type { Arguments } from "../arguments.ts";
import { EXIT, OperationError, usage } from "../operation-error.ts";
import { duration, heading, paint, paragraph, type Style, tell, type Tone } from "../render/style.ts";
import { wholeNumber } from "../whole-number.ts";
import { type World, write } from "../world.ts";
import { ApiConnection } from "./api-connection.ts";
import { actionOf, requireOperands } from "./fleet-action.ts";
import { checkForms, type FleetForms, momentCell, momentText, printForms } from "./fleet-output.ts";
import { type FleetColumn, fleetTable, pairs } from "./fleet-table.ts";
import { findHost, type HostPage } from "./find-host.ts";
import { healthLines } from "./health-lines.ts";
import { paged } from "./paged.ts";

type Status = NonNullable<HostDocument["state"]>["status"];
/** A host that is switched off is shown as that, whatever was known of it. */
type Shown = Status | "disabled";
type HostCause = NonNullable<HostDocument["state"]>["causes"][number];

const ACTIONS = ["list", "add", "remove", "show", "check"] as const;
const MOST = 10_000;
const TONES: Readonly<Record<Shown, Tone | undefined>> = {
  unknown: "quiet",
  disabled: "quiet",
  up: "good",
  degraded: "warn",
  suspect: "warn",
  down: "bad",
  flapping: "warn",
  suppressed: "quiet",
};

/** `rdpulse hosts`: exit code 0 when it was done. */
export async function runHostsCommand(args: Arguments, world: World, language: Language): Promise<number> {
  const { action, operands } = actionOf(args, "hosts", ACTIONS);
  checkForms(args);
  const api = await ApiConnection.from(args, world, language);
  switch (action) {
    case "list":
      requireOperands(operands, 0, 0, "hosts [list]");
      await print(await listed(api, args), args, world, language, hostLines);
      return EXIT.ok;
    case "add":
      requireOperands(operands, 1, MOST, "hosts add HOST[:PORT]…");
      return add(api, operands, args, world, language);
    case "remove":
      requireOperands(operands, 1, MOST, "hosts remove HOST…");
      for (const name of operands) {
        const host = await findHost(api, name);
        await api.send("DELETE", `/hosts/${host.id}`);
        await tellOf(world, language, "fleet.removed", host);
      }
      return EXIT.ok;
    case "check":
      requireOperands(operands, 1, MOST, "hosts check HOST…");
      for (const name of operands) {
        const host = await findHost(api, name);
        await api.send("POST", `/hosts/${host.id}/check`);
        await tellOf(world, language, "fleet.checking", host);
      }
      return EXIT.ok;
    case "show": {
      requireOperands(operands, 1, 1, "hosts show HOST");
      const host = await findHost(api, operands[0] ?? "");
      const health = isForProgram(args) ? null : await healthOf(api, host);
      await print({ items: [host], total: 1 }, args, world, language, (style) => [
        ...hostPage(style, host),
        ...healthLines(style, health),
      ]);
      return EXIT.ok;
    }
  }
}

/** null where nothing is known of it, or the server knows no scores: the page of the host is worth showing without. */
async function healthOf(api: ApiConnection, { id, state }: HostDocument): Promise<HealthFigures | null> {
  if (state === null) return null;
  try {
    const health: HealthFigures = JSON.parse(await api.send("GET", `/hosts/${id}/health`));
    return health;
  } catch (error) {
    if (error instanceof OperationError) return null;
    throw error;
  }
}

async function tellOf(
  world: World,
  language: Language,
  key: "fleet.added" | "fleet.removed" | "fleet.checking",
  { id, name }: HostDocument,
): Promise<void> {
  await write(world.stdout, `${say(language, key, { name: printable(name, 128), id })}\n`);
}

async function listed(api: ApiConnection, args: Arguments): Promise<{ items: readonly HostDocument[]; total: number }> {
  const query = {
    search: args.get("search"),
    status: args.list("status"),
    site: args.get("site"),
    pool: args.get("pool"),
    gateway: args.get("gateway"),
    balancer: args.get("balancer"),
    tag: args.get("tag"),
    cause: args.get("cause"),
    sort: args.get("sort") ?? "worst",
  };
  return paged(api, "/hosts", query, args, (text) => {
    const page: HostPage = JSON.parse(text);
    return page;
  });
}

async function add(
  api: ApiConnection,
  operands: readonly string[],
  args: Arguments,
  world: World,
  language: Language,
): Promise<number> {
  const name = args.get("name");
  if (name !== undefined && operands.length > 1)
    throw usage("error.fleet-operands", { usage: "hosts add HOST --name NAME" });
  const shared = Object.fromEntries(
    ["site", "pool", "gateway", "balancer"].flatMap((field) => {
      const value = args.get(field);
      return value === undefined ? [] : [[field, value]];
    }),
  );
  const tags = Object.fromEntries(args.all("tag").map(tagOf));
  const interval =
    args.get("interval") === undefined ? {} : { intervalSeconds: wholeNumber(args, "interval", 60, 5, 86_400) };
  const bodies = operands.map((operand) => {
    const { host, port } = parseTarget(operand);
    return {
      host,
      ...(port === 3389 ? {} : { port }),
      ...(name === undefined ? {} : { name }),
      ...shared,
      ...(args.all("tag").length === 0 ? {} : { tags }),
      ...interval,
    };
  });
  const made: HostDocument[] = [];
  for (const body of bodies) {
    const host: HostDocument = JSON.parse(await api.send("POST", "/hosts", { body }));
    made.push(host);
    if (!isForProgram(args)) await tellOf(world, language, "fleet.added", host);
  }
  if (isForProgram(args)) await print({ items: made, total: made.length }, args, world, language, hostLines);
  return EXIT.ok;
}

function isForProgram(args: Arguments): boolean {
  return args.has("json") || args.has("ndjson") || args.has("csv");
}

function tagOf(text: string): readonly [string, string] {
  const at = text.indexOf("=");
  if (at < 1) throw usage("error.fleet-tag", { value: printable(text, 80) });
  return [text.slice(0, at), text.slice(at + 1)];
}

async function print(
  found: { readonly items: readonly HostDocument[]; readonly total: number },
  args: Arguments,
  world: World,
  language: Language,
  page: (style: Style, found: { readonly items: readonly HostDocument[]; readonly total: number }) => readonly string[],
): Promise<void> {
  const forms: FleetForms<HostDocument> = {
    name: "hosts",
    ...found,
    csv: {
      id: ({ id }) => id,
      name: ({ name }) => name,
      host: ({ settings }) => settings.host,
      port: ({ settings }) => settings.port ?? 3389,
      site: ({ settings }) => settings.site ?? "",
      pool: ({ settings }) => settings.pool ?? "",
      gateway: ({ settings }) => settings.gateway ?? "",
      origin: ({ origin }) => origin,
      status: ({ state }) => state?.status ?? "unknown",
      since: ({ state }) => momentCell(state?.sinceMs),
      last_check: ({ state }) => momentCell(state?.lastAtMs),
      failed_stage: ({ state }) => state?.failedStage ?? "",
      cause: ({ state }) => state?.causes[0]?.id ?? "",
      connect_us: ({ state }) => state?.totalUs ?? "",
      os_build: ({ facts }) => facts.osBuild ?? "",
      certificate_until: ({ facts }) => momentCell(facts.certificateNotAfterMs),
    },
    page: (style) => page(style, found),
  };
  await printForms(forms, args, world, language);
}

/** Title of a cause in the form that was seen; a server may know causes that this program does not. */
function titleOf(style: Style, { id, variant }: HostCause): string {
  if (!Object.hasOwn(causes, id)) return printable(id, 80);
  const known = causes[id];
  const title = (variant === undefined ? undefined : known.variants?.[variant]?.title) ?? known.title;
  return title[style.language];
}

function causeText(style: Style, { state }: HostDocument): string {
  const cause = state?.causes[0];
  return cause === undefined ? "" : titleOf(style, cause);
}

const statusOf = ({ settings, state }: HostDocument): Shown =>
  settings.enabled === false ? "disabled" : (state?.status ?? "unknown");

function columns(style: Style): readonly FleetColumn<HostDocument>[] {
  return [
    { head: "fleet.column-name", text: ({ name }) => printable(name, 128), widest: Math.floor(style.width * 0.34) },
    {
      head: "fleet.column-status",
      text: (host) => tell(style, `host-status.${statusOf(host)}`),
      tone: (host) => TONES[statusOf(host)],
    },
    { head: "fleet.column-since", text: ({ state }) => momentText(state?.sinceMs), fromColumns: 96 },
    {
      head: "fleet.column-time",
      text: ({ state }) => (state === null || state.totalUs <= 0 ? "" : duration(style, state.totalUs / 1000)),
      isNumber: true,
    },
    {
      head: "fleet.column-site",
      text: ({ settings }) => printable(settings.site ?? "", 40),
      fromColumns: 110,
      widest: 16,
    },
    { head: "fleet.column-cause", text: (host) => causeText(style, host) },
  ];
}

function hostLines(
  style: Style,
  { items, total }: { readonly items: readonly HostDocument[]; readonly total: number },
): string[] {
  if (items.length === 0) return paragraph(style, tell(style, "fleet.none-hosts"));
  const rows = fleetTable(style, columns(style), items);
  return [...rows, paint(style, "quiet", tell(style, "fleet.total", { shown: items.length, total }))];
}

function hostPage(style: Style, host: HostDocument): string[] {
  const { settings, state, facts } = host;
  const status = statusOf(host);
  const groups = ["site", "pool", "gateway", "balancer"] as const;
  const known: readonly [string, unknown][] = Object.entries(facts);
  return [
    `${paint(style, "strong", printable(host.name, 128))}  ${paint(style, TONES[status], tell(style, `host-status.${status}`))}`,
    ...pairs(style, [
      [tell(style, "fleet.number"), String(host.id)],
      [tell(style, "fleet.address"), printable(`${settings.host}:${settings.port ?? 3389}`, 300)],
      [tell(style, "fleet.origin"), tell(style, `origin.${host.origin}`)],
      ...groups.flatMap((group): [string, string][] => {
        const value = settings[group];
        return value === undefined ? [] : [[tell(style, `fleet.${group}`), printable(value, 128)]];
      }),
      [tell(style, "fleet.since"), momentText(state?.sinceMs)],
      [tell(style, "fleet.last-check"), state === null ? tell(style, "fleet.never") : momentText(state.lastAtMs)],
    ]),
    ...(state === null || state.causes.length === 0
      ? []
      : [
          ...heading(style, tell(style, "fleet.causes")),
          ...state.causes.flatMap((cause) => {
            const { id, confidence } = cause;
            const text = `${titleOf(style, cause)} · ${printable(id, 80)} · ${Math.round(confidence * 100)} %`;
            return paragraph(style, text, 2);
          }),
        ]),
    ...(known.length === 0
      ? []
      : [
          ...heading(style, tell(style, "fleet.facts")),
          ...known.flatMap(([name, value]) =>
            paragraph(
              style,
              tell(style, "fact.line", { name: factName(style, name), value: factText(style, name, value) }),
              2,
            ),
          ),
        ]),
  ];
}

/** A server may know facts that this program does not. */
function factName(style: Style, name: string): string {
  return isFact(name) ? FACT_WORDS[name][style.language] : printable(name, 80);
}

function factText(style: Style, name: string, value: unknown): string {
  if (typeof value === "boolean") return tell(style, value ? "fact.yes" : "fact.no");
  return name.endsWith("Ms") && typeof value === "number" ? momentText(value) : printable(String(value), 300);
}

function isFact(name: string): name is keyof typeof FACT_WORDS {
  return Object.hasOwn(FACT_WORDS, name);
}
