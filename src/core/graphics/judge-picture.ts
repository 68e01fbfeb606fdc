import type { PictureKind, PictureMeasures } from "../evidence/index.ts";

/** What is known of a picture beside its pixels. */
export interface PictureContext {
  /**
   * Whether the server said that the user is logged on. "missing": it is one that says so, as Windows does, and it did not;
   * "not-expected": it is one that never does, so its silence means nothing.
   */
  readonly confirmation: "confirmed" | "missing" | "not-expected";
  /** Lines of the server's own window, as `readServerWindow` gives them; empty when there is none. */
  readonly text: readonly string[];
}

/**
 * Share of one colour from which nothing is left to work with. On 1024x768 the rest is 3932 pixels: more than a mouse pointer
 * (about 400), a text cursor or a line of console text has, less than a task bar (30 rows are 3.9 %) or a dialog.
 */
const ONE_COLOUR_SHARE = 0.995;
/** Brightest channel, of 255, of what people call a black screen; an unlit panel shows #202020 like #000000. */
const DARK_CHANNEL_MAX = 0x28;
/** The X server's bare root window is a weave of two colours in which nearly every pixel differs from its neighbour. */
const WEAVE_COLOURS_MAX = 2;
const WEAVE_EDGE_SHARE = 0.9;

/** Labels of a window that asks who we are, in lower case; one is a line of its own. */
const LOGIN_LABELS: readonly string[] = ["username", "password"];

/** How lines of xrdp's connection log begin or end while it is still at work, in lower case. */
const PROGRESS =
  /^(?:connecting to |started connecting|vnc (?:connecting|connection complete|password ok|receiving|sending|security level))|(?:connect ok|connected ok|please wait\.\.\.)$|^login successful/u;

/** Whether a server's own window, of which these are the lines, says last that it goes on: no failure, but no session yet. */
export function isStillWorking(text: readonly string[]): boolean {
  return PROGRESS.test((text.at(-1) ?? "").toLowerCase());
}

/** What a picture shows. Rests on the numbers above alone; "desktop" means no more than that there is something to work with. */
export function judgePicture(measures: PictureMeasures, context: PictureContext): PictureKind {
  if (measures.drawnShare === 0) return "nothing";
  if (context.text.length > 0) return asksWhoWeAre(context.text) ? "login-window" : "server-message";
  if (measures.dominantShare >= ONE_COLOUR_SHARE) return isDark(measures.dominantColour) ? "black" : "one-colour";
  if (measures.distinctColours <= WEAVE_COLOURS_MAX && measures.edgeShare >= WEAVE_EDGE_SHARE) return "one-colour";
  return context.confirmation === "missing" ? "login-window" : "desktop";
}

/** Whether these lines are of a form that asks for a user name and a password. */
export function asksWhoWeAre(text: readonly string[]): boolean {
  return text.some((line) => LOGIN_LABELS.includes(line.trim().toLowerCase()));
}

function isDark(colour: string): boolean {
  const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return Math.max(...channels) <= DARK_CHANNEL_MAX;
}
