// A server under load that is killed again and again: what it acknowledged is compared with what is there afterwards.
import { setTimeout as sleep } from "node:timers/promises";
import { join } from "node:path";
import type { Lab } from "../../lab/index.ts";
import { lightResponder } from "../../lab/stand-in/light-responder.ts";
import type { CheckRow } from "../../src/core/fleet/index.ts";
import { openStore } from "../../src/io/store/index.ts";
import {
  type Answer,
  type Incident,
  type Listed,
  type Mailbox,
  mailbox,
  type Message,
  type MonitorServer,
  quickConfiguration,
  serve,
  type ServeOptions,
  slotFaults,
  startServe,
  until,
  writeConfiguration,
} from "./monitor-server.ts";

const HOSTS = 60;
/** Longer than a start takes, so that a slot that a kill cost is made up for. */
const INTERVAL_S = 10;
const WRITERS = 3;
const LIVES_MS = { least: 500, most: 4500 };
/** Each so many-th kill is followed by one in the middle of the start. */
const TWICE_EACH = 3;
const START_MS = 2000;
/** All that was ever acknowledged is looked at each so many kills and at the end, between them what is new. */
const AUDIT_ALL_EACH = 25;
/** A writer that never pauses would only show how much one server answers. */
const PAUSE_MS = 10;
const RESULTS_MS = 1000;
/** Connections of a check begin within this time of its beginning; the next check comes later. */
const CHECK_MS = 9500;
/** The server's clock never goes back, and may be so much ahead of the machine's. */
const CLOCKS_MS = 300;
/** Two failures open an incident, 5 s apart, and it is told a second later. */
const SETTLE_MS = 30_000;

export interface Ordeal {
  readonly kills: number;
  /** URL of PostgreSQL; files when absent. */
  readonly store?: string;
}

export interface OrdealFigures {
  readonly kills: number;
  /** Kills more, while it started. */
  readonly killsAtStart: number;
  /** Changes that were answered with 2xx, by kind. */
  readonly acknowledged: { readonly hosts: number; readonly settings: number; readonly notes: number };
  /** Of those, what was not there after the restart, or another value. */
  readonly lost: readonly string[];
  /** Checks that a host saw end more than a second before a kill, and those of them whose result is nowhere. */
  readonly checksSeen: number;
  readonly checksLost: number;
  /** How long before the kill the host saw them end. */
  readonly lostBeforeKillMs: readonly number[];
  /** Slots of healthy hosts without a result from the first to the last one, and with two. */
  readonly slots: number;
  readonly slotsMissing: number;
  readonly slotsTwice: number;
  /** Those of hosts that nothing listens on: one each. */
  readonly incidents: number;
  readonly incidentsWanted: number;
  readonly incidentsUntold: number;
  readonly messages: number;
  /** Messages that came again with the same id. */
  readonly repeats: number;
  readonly mostOfOneId: number;
  /** Incidents whose beginning was told under a second id. */
  readonly twins: number;
  readonly startedWithinMs: { readonly p50: number; readonly worst: number };
}

interface Book {
  readonly hosts: Map<string, number>;
  /** The last value of each writer's host that was acknowledged, and the last that was sent. */
  readonly settings: Map<string, { acknowledged: number; sent: number }>;
  readonly notes: { readonly incident: number; readonly text: string }[];
  readonly lost: string[];
  settingsCount: number;
  /** Hosts that nothing listens on, by the id that they got. */
  readonly broken: Map<number, string>;
  /** Hosts that were asked for, answered or not. */
  asked: number;
  /** How many of them the last audit saw. */
  audited: { readonly hosts: number; readonly notes: number };
}

/** Kills it so many times at random moments. Rejects where it does not start again. */
export async function ordeal(lab: Lab, { kills, store }: Ordeal): Promise<OrdealFigures> {
  const told = await mailbox(lab);
  const [port, closed] = [await lab.freePort(), await lab.freePort()];
  const visits = await watchedHosts(lab, port);
  const targets = Array.from({ length: HOSTS }, (_, index) => ({
    name: `h${index}`,
    host: `127.9.0.${index + 1}`,
    port,
  }));
  const folder = lab.makeFolder("ordeal");
  const config = writeConfiguration(folder, quickConfiguration(targets, told, INTERVAL_S));
  const data = join(folder, "data");
  const place = { data, config, ...(store === undefined ? {} : { store }) };
  const book: Book = {
    hosts: new Map(),
    settings: new Map(),
    notes: [],
    lost: [],
    settingsCount: 0,
    broken: new Map(),
    asked: 0,
    audited: { hosts: 0, notes: 0 },
  };
  const startsMs: number[] = [];
  const checks: { seen: number; readonly lost: number[] } = { seen: 0, lost: [] };
  let killsAtStart = 0;
  let startedMs = Date.now();
  let server = await serve(lab, place);
  await breakHost(server, book, kills, closed);
  await until("an incident", () => incidentsOf(server, book), SETTLE_MS);
  for (let kill = 0; kill < kills; kill += 1) {
    const life = { isOver: false };
    await breakHost(server, book, kill, closed);
    const writers = Array.from({ length: WRITERS }, async (_, writer) => write(server, book, writer, life, port));
    const writing = Promise.all(writers);
    // Looked at after the kill; until then nobody else does.
    writing.catch(() => undefined);
    await sleep(LIVES_MS.least + Math.random() * (LIVES_MS.most - LIVES_MS.least));
    const killedMs = Date.now();
    const killing = server.kill();
    life.isOver = true;
    await killing;
    await writing;
    if (kill % TWICE_EACH === 1) {
      await killedWhileItStarts(lab, place);
      killsAtStart += 1;
    }
    const startMs = performance.now();
    server = await serve(lab, place);
    startsMs.push(performance.now() - startMs);
    await audit(server, book, kill % AUDIT_ALL_EACH === AUDIT_ALL_EACH - 1);
    const ended = endedBefore(visits.splice(0), killedMs - RESULTS_MS);
    const rows = await resultsOf(data, store, startedMs - 2 * INTERVAL_S * 1000);
    checks.seen += ended.length;
    const nowhere = ended.filter((visit) => !rows.some((row) => isOf(row, visit)));
    checks.lost.push(...nowhere.map(({ endedMs }) => killedMs - endedMs));
    startedMs = Date.now();
  }
  await audit(server, book, true);
  const incidents = await until("an incident for each broken host", () => incidentsOf(server, book), SETTLE_MS);
  const untold = (): number => incidents.length - countOf(beginningsOf(incidents, told).map(({ subject }) => subject));
  // What is still missing then is in the figures.
  await until("each is told", () => (untold() === 0 ? true : undefined), SETTLE_MS).catch(() => undefined);
  await sleep(2000);
  await server.kill();
  const rows = (await resultsOf(data, store, 0)).filter(({ target }) => target <= HOSTS);
  const faults = [...Map.groupBy(rows, ({ target }) => target).values()].map((of) => slotFaults(of, INTERVAL_S * 1000));
  const timesById = new Map<string, number>();
  for (const { id } of told.messages) timesById.set(id, (timesById.get(id) ?? 0) + 1);
  startsMs.sort((one, other) => one - other);
  return {
    kills,
    killsAtStart,
    acknowledged: { hosts: book.hosts.size, settings: book.settingsCount, notes: book.notes.length },
    lost: book.lost,
    checksSeen: checks.seen,
    checksLost: checks.lost.length,
    lostBeforeKillMs: checks.lost,
    slots: rows.length,
    slotsMissing: faults.reduce((sum, { missing }) => sum + missing, 0),
    slotsTwice: faults.reduce((sum, { twice }) => sum + twice, 0),
    incidents: incidents.length,
    incidentsWanted: book.broken.size,
    incidentsUntold: untold(),
    messages: told.messages.length,
    repeats: told.messages.length - timesById.size,
    mostOfOneId: Math.max(0, ...timesById.values()),
    twins: countOf(beginningsOf(incidents, told).map(({ id }) => id)) + untold() - incidents.length,
    startedWithinMs: {
      p50: Math.round(startsMs[Math.floor(startsMs.length / 2)] ?? 0),
      worst: Math.round(startsMs.at(-1) ?? 0),
    },
  };
}

/** Most starts are over within this time: then what it does right after is cut off. */
async function killedWhileItStarts(lab: Lab, place: ServeOptions): Promise<void> {
  const starting = startServe(lab, place);
  await sleep(Math.random() * START_MS);
  await starting.kill();
}

/** A host that nothing listens on: an incident and a message later. */
async function breakHost(server: MonitorServer, book: Book, kill: number, port: number): Promise<void> {
  const name = `broken${kill}`;
  const host = `127.9.${2 + Math.floor(kill / 200)}.${1 + (kill % 200)}`;
  const { status, body } = await server.call<{ id: number }>("POST", "hosts", { name, host, port });
  if (status !== 201) throw new Error(`a new host was answered with ${status}`);
  book.broken.set(body.id, name);
}

/** Changes the configuration and handles incidents, one after the other, and notes what was acknowledged. */
async function write(
  server: MonitorServer,
  book: Book,
  writer: number,
  life: { readonly isOver: boolean },
  port: number,
): Promise<void> {
  // One that was made without an answer keeps its name.
  book.asked += 1;
  const number = book.asked;
  const name = `w${writer}-${number}`;
  const setting = { acknowledged: 0, sent: 0 };
  try {
    // A host of its own: neighbours on one machine would wait for each other.
    const host = `127.8.${writer}.${1 + (Math.floor(number / WRITERS) % 250)}`;
    const made = await server.call<{ id: number }>("POST", "hosts", { name, host, port });
    if (made.status !== 201) throw new Error(`a new host was answered with ${made.status}`);
    const { id } = made.body;
    book.hosts.set(name, id);
    book.settings.set(name, setting);
    while (!life.isOver) {
      setting.sent += 1;
      const changed = await server.call("PATCH", `hosts/${id}`, { tags: { count: String(setting.sent) } });
      if (changed.status === 200) {
        setting.acknowledged = setting.sent;
        book.settingsCount += 1;
      }
      await note(server, book, `${name} ${setting.sent}`);
      await sleep(PAUSE_MS);
    }
  } catch (error) {
    // fetch has no other error for a server that is gone.
    if (!(error instanceof TypeError)) throw error;
  }
}

async function note(server: MonitorServer, book: Book, text: string): Promise<void> {
  const { items } = await server.get<Listed<Incident>>("incidents?state=open&limit=100");
  const incident = items[Math.floor(Math.random() * items.length)];
  if (incident === undefined) return;
  const { status } = await server.call("POST", `incidents/${incident.id}/note`, { text });
  if (status === 200) book.notes.push({ incident: incident.id, text });
}

/** Compares what is there with what was acknowledged: all of it, or what is new since the last time. */
async function audit(server: MonitorServer, book: Book, isAll: boolean): Promise<void> {
  const hosts = [...book.hosts].slice(isAll ? 0 : book.audited.hosts);
  const notes = book.notes.slice(isAll ? 0 : book.audited.notes);
  book.audited = { hosts: book.hosts.size, notes: book.notes.length };
  for (const [name, id] of hosts) {
    // On a busy machine a server that just started may say that it cannot yet.
    const { status, body } = await until("an answer", async () => answerOf(server, id), SETTLE_MS);
    if (status !== 200 || body.name !== name) {
      book.lost.push(`host ${name}: ${status}`);
      continue;
    }
    const { acknowledged = 0, sent = 0 } = book.settings.get(name) ?? {};
    const count = Number(body.settings.tags?.count ?? 0);
    // What was sent last may have been done without an answer.
    if (count !== acknowledged && count !== sent) book.lost.push(`${name}: ${count} instead of ${acknowledged}`);
    // So that the next look finds nothing to doubt.
    book.settings.set(name, { acknowledged: count, sent: count });
  }
  for (const [id, wanted] of Map.groupBy(notes, ({ incident }) => incident)) {
    const { timeline } = await server.get<{ timeline: readonly { detail: { text?: unknown } | null }[] }>(
      `incidents/${id}`,
    );
    const times = new Map<unknown, number>();
    for (const { detail } of timeline) times.set(detail?.text, (times.get(detail?.text) ?? 0) + 1);
    for (const { text } of wanted) if (times.get(text) !== 1) book.lost.push(`note ${text} of ${id}`);
  }
}

interface HostAnswer {
  readonly name: string;
  readonly settings: { readonly tags?: { readonly count?: string } };
}

async function answerOf(server: MonitorServer, id: number): Promise<Answer<HostAnswer> | undefined> {
  const answer = await server.call<HostAnswer>("GET", `hosts/${id}`);
  return answer.status === 503 ? undefined : answer;
}

/** Results of slots since then that are in the store, as another reader sees it. */
async function resultsOf(folder: string, url: string | undefined, fromMs: number): Promise<readonly CheckRow[]> {
  const store = await openStore({ folder, ...(url === undefined ? {} : { url }) });
  try {
    const targets = await store.targets.all();
    const rows = await Promise.all(
      targets.map(async ({ id, tenant }) => store.results.rows(tenant, id, fromMs, Date.now(), 10_000)),
    );
    return rows.flat();
  } finally {
    await store.close();
  }
}

/** One connection as a host saw it. Host N of the fleet is target N. */
interface Visit {
  readonly target: number;
  readonly beganMs: number;
  endedMs: number;
}

/** Healthy hosts that remember who came. */
async function watchedHosts(lab: Lab, port: number): Promise<Visit[]> {
  const visits: Visit[] = [];
  const hosts = await lightResponder(port);
  hosts.on("connection", (socket) => {
    const [, target] = /^127\.9\.0\.(\d+)$/u.exec(socket.localAddress ?? "") ?? [];
    if (target === undefined) return;
    const visit = { target: Number(target), beganMs: Date.now(), endedMs: Number.POSITIVE_INFINITY };
    visits.push(visit);
    socket.on("close", () => (visit.endedMs = Date.now()));
  });
  lab.onClose(() => void hosts.close());
  return visits;
}

/** The last connection of each check that was over by then; a full check makes several. */
function endedBefore(visits: readonly Visit[], untilMs: number): readonly Visit[] {
  return visits.filter(
    (visit) =>
      visit.endedMs < untilMs &&
      !visits.some((other) => other.target === visit.target && other !== visit && other.endedMs > visit.endedMs),
  );
}

function isOf({ target, atMs }: CheckRow, visit: Visit): boolean {
  return target === visit.target && atMs <= visit.endedMs + CLOCKS_MS && visit.beganMs - atMs < CHECK_MS;
}

async function incidentsOf(server: MonitorServer, book: Book): Promise<readonly Incident[] | undefined> {
  const items: Incident[] = [];
  let cursor = "";
  do {
    const page = await server.get<Listed<Incident> & { next: string | null }>(`incidents?limit=100${cursor}`);
    items.push(...page.items);
    cursor = page.next === null ? "" : `&cursor=${encodeURIComponent(page.next)}`;
  } while (cursor !== "");
  // On a busy machine hosts that are well may time out, too.
  const wanted = items.filter(({ scope }) => scope.kind === "target" && book.broken.has(Number(scope.key)));
  return new Set(wanted.map(({ scope }) => scope.key)).size >= book.broken.size ? wanted : undefined;
}

/** Messages that say that one of these incidents began. */
function beginningsOf(incidents: readonly Incident[], told: Mailbox): readonly Message[] {
  const subjects = new Set(incidents.map(({ id }) => `incident-${id}`));
  return told.opened().filter(({ subject }) => subjects.has(subject));
}

function countOf(values: readonly string[]): number {
  return new Set(values).size;
}
