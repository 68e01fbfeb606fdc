import { concat, fromHex, fromLatin1, fromUtf16 } from "../src/core/bytes/index.ts";
import type { Random } from "./random.ts";

/** No input grows beyond this, except out of a seed that is longer by itself. */
const GROWTH_LIMIT_BYTES = 8192;

/** Values at which lengths, counts and signs turn over. */
const INTERESTING: readonly number[] = [
  0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 63, 64, 100, 0x7f, 0x80, 0x81, 0x82, 0x84, 0xfe, 0xff, 0x100, 0x1ff, 0x200,
  0x7fff, 0x8000, 0x8001, 0xfffe, 0xffff, 0x10000, 0xff_ffff, 0x7fff_ffff, 0x8000_0000, 0xffff_fff0, 0xffff_fffe,
  0xffff_ffff,
];

/** What random bytes never hit upon: signatures, tags, words of the text formats. */
const TOKENS: readonly Uint8Array[] = [
  ...[
    "4e544c4d53535000", // NTLMSSP
    "4e544c4d5353500002000000",
    "06062b0601050502", // SPNEGO
    "060a2b06010401823702020a",
    "06092a864886f712010202",
    "0300",
    "02f080",
    "0300000902f0802180",
    "0ed0",
    "02000800",
    "03000800",
    "7f65",
    "7f66",
    "000500147c0001",
    "4d63446e", // McDn
    "44756361", // Duca
    "52534131", // RSA1
    "160303",
    "15030300020228",
    "0b000000",
    "30820100",
    "3080",
    "a000",
    "0603551d11", // subjectAltName
    "0603550403",
    "170d3236303130313030303030305a",
    "01000100",
    "01ca",
    "010c",
    "020c",
    "030c",
    "040c",
    "060c",
    "ffff",
  ].map(fromHex),
  ...[
    "HTTP/1.1 401 Unauthorized\r\n",
    "WWW-Authenticate: Negotiate\r\n",
    "Location: /\r\n",
    "\r\n\r\n",
    "Cookie: mstshash=",
    "SSH-2.0-",
    "rdpulse-transcript/1\n",
    "+1.000 < 0300\n",
    "+1.000 ! connected\n",
    "+1.000 ! silence\n",
    "+1.000 = done\n",
    '+1.000 ! tls {"version":"TLSv1.3","cipher":"","group":"","chain":[],"trustError":null}\n',
    "+1.000 ? resolve a\n",
    "+1.000 ~ < 00\n",
    "# 1 192.0.2.1 3389 core",
    "full address:s:",
    "gatewayhostname:s:",
    ":i:1\r\n",
    '{"Nonce":"AA==","Timestamp":"1"}',
    "0x",
    "0xC000006D",
    "ERRINFO_",
    "\u001b[2J",
    "__proto__",
    "constructor",
    "NaN",
    "1e999",
  ].map(fromLatin1),
  fromUtf16("\ud800\u202e\u0000A"),
];

type Mutator = (bytes: Uint8Array, random: Random, other: Uint8Array) => Uint8Array;

function edited(
  bytes: Uint8Array,
  width: number,
  random: Random,
  edit: (view: DataView, at: number) => void,
): Uint8Array {
  if (bytes.length < width) return bytes;
  const copy = bytes.slice();
  edit(new DataView(copy.buffer), random.below(copy.length - width + 1));
  return copy;
}

function spliced(bytes: Uint8Array, at: number, removed: number, inserted: Uint8Array): Uint8Array {
  return concat([bytes.subarray(0, at), inserted, bytes.subarray(at + removed)]);
}

const near = (random: Random): number => random.pick(INTERESTING) + (random.below(4) === 0 ? random.below(5) - 2 : 0);

const MUTATORS: readonly Mutator[] = [
  // One bit.
  (bytes, random) =>
    edited(bytes, 1, random, (view, at) => view.setUint8(at, view.getUint8(at) ^ (1 << random.below(8)))),
  // One byte: any, or one at which something turns over.
  (bytes, random) => edited(bytes, 1, random, (view, at) => view.setUint8(at, random.below(256))),
  (bytes, random) => edited(bytes, 1, random, (view, at) => view.setUint8(at, near(random) & 0xff)),
  (bytes, random) =>
    edited(bytes, 1, random, (view, at) => view.setUint8(at, (view.getUint8(at) + random.below(9) - 4) & 0xff)),
  // Length fields, both orders.
  (bytes, random) =>
    edited(bytes, 2, random, (view, at) => view.setUint16(at, near(random) & 0xffff, random.below(2) === 0)),
  (bytes, random) =>
    edited(bytes, 2, random, (view, at) => {
      const littleEndian = random.below(2) === 0;
      view.setUint16(at, (view.getUint16(at, littleEndian) + random.below(17) - 8) & 0xffff, littleEndian);
    }),
  (bytes, random) =>
    edited(bytes, 4, random, (view, at) => view.setUint32(at, near(random) >>> 0, random.below(2) === 0)),
  // A length that says what is really left.
  (bytes, random) =>
    edited(bytes, 2, random, (view, at) => view.setUint16(at, view.byteLength - at - 2, random.below(2) === 0)),
  (bytes, random) => bytes.slice(0, random.below(bytes.length + 1)),
  (bytes, random) => bytes.slice(random.below(bytes.length + 1)),
  (bytes, random) => {
    const at = random.below(bytes.length + 1);
    return spliced(bytes, at, random.below(Math.min(16, bytes.length - at) + 1), new Uint8Array(0));
  },
  (bytes, random) => {
    const inserted = Uint8Array.from({ length: 1 + random.below(8) }, () => random.below(256));
    return spliced(bytes, random.below(bytes.length + 1), 0, inserted);
  },
  // Many of the same: repeats, nesting and long names.
  (bytes, random) => {
    const at = random.below(bytes.length + 1);
    const piece = bytes.subarray(at, at + 1 + random.below(16));
    const times = 1 + random.below(random.below(8) === 0 ? 200 : 6);
    return spliced(bytes, at, 0, concat(Array.from({ length: times }, () => piece)));
  },
  // Words: put in, or put over what is there.
  (bytes, random) => spliced(bytes, random.below(bytes.length + 1), 0, random.pick(TOKENS)),
  (bytes, random) => {
    const token = random.pick(TOKENS);
    return spliced(bytes, random.below(bytes.length + 1), token.length, token);
  },
  // The head of one with the tail of another.
  (bytes, random, other) =>
    concat([bytes.subarray(0, random.below(bytes.length + 1)), other.subarray(random.below(other.length + 1))]),
  (bytes, random, other) => {
    const from = random.below(other.length + 1);
    return spliced(bytes, random.below(bytes.length + 1), 0, other.subarray(from, from + 1 + random.below(32)));
  },
];

/** A new input out of one that was kept and another one of the same target: one to several changes on top of each other. */
export function mutate(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  const limitBytes = Math.max(GROWTH_LIMIT_BYTES, bytes.length);
  let mutated = bytes;
  for (let changes = 1 << random.below(4); changes > 0; changes--) {
    mutated = random.pick(MUTATORS)(mutated, random, other).subarray(0, limitBytes);
  }
  return mutated;
}
