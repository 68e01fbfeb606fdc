/** Names remembered; a log with more computers than this has them under their full names. */
const NAMES = 20_000;
/** DNS knows no longer name. */
const LONGEST_NAME = 255;
const IP_ADDRESS = /^[\d.]+$|:/;

/**
 * One name for one machine: while it starts, before its domain is known, Windows writes the short name into the same log
 * that else has the full one. A short name and the first full name that begins with it are the same machine; a second
 * full name with the same beginning is another one and keeps its full name.
 */
export class HostNames {
  readonly #known = new Map<string, string>();
  readonly #fullNames = new Map<string, string>();

  /** The name to use, lower case: short where that is clear. */
  of(computer: string): string {
    const known = this.#known.get(computer);
    if (known !== undefined) return known;
    const name = this.#choose(computer.slice(0, LONGEST_NAME).toLowerCase());
    if (this.#known.size < NAMES && computer.length <= LONGEST_NAME) this.#known.set(computer, name);
    return name;
  }

  #choose(host: string): string {
    const dot = host.indexOf(".");
    if (dot < 1 || IP_ADDRESS.test(host)) return host;
    const label = host.slice(0, dot);
    const fullName = this.#fullNames.get(label) ?? host;
    if (this.#fullNames.size < NAMES) this.#fullNames.set(label, fullName);
    return fullName === host && this.#fullNames.has(label) ? label : host;
  }
}
