import { isMap, isNode, isPair, isScalar, LineCounter, parseDocument, type Document, type ErrorCode } from "yaml";
import type { Path } from "../../core/configuration/index.ts";
import { printable, type Localized } from "../../core/texts/index.ts";

/** Uses of an anchor whose own aliases are counted in: a few lines must not become gigabytes. */
const MOST_ALIASES = 1000;
const MOST_ERRORS = 20;

export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface YamlFault extends Place {
  readonly message: Localized;
}

export type YamlText =
  | { readonly faults: readonly YamlFault[] }
  | {
      readonly value: unknown;
      /** Where a value is; `ofKey`: where its key is. The nearest place above it that there is. */
      placeOf(path: Path, ofKey: boolean): Place;
    };

const FAULTS: Readonly<Partial<Record<ErrorCode, Localized>>> = {
  DUPLICATE_KEY: { en: "this key is there twice", zh: "此键重复出现" },
  MULTIPLE_DOCS: {
    en: "a second document begins here; the file may hold one",
    zh: "此处开始了第二个文档；文件只能有一个",
  },
  TAB_AS_INDENT: { en: "a tab indents this line; use spaces", zh: "此行用制表符缩进；请用空格" },
  TAG_RESOLVE_FAILED: { en: "tags such as !name are not allowed", zh: "不允许使用 !name 这样的标签" },
};

/** Reads YAML 1.2 without tags of its own kinds, without duplicate keys, and as one document. Never throws. */
export function readYaml(text: string): YamlText {
  const lineCounter = new LineCounter();
  const placeAt = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  try {
    const document = parseDocument(text, {
      lineCounter,
      version: "1.2",
      schema: "core",
      merge: false,
      customTags: [],
      resolveKnownTags: false,
      uniqueKeys: true,
      prettyErrors: false,
      logLevel: "error",
    });
    const faults = [...document.errors, ...document.warnings].slice(0, MOST_ERRORS).map(({ code, message, pos }) => {
      // The parser quotes what it did not expect, and that can be a secret.
      const shown = printable(message.replace(/:? *"[^]*$/u, ""), 120);
      return { ...placeAt(pos[0]), message: FAULTS[code] ?? { en: shown, zh: `不是有效的 YAML：${shown}` } };
    });
    if (faults.length > 0) return { faults };
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    return { value, placeOf: (path, ofKey) => placeAt(offsetOf(document, path, ofKey)) };
  } catch (error) {
    // Nested so deep that the stack ends, or aliases that would unfold without end.
    const isDeep = error instanceof RangeError;
    const message = isDeep
      ? { en: "is nested too deep", zh: "嵌套过深" }
      : { en: "unfolds too far, or names an anchor that is not there", zh: "别名展开过多，或引用了不存在的锚点" };
    return { faults: [{ line: 1, column: 1, message }] };
  }
}

function offsetOf(document: Document, path: Path, ofKey: boolean): number {
  for (let length = path.length; length > 0; length--) {
    const place = path.slice(0, length);
    const parent = length === 1 ? document.contents : document.getIn(place.slice(0, -1), true);
    const last = place.at(-1);
    if ((ofKey || length < path.length) && isMap(parent)) {
      const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === last);
      if (isNode(pair?.key) && pair.key.range) return pair.key.range[0];
    }
    const node = document.getIn(place, true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}
