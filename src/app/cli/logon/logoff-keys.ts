import type { KeyStroke } from "../../../core/sequence/index.ts";
import { nearest, printable } from "../../../core/texts/index.ts";
import { usage } from "../operation-error.ts";

interface ScanCode {
  readonly scanCode: number;
  readonly extended: boolean;
}

const plain = (scanCode: number): ScanCode => ({ scanCode, extended: false });
const extended = (scanCode: number): ScanCode => ({ scanCode, extended: true });

/** Keys that are held while another is struck. */
const HELD: ReadonlyMap<string, ScanCode> = new Map([
  ["win", extended(0x5b)],
  ["ctrl", plain(0x1d)],
  ["alt", plain(0x38)],
  ["shift", plain(0x2a)],
]);

/** Keys of scan code set 1 with a name of their own. */
const NAMED: ReadonlyMap<string, ScanCode> = new Map([
  ["enter", plain(0x1c)],
  ["esc", plain(0x01)],
  ["tab", plain(0x0f)],
  ["space", plain(0x39)],
  ["backspace", plain(0x0e)],
  ["delete", extended(0x53)],
  ["up", extended(0x48)],
  ["down", extended(0x50)],
  ["left", extended(0x4b)],
  ["right", extended(0x4d)],
  ["home", extended(0x47)],
  ["end", extended(0x4f)],
  ...Array.from({ length: 10 }, (_, index) => [`f${index + 1}`, plain(0x3b + index)] as const),
  ["f11", plain(0x57)],
  ["f12", plain(0x58)],
]);

/** Rows of the US keyboard by the scan code of their first key: in a combination it is the key that counts. */
const ROWS: readonly (readonly [number, string])[] = [
  [0x02, "1234567890"],
  [0x10, "qwertyuiop"],
  [0x1e, "asdfghjkl"],
  [0x2c, "zxcvbnm"],
];

const MOST_STROKES = 200;

/** What ends a session of Windows: the Run box, and the program `logoff`. */
export const WINDOWS_LOGOFF_KEYS = "Win+R text:logoff Enter";

/**
 * Keys separated by blanks: `Enter`, `Ctrl+D`, `Win+R`, `text:exit` to type words, and a word in small letters, which is
 * typed as well. Throws `OperationError` with the nearest match on what is no key.
 */
export function parseLogoffKeys(text: string): readonly KeyStroke[] {
  const strokes = text.trim().split(/\s+/).flatMap(strokesOf);
  if (text.trim() === "" || strokes.length > MOST_STROKES) throw usage("error.bad-keys-count", { most: MOST_STROKES });
  return strokes;
}

function strokesOf(word: string): readonly KeyStroke[] {
  if (word.startsWith("text:")) return typed(word.slice("text:".length));
  const parts = word.split("+");
  const named = NAMED.get(word.toLowerCase());
  if (named !== undefined) return [{ key: named, hold: [] }];
  if (parts.length > 1) return [combination(word, parts)];
  const match = nearest(word, NAMED.keys());
  const isWord = /^[a-z0-9]+$/.test(word);
  if (match !== undefined && word.length > 2) {
    throw usage("error.bad-key-nearest", { value: printable(word, 40), nearest: capital(match) });
  }
  if (!isWord) throw usage("error.bad-key", { value: printable(word, 40) });
  return typed(word);
}

function typed(word: string): readonly KeyStroke[] {
  return Array.from(word, (character) => ({ key: { codePoint: character.codePointAt(0) ?? 0 }, hold: [] }));
}

function combination(word: string, parts: readonly string[]): KeyStroke {
  const key = keyOf(parts.at(-1)?.toLowerCase() ?? "");
  const hold = parts.slice(0, -1).map((part) => HELD.get(part.toLowerCase()));
  const held = hold.filter((code) => code !== undefined);
  if (key === undefined || held.length < hold.length) throw usage("error.bad-key", { value: printable(word, 40) });
  return { key, hold: held };
}

function keyOf(name: string): ScanCode | undefined {
  const named = NAMED.get(name === "del" ? "delete" : name);
  if (named !== undefined || name.length !== 1) return named;
  for (const [first, row] of ROWS) {
    const at = row.indexOf(name);
    if (at >= 0) return plain(first + at);
  }
  return undefined;
}

function capital(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}
