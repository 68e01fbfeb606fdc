import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { DEFAULT_TENANT } from "../../core/fleet/index.ts";
import type { DeskCommand, DeskRefusal, IncidentChange } from "../../core/incident/index.ts";
import { StoreFailure, type Store } from "../store/index.ts";
import type { Clock } from "./watch-settings.ts";

const ASKED = "incident-command";
const ANSWERED = "incident-answer";
const WAIT_MS = 10_000;
const LOOK_MS = 150;
/** What nobody fetched: who asked is gone. */
const STALE_MS = 60_000;

export type CommandAnswer = IncidentChange | DeskRefusal;

interface Asked {
  readonly command: DeskCommand;
  readonly by: string;
}

/**
 * What people do to incidents at a server that does not keep them: left in the store for the one that does, whose answer is
 * left there, too. Several servers may stand behind one address, and nobody knows which one keeps the incidents.
 */
export class CommandPost {
  readonly #store: Store;
  readonly #clock: Clock;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Rejects with StoreFailure "locked" when no server answers. */
  async ask(command: DeskCommand, by: string): Promise<CommandAnswer> {
    const { resources } = this.#store;
    const name = randomUUID();
    await resources.put<Asked>(DEFAULT_TENANT, ASKED, name, { command, by }, "api", 0, this.#clock.nowMs());
    for (let waitedMs = 0; waitedMs < WAIT_MS; waitedMs += LOOK_MS) {
      await sleep(LOOK_MS);
      const answer = await resources.get<CommandAnswer>(DEFAULT_TENANT, ANSWERED, name);
      if (answer === null) continue;
      await resources.remove(DEFAULT_TENANT, ANSWERED, name, "api");
      return answer.doc;
    }
    // Taken back, so that it is not done after its sender was told that it was not. Too late: then it was done just now.
    const isTakenBack = await resources.remove(DEFAULT_TENANT, ASKED, name, "api");
    const late = isTakenBack ? null : await resources.get<CommandAnswer>(DEFAULT_TENANT, ANSWERED, name);
    if (late !== null) return late.doc;
    throw new StoreFailure("locked", "no server of this fleet keeps its incidents at the moment; try again");
  }

  /** Carries out what others left, one after the other. */
  async serve(carryOut: (command: DeskCommand, by: string) => Promise<CommandAnswer>): Promise<void> {
    const { resources } = this.#store;
    for (const { name, doc } of await resources.list<Asked>(DEFAULT_TENANT, ASKED)) {
      // Whoever takes it away carries it out: nobody does it twice.
      if (!(await resources.remove(DEFAULT_TENANT, ASKED, name, "api"))) continue;
      const answer = await carryOut(doc.command, doc.by);
      await resources.put(DEFAULT_TENANT, ANSWERED, name, answer, "api", null, this.#clock.nowMs());
    }
    const staleMs = this.#clock.nowMs() - STALE_MS;
    for (const { name, createdMs } of await resources.list(DEFAULT_TENANT, ANSWERED)) {
      if (createdMs < staleMs) await resources.remove(DEFAULT_TENANT, ANSWERED, name, "api");
    }
  }
}
