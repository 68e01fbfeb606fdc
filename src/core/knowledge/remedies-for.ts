import type { Remedies, Remedy, RemedyStep } from "./causes/cause.ts";

/** A host as a person names it, and the TCP port of its listener where that is not 3389. */
export interface RemedyAddress {
  readonly host: string;
  readonly port?: number;
}

/** What a command may hold unquoted in every shell that remedies are written for: a name, or an IPv4 address. */
const PLAIN_HOST = /^[a-z\d](?:[a-z\d.-]{0,251}[a-z\d])?$/iu;
/** The host of the examples, with its domain, or as the target of a saved password. */
const EXAMPLE_HOST = /(?<=TERMSRV\/)rdp01\b(?!\.)|\brdp01\.(?:contoso|example)\.com\b/gu;
/** Its first label alone, where a command asks for that: a record in a zone, a file's name, a second name. */
const EXAMPLE_LABEL = /(?<=-Name |['",\\])rdp01\b(?!\.)/gu;
const EXAMPLE_ZONE = /(?<=-ZoneName )contoso\.com\b/gu;
const IPV4 = /^[\d.]+$/u;
const EXAMPLE_PORT = /(?<![\d.])3389(?!\d)/gu;
/** Commands that set the port back to the default mean the default. */
const SETS_PORT = /PortNumber|port=3389/u;

/**
 * The same remedies with commands for this host: its name instead of the example's, its port instead of 3389. A name that a
 * shell would not take as a plain word (it comes from whoever named the host) stays out; the example stays then.
 */
export function remediesFor({ windows, xrdp }: Remedies, address: RemedyAddress): Remedies {
  return {
    ...(windows === undefined ? {} : { windows: filled(windows, address) }),
    ...(xrdp === undefined ? {} : { xrdp: filled(xrdp, address) }),
  };
}

function filled(remedy: Remedy, address: RemedyAddress): Remedy {
  const each = (steps: readonly RemedyStep[]): readonly RemedyStep[] => steps.map((step) => stepFor(step, address));
  return {
    confirm: each(remedy.confirm),
    backup: each(remedy.backup),
    fix: each(remedy.fix),
    rollback: each(remedy.rollback),
    risk: remedy.risk,
  };
}

function stepFor(step: RemedyStep, { host, port = 3389 }: RemedyAddress): RemedyStep {
  if (step.command === undefined) return step;
  const command = PLAIN_HOST.test(host) ? named(step.command, host) : step.command;
  return { ...step, command: SETS_PORT.test(command) ? command : command.replaceAll(EXAMPLE_PORT, String(port)) };
}

/** An address has no label and no zone, and a short name no zone: the example's stay then. */
function named(command: string, host: string): string {
  const whole = command.replaceAll(EXAMPLE_HOST, host);
  if (IPV4.test(host)) return whole;
  const [label = host, ...zone] = host.split(".");
  const labelled = whole.replaceAll(EXAMPLE_LABEL, label);
  return zone.length === 0 ? labelled : labelled.replaceAll(EXAMPLE_ZONE, zone.join("."));
}
