// The shape of a scenario: one broken thing, the cause that is true, and how a client reaches it.
import type { CauseId } from "../../src/core/knowledge/index.ts";
import type { Certificate, CertificateOptions, Lab } from "../index.ts";
import type { Dice } from "./dice.ts";

/** Where every prober looks: the engine, xfreerdp and nmap alike. */
export interface Target {
  readonly host: string;
  readonly port: number;
  /** DNS server that knows the name, as address or address:port. */
  readonly resolver?: string;
  /** Network namespace in which the client stands. */
  readonly netns?: string;
  /** Name that the certificate must carry, where `host` is an address. */
  readonly certificateName?: string;
  /** PEM file with the only roots that are to be trusted. */
  readonly caPath?: string;
  /** RD Gateway, as host:port. */
  readonly gateway?: string;
}

/** How the broken thing is made: a real server or network, a scripted TCP peer, or the Windows stand-in. */
export type Production = "real" | "shim" | "stand-in";

/** What a scenario builds on, and what differs from run to run. */
export interface Ground {
  readonly lab: Lab;
  readonly dice: Dice;
  /** 3389 in the first run, another one in every other. */
  readonly port: number;
  /** Ends with the scenario. */
  keep<T extends { stop(): Promise<void> }>(started: T): T;
  /** A host name that nothing else has. */
  newName(): string;
  /** Publishes a name in the lab's DNS; "nxdomain": there is no such name; an empty list: it has no address. */
  publish(name: string, addresses: readonly string[] | "nxdomain"): void;
  /** What is published for a name. */
  addressesOf(name: string): readonly string[];
  /** The DNS server of this run. */
  readonly resolver: string;
  /** A certificate for this name, healthy but for what the options say. */
  certificate(name: string, options?: CertificateOptions): Promise<Certificate>;
  /** Publishes the name and says how to reach it. */
  reach(name: string, server: { readonly address: string; readonly port: number }): Target;
}

interface Situation {
  /** Stable, kebab-case. */
  readonly id: string;
  readonly title: string;
  readonly production: Production;
  readonly start: (ground: Ground) => Promise<Target>;
}

/** A fault with the cause that is true of it. */
export interface Scenario extends Situation {
  readonly truth: CauseId;
  /** Every cause that looks like this on the wire, the true one among them. Written before the first run, never widened. */
  readonly sameOnTheWire: readonly CauseId[];
}

/** Nothing is wrong here: no cause that blocks or hinders may be named. */
export type HealthyVariant = Situation;
