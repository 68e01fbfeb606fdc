import {
  type AlertEvent,
  budgetBurnEvent,
  CERTIFICATE_NOTICE_DAYS,
  certificateNotices,
  noticesTold,
  type BudgetBurn,
} from "../../core/alerting/index.ts";
import { LOCAL_VANTAGE, type Target, type TargetId, type TenantId } from "../../core/fleet/index.ts";
import { BURN_WINDOWS } from "../../core/reliability/index.ts";
import type { Judge } from "../../io/monitor/index.ts";
import type { Store } from "../../io/store/index.ts";
import { objectiveFigures } from "./objective-figures.ts";

export interface NoticeWorld {
  readonly store: Store;
  readonly tenant: TenantId;
  readonly clock: { nowMs(): number };
  readonly judge: Judge;
  readonly targets: () => ReadonlyMap<TargetId, Target>;
  readonly onTrouble: (error: unknown) => void;
}

const LOOK_MS = 60_000;
const DAY_MS = 86_400_000;
const PAGE = 1000;
/** A burn that began is kept by this kind until it ends, so that a restart does not begin another one. */
const BURN_KIND = "burn";
const OBJECTIVE = "session-setup";
const FLEET = { kind: "fleet", key: "fleet" } as const;

interface BurnDocument {
  readonly startedMs: number;
  readonly urgency: BudgetBurn["urgency"];
}

/** Tells what is no incident: certificates that end soon, error budgets that burn. Only the judge's process does. */
export class NoticeKeeper {
  readonly #world: NoticeWorld;
  #told: Set<string> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(world: NoticeWorld) {
    this.#world = world;
  }

  start(): void {
    this.#timer = setInterval(() => void this.look(), LOOK_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async look(): Promise<void> {
    if (!this.#world.judge.isJudge) {
      this.#told = undefined;
      return;
    }
    try {
      const events = [...(await this.#certificates()), ...(await this.#burns())];
      if (events.length > 0) this.#world.judge.announce(events);
    } catch (error) {
      this.#told = undefined;
      this.#world.onTrouble(error);
    }
  }

  async #certificates(): Promise<readonly AlertEvent[]> {
    const { store, tenant, clock, targets } = this.#world;
    const told = (this.#told ??= await this.#toldBefore());
    const known = targets();
    const nowMs = clock.nowMs();
    // Of a fleet most certificates last for long: what no notice can be about is not read.
    const endMs = nowMs + Math.max(...CERTIFICATE_NOTICE_DAYS) * DAY_MS + 1;
    const certificates = (await store.results.allFacts(tenant, endMs)).flatMap(({ target, vantage, facts }) => {
      const name = known.get(target)?.name;
      return vantage !== LOCAL_VANTAGE || name === undefined ? [] : [{ target, name, facts }];
    });
    const events = certificateNotices(tenant, certificates, told, nowMs);
    for (const key of noticesTold(events)) told.add(key);
    return events;
  }

  /** What the outbox still remembers; it is kept longer than the farthest threshold is away. */
  async #toldBefore(): Promise<Set<string>> {
    const { store, tenant } = this.#world;
    const told = new Set<string>();
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<Store["outbox"]["list"]>> = await store.outbox.list(tenant, {
        limit: PAGE,
        ...(cursor === null ? {} : { cursor }),
      });
      for (const key of noticesTold(page.items.map(({ event }) => event))) told.add(key);
      cursor = page.next;
    } while (cursor !== null);
    return told;
  }

  async #burns(): Promise<readonly AlertEvent[]> {
    const { store, tenant, clock } = this.#world;
    const nowMs = clock.nowMs();
    const figures = await objectiveFigures(store, tenant, "fleet", nowMs);
    const setup = figures.find(({ id }) => id === OBJECTIVE);
    const stored = await store.resources.get<BurnDocument>(tenant, BURN_KIND, OBJECTIVE);
    const burning = setup?.burn.find((burn) => burn.burning);
    if (setup === undefined || (burning === undefined && stored === null)) return [];
    const window = BURN_WINDOWS.find(({ longMinutes }) => longMinutes === burning?.longMinutes);
    const began = stored?.doc ?? { startedMs: nowMs, urgency: window?.severity ?? "ticket" };
    if (burning === undefined) await store.resources.remove(tenant, BURN_KIND, OBJECTIVE, "api");
    else if (stored === null) await store.resources.put(tenant, BURN_KIND, OBJECTIVE, began, "api", 0, nowMs);
    else return [];
    return [
      budgetBurnEvent(
        {
          tenant,
          objective: OBJECTIVE,
          title: setup.title,
          scope: FLEET,
          ...began,
          rate: burning?.longRate ?? 0,
          windowMinutes: burning?.longMinutes ?? 60,
          left: setup.budgetLeft ?? 1,
          ...(burning === undefined ? { endedMs: nowMs } : {}),
        },
        nowMs,
      ),
    ];
  }
}
