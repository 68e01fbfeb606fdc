import {
  INITIAL_PERMUTATION,
  KEY_CHOICE_1,
  KEY_CHOICE_2,
  KEY_SHIFTS,
  ROUND_PERMUTATION,
  S_BOXES,
} from "./des-tables.ts";

const ROUNDS = 16;
/** Two words a round: the groups of six bits that go to S1, S3, S5, S7 stand in the bytes of the first, the others in the second. */
const WORDS_A_KEY = ROUNDS * 2;

interface LookUps {
  /** S-box and P in one: 8 boxes of 64 words. */
  readonly boxes: Uint32Array;
  /** What each value of each of 8 bytes adds to the permuted block: 8 times 256 pairs of words. */
  readonly initial: Uint32Array;
  readonly final: Uint32Array;
}

let lookUps: LookUps | undefined;

/** Computed at the first use: most runs of the program never meet FIPS. */
function computedLookUps(): LookUps {
  if (lookUps !== undefined) return lookUps;
  const inverse = INITIAL_PERMUTATION.map((_, bit) => INITIAL_PERMUTATION.indexOf(bit + 1) + 1);
  lookUps = { boxes: permutedBoxes(), initial: byteWise(INITIAL_PERMUTATION), final: byteWise(inverse) };
  return lookUps;
}

/** FIPS 46-3: the outer two of six bits name the row, the inner four the column; P is applied to what the box gives. */
function permutedBoxes(): Uint32Array {
  const boxes = new Uint32Array(8 * 64);
  for (const [box, rows] of S_BOXES.entries()) {
    for (let six = 0; six < 64; six++) {
      const row = ((six >> 4) & 2) | (six & 1);
      const four = Number.parseInt(rows[row * 16 + ((six >> 1) & 15)] ?? "0", 16);
      for (const [to, from] of ROUND_PERMUTATION.entries()) {
        const bit = from - 1 - box * 4;
        if (bit >= 0 && bit < 4)
          boxes[box * 64 + six] = (boxes[box * 64 + six] ?? 0) | (((four >> (3 - bit)) & 1) << (31 - to));
      }
    }
  }
  return boxes;
}

function byteWise(permutation: readonly number[]): Uint32Array {
  const words = new Uint32Array(8 * 256 * 2);
  for (const [to, from] of permutation.entries()) {
    const byte = (from - 1) >> 3;
    const mask = 0x80 >> ((from - 1) & 7);
    for (let value = 0; value < 256; value++) {
      if ((value & mask) === 0) continue;
      const at = (byte * 256 + value) * 2 + (to >> 5);
      words[at] = (words[at] ?? 0) | (1 << (31 - (to & 31)));
    }
  }
  return words;
}

function permute(block: Uint32Array, words: Uint32Array): void {
  let left = 0;
  let right = 0;
  for (let byte = 0; byte < 8; byte++) {
    const value = ((block[byte >> 2] ?? 0) >>> (24 - (byte & 3) * 8)) & 0xff;
    left |= words[(byte * 256 + value) * 2] ?? 0;
    right |= words[(byte * 256 + value) * 2 + 1] ?? 0;
  }
  block[0] = left;
  block[1] = right;
}

/** Key schedule of 8 bytes, whose lowest bits do not count, in the order of encryption. */
export function desKeySchedule(key: Uint8Array): Uint32Array {
  const bitOf = (bit: number): number => ((key[(bit - 1) >> 3] ?? 0) >> (7 - ((bit - 1) & 7))) & 1;
  const chosen = KEY_CHOICE_1.map(bitOf);
  let halves = [chosen.slice(0, 28), chosen.slice(28)];
  const words = new Uint32Array(WORDS_A_KEY);
  for (const [round, shift] of KEY_SHIFTS.entries()) {
    halves = halves.map((half) => [...half.slice(shift), ...half.slice(0, shift)]);
    const bits = halves.flat();
    for (const [index, from] of KEY_CHOICE_2.entries()) {
      const group = Math.trunc(index / 6);
      const at = round * 2 + (group & 1);
      words[at] = (words[at] ?? 0) | ((bits[from - 1] ?? 0) << (24 - (group >> 1) * 8 + 5 - (index % 6)));
    }
  }
  return words;
}

/** The same schedule in the order of decryption. */
export function reversedSchedule(schedule: Uint32Array): Uint32Array {
  const words = new Uint32Array(WORDS_A_KEY);
  for (let word = 0; word < WORDS_A_KEY; word++)
    words[word] = schedule[(ROUNDS - 1 - (word >> 1)) * 2 + (word & 1)] ?? 0;
  return words;
}

/**
 * DES of one block in place, two words, with one schedule after the other (FIPS 46-3). Between two of them the final and the
 * initial permutation would undo each other: both are done once.
 */
export function desBlock(block: Uint32Array, schedules: readonly Uint32Array[]): void {
  const { boxes, initial, final } = computedLookUps();
  permute(block, initial);
  for (const schedule of schedules) {
    let left = block[0] ?? 0;
    let right = block[1] ?? 0;
    for (let word = 0; word < WORDS_A_KEY; word += 2) {
      // E: six bits for each box, which a rotation puts at the low end of a byte.
      const odd = ((right >>> 3) | (right << 29)) ^ (schedule[word] ?? 0);
      const even = ((right << 1) | (right >>> 31)) ^ (schedule[word + 1] ?? 0);
      const mixed =
        left ^
        (boxes[(odd >>> 24) & 63] ?? 0) ^
        (boxes[64 + ((even >>> 24) & 63)] ?? 0) ^
        (boxes[128 + ((odd >>> 16) & 63)] ?? 0) ^
        (boxes[192 + ((even >>> 16) & 63)] ?? 0) ^
        (boxes[256 + ((odd >>> 8) & 63)] ?? 0) ^
        (boxes[320 + ((even >>> 8) & 63)] ?? 0) ^
        (boxes[384 + (odd & 63)] ?? 0) ^
        (boxes[448 + (even & 63)] ?? 0);
      left = right;
      right = mixed;
    }
    block[0] = right;
    block[1] = left;
  }
  permute(block, final);
}
