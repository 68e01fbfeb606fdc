import { crc32, deflateSync } from "node:zlib";

/** Rows from the top, pixels from the left, four bytes each: red, green, blue, alpha. */
interface RgbaPicture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
/** PNG (W3C Recommendation, Third Edition) section 11.2.1 IHDR Image header: colour type 2 is truecolour without alpha. */
const BIT_DEPTH = 8;
const TRUECOLOUR = 2;
/** Section 9.2 Filter types for filter method 0: the difference to the byte above, which suits windows and flat areas. */
const FILTER_UP = 2;
const BYTES_A_PIXEL = 3;

/**
 * A picture as a PNG file: truecolour, 8 bits, not interlaced. Alpha is left out: what a desktop shows is opaque, and
 * servers send anything in that byte. Throws RangeError when `rgba` does not hold width × height pixels.
 */
export function encodePng({ width, height, rgba }: RgbaPicture): Uint8Array {
  if (width < 1 || height < 1 || rgba.length !== width * height * 4) {
    throw new RangeError(`${width} x ${height} pixels are not ${rgba.length} bytes`);
  }
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, BIT_DEPTH);
  header.setUint8(9, TRUECOLOUR);
  return Buffer.concat([
    SIGNATURE,
    ...chunk("IHDR", new Uint8Array(header.buffer)),
    ...chunk("IDAT", deflateSync(filteredRows(width, height, rgba))),
    ...chunk("IEND", new Uint8Array()),
  ]);
}

function filteredRows(width: number, height: number, rgba: Uint8Array): Uint8Array {
  const rows = new Uint8Array(height * (1 + width * BYTES_A_PIXEL));
  let at = 0;
  for (let y = 0; y < height; y += 1) {
    rows[at++] = FILTER_UP;
    for (let x = 0; x < width; x += 1) {
      const pixel = (y * width + x) * 4;
      for (let colour = pixel; colour < pixel + BYTES_A_PIXEL; colour += 1) {
        const above = y === 0 ? 0 : (rgba[colour - width * 4] ?? 0);
        rows[at++] = (rgba[colour] ?? 0) - above;
      }
    }
  }
  return rows;
}

/** Section 5.3 Chunk layout: length, type, data, and the CRC of type and data. */
function chunk(type: string, content: Uint8Array): readonly Uint8Array[] {
  const name = Buffer.from(type, "latin1");
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(content, crc32(name)));
  return [length, name, content, check];
}
