import { fromUtf16, toHex, toUtf16, WriteCursor } from "../bytes/index.ts";
import type { RegistryValue } from "./registry-value.ts";

/* winnt.h: the numbers of the types of registry values. */
const TYPE_NUMBERS: Readonly<Record<RegistryValue["type"], number>> = {
  REG_NONE: 0,
  REG_SZ: 1,
  REG_EXPAND_SZ: 2,
  REG_BINARY: 3,
  REG_DWORD: 4,
  REG_MULTI_SZ: 7,
  REG_QWORD: 11,
};

const TYPE_NAMES: ReadonlyMap<number, RegistryValue["type"]> = new Map([
  [0, "REG_NONE"],
  [1, "REG_SZ"],
  [2, "REG_EXPAND_SZ"],
  [3, "REG_BINARY"],
  [4, "REG_DWORD"],
  [7, "REG_MULTI_SZ"],
  [11, "REG_QWORD"],
]);

/** The type and value of the bytes that a registry holds. What does not fit its type is binary data of that type. */
export function typedValue(number: number, bytes: Uint8Array): Pick<RegistryValue, "type" | "value"> {
  const type = TYPE_NAMES.get(number) ?? "REG_NONE";
  switch (type) {
    case "REG_SZ":
    case "REG_EXPAND_SZ":
      return { type, value: upToNull(toUtf16(bytes)) };
    case "REG_MULTI_SZ":
      return { type, value: textsOf(toUtf16(bytes)) };
    case "REG_DWORD":
      return { type, value: bytes.length === 4 ? unsigned(bytes) : toHex(bytes) };
    case "REG_QWORD":
      return { type, value: bytes.length === 8 ? safeNumber(bytes) : toHex(bytes) };
    default:
      return { type, value: toHex(bytes) };
  }
}

function unsigned(bytes: Uint8Array): number {
  let value = 0;
  for (let index = bytes.length - 1; index >= 0; index--) value = value * 256 + (bytes[index] ?? 0);
  return value;
}

function safeNumber(bytes: Uint8Array): number | string {
  const value = unsigned(bytes);
  return Number.isSafeInteger(value) ? value : toHex(bytes);
}

function upToNull(text: string): string {
  const end = text.indexOf("\u0000");
  return end < 0 ? text : text.slice(0, end);
}

/* A list ends with an empty text; an empty one inside it ends it too, as Windows reads it. */
function textsOf(text: string): readonly string[] {
  const texts = text.split("\u0000");
  const end = texts.indexOf("");
  return end < 0 ? texts : texts.slice(0, end);
}

/** The bytes that a registry holds for a value, and the number of its type. Undefined where the value does not fit its type. */
export function registryBytes({
  type,
  value,
}: RegistryValue): { readonly type: number; readonly bytes: Uint8Array } | undefined {
  const number = TYPE_NUMBERS[type];
  switch (type) {
    case "REG_SZ":
    case "REG_EXPAND_SZ":
      return typeof value === "string" ? { type: number, bytes: fromUtf16(`${value}\u0000`) } : undefined;
    case "REG_MULTI_SZ": {
      const texts = typeof value === "string" ? [value] : value;
      if (typeof texts === "number") return undefined;
      return { type: number, bytes: fromUtf16(`${texts.map((text) => `${text}\u0000`).join("")}\u0000`) };
    }
    case "REG_DWORD":
      if (typeof value === "number") return { type: number, bytes: new WriteCursor().u32le(value >>> 0).finish() };
      break;
    case "REG_QWORD":
      if (typeof value === "number") return { type: number, bytes: new WriteCursor().u64le(BigInt(value)).finish() };
      break;
    default:
      break;
  }
  return typeof value === "string" && /^(?:[\da-f]{2})*$/i.test(value)
    ? { type: number, bytes: hexBytes(value) }
    : undefined;
}

function hexBytes(digits: string): Uint8Array {
  const bytes = new Uint8Array(digits.length / 2);
  for (let index = 0; index < bytes.length; index++)
    bytes[index] = Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16);
  return bytes;
}
