/** First bytes and the number of bits that count, of IPv4 networks that the internet does not carry (RFC 6890). */
const PRIVATE_V4: readonly (readonly [number, number, number, number])[] = [
  [0, 0, 0, 8],
  [10, 0, 0, 8],
  [100, 64, 0, 10],
  [127, 0, 0, 8],
  [169, 254, 0, 16],
  [172, 16, 0, 12],
  [192, 0, 0, 24],
  [192, 0, 2, 24],
  [192, 168, 0, 16],
  [198, 18, 0, 15],
  [198, 51, 100, 24],
  [203, 0, 113, 24],
];

/** Is this address of 4 or 16 bytes one that the internet carries? 2000::/3 is, but for documentation (2001:db8::/32). */
export function isPublicAddress(bytes: Uint8Array): boolean {
  const [first = 0, second = 0, third = 0, fourth = 0] = bytes;
  if (bytes.length === 4) return first < 224 && !PRIVATE_V4.some((network) => isInside(first, second, third, network));
  if (isMappedV4(bytes)) return isPublicAddress(bytes.subarray(12));
  const documentation = first === 0x20 && second === 0x01 && third === 0x0d && fourth === 0xb8;
  return first >> 5 === 1 && !documentation;
}

function isInside(
  first: number,
  second: number,
  third: number,
  [a, b, c, bits]: readonly [number, number, number, number],
): boolean {
  const shift = 24 - bits;
  return ((first << 16) | (second << 8) | third) >> shift === ((a << 16) | (b << 8) | c) >> shift;
}

/** ::ffff:0:0/96. */
function isMappedV4(bytes: Uint8Array): boolean {
  return (
    bytes.length === 16 && bytes[10] === 0xff && bytes[11] === 0xff && bytes.subarray(0, 10).every((byte) => byte === 0)
  );
}
