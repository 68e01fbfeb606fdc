// What a tool claims of an account, held against what the server really does with it. Nothing here reads a tool's prose.

/** What the server does with the account: it gets a session, or none. */
export type Truth = "admitted" | "turned-away";

/** What a tool says of it. "no-answer": it says that it cannot tell, or it said nothing. */
export type Claim = Truth | "no-answer";

/** "contradiction": exit code and report of one run do not say the same. */
export type Mark = "right" | "wrong" | "not-verifiable" | "contradiction";

/** The mark of one cell. */
export function markOf(claim: Claim | "contradiction", truth: Truth): Mark {
  if (claim === "contradiction") return "contradiction";
  if (claim === "no-answer") return "not-verifiable";
  return claim === truth ? "right" : "wrong";
}

/** Of `rdpulse logon --json --fail-on blocks`: its exit code is 0 when, and only when, the logon was accepted. */
export function claimOfLogon(exit: number | null, outcome: string | undefined): Claim | "contradiction" {
  if (outcome === undefined) return "no-answer";
  if ((exit === 0) !== (outcome === "accepted")) return "contradiction";
  if (outcome === "accepted") return "admitted";
  return outcome === "refused" || outcome === "denied" ? "turned-away" : "no-answer";
}

/** Of `xfreerdp +auth-only`: documented to end with 0 when the logon succeeds. null: it had to be ended. */
export function claimOfXfreerdp(exit: number | null): Claim {
  if (exit === null) return "no-answer";
  return exit === 0 ? "admitted" : "turned-away";
}

/**
 * Of the file that `hydra -b jsonv1 -o FILE` writes. `success` tells whether it came through with its work, `results`
 * which accounts it holds for valid.
 */
export function claimOfHydra(file: string): Claim {
  try {
    const report: unknown = JSON.parse(file);
    if (typeof report !== "object" || report === null || !("results" in report) || !("success" in report)) {
      return "no-answer";
    }
    if (Array.isArray(report.results) && report.results.length > 0) return "admitted";
    return report.success === true ? "turned-away" : "no-answer";
  } catch {
    return "no-answer";
  }
}

/** One mark of one tool. */
export interface Marked {
  readonly tool: string;
  /** The layer on which the server asks for the password. */
  readonly layer: "nla" | "other";
  readonly mark: Mark;
}

/** How many cells a tool got right, answered wrongly (contradictions included), and left open. */
export interface Score {
  readonly right: number;
  readonly wrong: number;
  readonly open: number;
}

/** Adds up the cells of one tool on one layer, or on both. */
export function scoreOf(cells: readonly Marked[], tool: string, layer?: "nla" | "other"): Score {
  const own = cells.filter((cell) => cell.tool === tool && (layer === undefined || cell.layer === layer));
  const right = own.filter(({ mark }) => mark === "right").length;
  const open = own.filter(({ mark }) => mark === "not-verifiable").length;
  return { right, open, wrong: own.length - right - open };
}

/**
 * The goal: without a session, right where NLA asks and silent where nobody does; with a session, right everywhere, and
 * there "not verifiable" is as bad as wrong.
 */
export function isTruthful(cells: readonly Marked[], withoutSession: string, withSession: string): boolean {
  const nla = scoreOf(cells, withoutSession, "nla");
  const other = scoreOf(cells, withoutSession, "other");
  const session = scoreOf(cells, withSession);
  return nla.wrong + nla.open === 0 && other.wrong + other.right === 0 && session.wrong + session.open === 0;
}
