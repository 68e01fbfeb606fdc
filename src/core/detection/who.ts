import type { Localized } from "../texts/index.ts";
import type { Source } from "./guess-ledger.ts";

/** Who tried, for the inside of a sentence: the address, or the name of the client and that no address is known. */
export function whoText(source: Source): Localized {
  if (source.address !== undefined) return { en: source.address, zh: source.address };
  const name = source.workstation;
  if (name === undefined) return { en: "an address that no log tells", zh: "日志未记载的地址" };
  return { en: `a client that calls itself ${name} (address not told)`, zh: `自称 ${name} 的客户端（地址未记载）` };
}

/** Some names in a row, and how many more there are. */
export function listText(names: readonly string[], count: number): Localized {
  const shown = names.slice(0, 5).join(", ");
  const rest = count - Math.min(5, names.length);
  return rest > 0
    ? { en: `${shown} and ${rest} more`, zh: `${shown} 等 ${count} 个` }
    : { en: shown, zh: shown.replaceAll(", ", "、") };
}
