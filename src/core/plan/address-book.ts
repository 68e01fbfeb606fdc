import type { AddressAttempt, FactLedger } from "../evidence/index.ts";
import type { EndedConversation } from "./plan-action.ts";

/** More addresses of one name than this are named and not tried. */
const ADDRESS_LIMIT = 8;

/** The addresses of one target, which of them were tried, and what became of it. */
export class AddressBook {
  readonly #source: string | undefined;
  readonly #attempts = new Map<string, AddressAttempt>();
  #addresses: readonly string[] | undefined;

  /** `source`: local address that connections start from. */
  constructor(source: string | undefined) {
    this.#source = source;
  }

  get isKnown(): boolean {
    return this.#addresses !== undefined;
  }

  /** How many addresses share the time that is there for connecting. */
  get shared(): number {
    return Math.min(this.#addresses?.length ?? 1, ADDRESS_LIMIT);
  }

  enter(addresses: readonly string[]): void {
    this.#addresses = addresses;
  }

  untried(): readonly string[] {
    const addresses = this.#addresses ?? [];
    const source = this.#source;
    // Nothing of the other family can start from the address that the operator wants; that says nothing about the host.
    const reachable = source === undefined ? addresses : addresses.filter((address) => isSameFamily(address, source));
    return (reachable.length === 0 ? addresses : reachable)
      .slice(0, ADDRESS_LIMIT)
      .filter((address) => !this.#attempts.has(address));
  }

  /** Notes what became of one address, and tells the facts of all. */
  note(ended: EndedConversation, facts: FactLedger): void {
    const { conversation, address } = ended;
    const tcp = conversation.stages.find((stage) => stage.name === "tcp");
    const fault = tcp?.fault;
    const sha = conversation.facts["tls.certificateSha256"]?.value;
    const errno = fault?.kind === "tcp-unreachable" || fault?.kind === "tcp-failed" ? fault.errno : undefined;
    const outcomes = { "tcp-refused": "refused", "tcp-timeout": "timeout", "tcp-unreachable": "unreachable" } as const;
    const outcome =
      tcp?.outcome === "ok"
        ? "connected"
        : fault?.kind === "tcp-refused" || fault?.kind === "tcp-timeout" || fault?.kind === "tcp-unreachable"
          ? outcomes[fault.kind]
          : "failed";
    this.#attempts.set(address, {
      address,
      outcome,
      ...(errno === undefined ? {} : { errno }),
      ...(tcp?.durationMs === undefined ? {} : { durationMs: tcp.durationMs }),
      ...(sha === undefined ? {} : { certificateSha256: sha }),
    });
    const tried = [...this.#attempts.values()];
    const rest = (this.#addresses ?? []).filter((other) => !this.#attempts.has(other));
    facts.learn(
      "tcp.attempts",
      [...tried, ...rest.map((other) => ({ address: other, outcome: "not-tried" as const }))],
      ended.ended.line,
    );
  }
}

function isSameFamily(one: string, other: string): boolean {
  return one.includes(":") === other.includes(":");
}
