/** One series of a remote write: its name stands in the label __name__. */
export interface WriteSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly { readonly value: number; readonly timeMs: number }[];
}

/**
 * Protocol buffers of Prometheus remote write 1.0 (prometheus/prompb: remote.proto, types.proto), without the snappy block
 * around it:
 *
 *     WriteRequest { repeated TimeSeries timeseries = 1 }
 *     TimeSeries   { repeated Label labels = 1; repeated Sample samples = 2 }
 *     Label        { string name = 1; string value = 2 }
 *     Sample       { double value = 1; int64 timestamp = 2 }
 *
 * Labels are sorted by name, as the specification demands; empty ones are left out.
 */
export function encodeWriteRequest(
  series: readonly WriteSeries[],
  encodeText: (text: string) => Uint8Array,
): Uint8Array {
  const writer = new Writer();
  for (const each of series) {
    const inner = new Writer();
    const labels = Object.entries(each.labels).filter(([, value]) => value !== "");
    for (const [name, value] of labels.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) {
      const label = new Writer();
      label.bytes(1, encodeText(name));
      label.bytes(2, encodeText(value));
      inner.bytes(1, label.finish());
    }
    for (const { value, timeMs } of each.samples) {
      const sample = new Writer();
      sample.double(1, value);
      sample.varint(2, timeMs);
      inner.bytes(2, sample.finish());
    }
    writer.bytes(1, inner.finish());
  }
  return writer.finish();
}

const WIRE_VARINT = 0;
const WIRE_FIXED64 = 1;
const WIRE_BYTES = 2;

class Writer {
  #bytes = new Uint8Array(64);
  #length = 0;

  varint(field: number, value: number): void {
    this.#number(field * 8 + WIRE_VARINT);
    this.#number(value);
  }

  double(field: number, value: number): void {
    this.#number(field * 8 + WIRE_FIXED64);
    const at = this.#reserve(8);
    new DataView(this.#bytes.buffer).setFloat64(at, value, true);
  }

  bytes(field: number, value: Uint8Array): void {
    this.#number(field * 8 + WIRE_BYTES);
    this.#number(value.length);
    const at = this.#reserve(value.length);
    this.#bytes.set(value, at);
  }

  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Base-128 number, least significant part first; safe integers only. */
  #number(value: number): void {
    let left = value;
    while (left >= 0x80) {
      this.#byte((left % 0x80) + 0x80);
      left = Math.floor(left / 0x80);
    }
    this.#byte(left);
  }

  #byte(value: number): void {
    const at = this.#reserve(1);
    this.#bytes[at] = value;
  }

  /** `#bytes` may be another array afterwards: ask first, then write. */
  #reserve(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#length, this.#bytes.length * 2));
      grown.set(this.#bytes.subarray(0, at));
      this.#bytes = grown;
    }
    return at;
  }
}
