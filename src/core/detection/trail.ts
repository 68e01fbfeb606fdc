import type { HostEvent } from "../telemetry/index.ts";
import type { Localized } from "../texts/index.ts";
import type { DetectionReason } from "./detection.ts";
import { Names } from "./names.ts";

/** How much evidence of one kind is shown: the first, and the last. */
const FIRST = 3;
const LAST = 2;

/** The records of one conclusion: first and last are kept, all are counted, together with who and where. */
export class Trail {
  readonly hosts: Names = new Names();
  readonly users: Names = new Names();
  readonly addresses: Names = new Names();
  firstMs: number = Number.POSITIVE_INFINITY;
  lastMs: number = Number.NEGATIVE_INFINITY;
  count = 0;
  readonly #first: DetectionReason[] = [];
  readonly #last: DetectionReason[] = [];
  readonly #against: DetectionReason[] = [];

  /** Notes an event as evidence. */
  add(event: HostEvent, fact: Localized, value: string = valueOfEvent(event)): void {
    this.count++;
    if (event.timeMs < this.firstMs) this.firstMs = event.timeMs;
    if (event.timeMs > this.lastMs) this.lastMs = event.timeMs;
    this.hosts.add(event.host);
    this.users.add(userKey(event));
    this.addresses.add(addressOf(event));
    const reason: DetectionReason = { side: "for", fact, value, at: event.at };
    if (this.#first.length < FIRST) {
      this.#first.push(reason);
      return;
    }
    this.#last.push(reason);
    if (this.#last.length > LAST) this.#last.shift();
  }

  /** Notes what speaks against, or a sum. */
  argue(reason: DetectionReason): void {
    if (this.#against.length < 10) this.#against.push(reason);
  }

  get because(): readonly DetectionReason[] {
    return [...this.#first, ...this.#last, ...this.#against];
  }
}

/** Account names compare without regard to case and domain. */
export function userKey(event: HostEvent): string | undefined {
  return event.user === undefined ? undefined : accountKey(event.user.name);
}

export function accountKey(name: string): string {
  const plain = name.slice(name.lastIndexOf("\\") + 1);
  const at = plain.indexOf("@");
  return (at > 0 ? plain.slice(0, at) : plain).toLowerCase().slice(0, 120);
}

/** The address of a client elsewhere; undefined at the console and where none is known. */
export function addressOf(event: HostEvent): string | undefined {
  const address = event.client?.address;
  return address === undefined || address === "local" ? undefined : address;
}

/** Source and what identifies the event, for a line of evidence. */
function valueOfEvent(event: HostEvent): string {
  const parts = [event.source];
  if (event.user !== undefined) parts.push(event.user.name);
  const address = event.client;
  if (address !== undefined)
    parts.push(address.rule === "own" ? address.address : `${address.address} (${address.rule})`);
  return parts.join("  ");
}
