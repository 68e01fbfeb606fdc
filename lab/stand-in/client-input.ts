// Keys that a client strikes, slow-path (MS-RDPBCGR 2.2.8.1.1.3) and fast-path (2.2.8.1.2), and the one word that matters here.
import { ReadCursor } from "../../src/core/bytes/index.ts";
import type { StandardSecurity } from "./standard-security.ts";

/** A key: a scan code of keyboard set 1, or a UTF-16 unit. */
export interface StruckKey {
  readonly released: boolean;
  readonly scanCode?: number;
  readonly extended?: boolean;
  readonly unit?: number;
}

const FAST_PATH_SECURE_CHECKSUM = 0x40;
const FAST_PATH_ENCRYPTED = 0x80;
const KBDFLAGS_EXTENDED = 0x0100;
const KBDFLAGS_RELEASE = 0x8000;
const LEFT_WINDOWS = 0x5b;

/** Client Input Event PDU Data. Events that are no keys are passed over. Throws DecodeError. */
export function slowPathKeys(contents: Uint8Array): readonly StruckKey[] {
  const cursor = new ReadCursor(contents, "Client Input Event PDU");
  const count = cursor.u16le();
  cursor.skip(2);
  const keys: StruckKey[] = [];
  for (let index = 0; index < count; index += 1) {
    cursor.skip(4);
    const type = cursor.u16le();
    const event = cursor.sub(6, "input event");
    if (type !== 4 && type !== 5) continue;
    const flags = event.u16le();
    const code = event.u16le();
    const released = (flags & KBDFLAGS_RELEASE) !== 0;
    if (type === 5) keys.push({ released, unit: code });
    else keys.push({ released, scanCode: code, extended: (flags & KBDFLAGS_EXTENDED) !== 0 });
  }
  return keys;
}

/** A whole Client Fast-Path Input Event PDU. Throws DecodeError. */
export function fastPathKeys(packet: Uint8Array, security: StandardSecurity | undefined): readonly StruckKey[] {
  const head = new ReadCursor(packet, "Client Fast-Path Input Event PDU");
  const header = head.u8();
  if ((head.u8() & 0x80) !== 0) head.skip(1);
  let body = head.rest();
  if ((header & FAST_PATH_ENCRYPTED) !== 0 && security !== undefined) {
    body = security.decrypt(body.subarray(8), body.subarray(0, 8), (header & FAST_PATH_SECURE_CHECKSUM) !== 0);
  }
  const cursor = new ReadCursor(body, "fast-path input events");
  let count = (header >> 2) & 0x0f;
  if (count === 0) count = cursor.u8();
  const keys: StruckKey[] = [];
  for (let index = 0; index < count; index += 1) {
    const event = cursor.u8();
    const released = (event & 1) !== 0;
    switch (event >> 5) {
      case 0:
        keys.push({ released, scanCode: cursor.u8(), extended: (event & 2) !== 0 });
        break;
      case 1:
      case 2:
        cursor.skip(6);
        break;
      case 3:
        break;
      case 4:
        keys.push({ released, unit: cursor.u16le() });
        break;
      case 6:
        cursor.skip(4);
        break;
      default:
        cursor.reject("eventCode", `is ${event >> 5}`);
    }
  }
  return keys;
}

/** The letters of an American keyboard that a command needs. */
const ROWS: readonly (readonly [firstScanCode: number, letters: string])[] = [
  [0x10, "qwertyuiop"],
  [0x1e, "asdfghjkl"],
  [0x2c, "zxcvbnm"],
  [0x1c, "\n"],
  [0x39, " "],
];
const LETTERS: ReadonlyMap<number, string> = new Map(
  ROWS.flatMap(([first, letters]) => Array.from(letters, (letter, index): [number, string] => [first + index, letter])),
);

/** Reads along: Win+R opens the Run dialog, and whatever is typed into it runs on Enter. */
export class RunDialog {
  #windowsKey = false;
  #typed: string | undefined;

  /** The command, when this key has just started one. */
  strike(key: StruckKey): string | undefined {
    if (key.scanCode === LEFT_WINDOWS) this.#windowsKey = !key.released;
    if (key.released) return undefined;
    const letter = key.unit === undefined ? LETTERS.get(key.scanCode ?? 0) : String.fromCharCode(key.unit);
    if (this.#windowsKey && letter === "r") this.#typed = "";
    else if (letter === "\n" || letter === "\r") {
      const command = this.#typed;
      this.#typed = undefined;
      return command;
    } else if (this.#typed !== undefined) this.#typed += letter ?? "";
    return undefined;
  }
}
