import { ReadCursor, WriteCursor } from "../bytes/index.ts";
import type { FastPathUpdate } from "../protocol/index.ts";

/**
 * Longest update that may come in fragments, in bytes: MaxRequestSize of the Multifragment Update Capability Set
 * ([MS-RDPBCGR] 2.2.7.2.6) that goes with this screen must say the same.
 */
export const MULTIFRAGMENT_MAX_BYTES: number = 1024 * 1024;

/** Puts the fragments of fast-path updates together ([MS-RDPBCGR] 3.2.5.9.3). */
export class FragmentBuffer {
  // One buffer rather than a list: a part may have one byte.
  #whole = new WriteCursor();
  #updateCode: number | undefined;

  /** The whole update when this part completes one. Throws DecodeError for parts out of order, or of more than 1 MiB together. */
  add(part: FastPathUpdate): FastPathUpdate | undefined {
    const cursor = new ReadCursor(part.data, "TS_FP_UPDATE");
    const { fragmentation, updateCode } = part;
    const open = this.#updateCode !== undefined;
    if (fragmentation === "single" || fragmentation === "first") {
      if (open) {
        this.clear();
        cursor.reject("fragmentation", `is ${fragmentation} before the last part of another update`);
      }
      if (fragmentation === "single") return part;
      this.#updateCode = updateCode;
    } else if (this.#updateCode !== updateCode) {
      this.clear();
      cursor.reject(
        "fragmentation",
        open ? "goes on with another updateCode" : `is ${fragmentation} without a first part`,
      );
    }
    if (this.#whole.length + part.data.length > MULTIFRAGMENT_MAX_BYTES) {
      this.clear();
      cursor.reject("fragments", `are longer than ${MULTIFRAGMENT_MAX_BYTES} bytes`);
    }
    this.#whole.bytes(part.data);
    if (fragmentation !== "last") return undefined;
    const whole = { ...part, fragmentation: "single", data: this.#whole.finish() } as const;
    this.clear();
    return whole;
  }

  clear(): void {
    this.#whole = new WriteCursor();
    this.#updateCode = undefined;
  }
}
