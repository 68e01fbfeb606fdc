// Each rule of the house is seen to fail: a fault is planted in a copy of the tree, and the compiler or lint must name it.
import { afterAll, describe, expect, it } from "vitest";
import { PlantedTree } from "./planted-tree.ts";

const tree = new PlantedTree();
afterAll(() => tree.remove());

const PLANTED = "src/core/bytes/planted.ts";
const COMPILE_MS = 60_000;

function compilePlanted(room: string, path: string, text: string): string {
  return tree.with(path, text, () => tree.compile(room));
}

describe("the compiler", () => {
  it("finds nothing in the lowest rooms as they are", { timeout: COMPILE_MS }, () => {
    expect(tree.compile("src/core/bytes")).toBe("");
    expect(tree.compile("src/core/texts")).toBe("");
  });

  it.each([
    [
      "a node: module",
      'import { connect } from "node:net";\nexport const planted: string = String(connect);\n',
      "TS2591",
    ],
    ["Buffer", "export const planted: number = Buffer.alloc(1).length;\n", "TS2591"],
    ["process", "export const planted: number = process.pid;\n", "TS2591"],
    ["a timer", "setTimeout(() => {}, 1);\nexport {};\n", "TS2304"],
    ["fetch", 'void fetch("http://localhost");\nexport {};\n', "TS2304"],
    ["TextDecoder", "export const planted: string = String(TextDecoder);\n", "TS2304"],
    ["performance", "export const planted: number = performance.now();\n", "TS2304"],
    ["console", 'console.log("x");\nexport {};\n', "TS2584"],
    ["an enum", "export enum Planted { A }\n", "TS1294"],
    ["any without a word", "export const planted = (a) => a;\n", "TS7006"],
  ])("refuses %s in core", { timeout: COMPILE_MS }, (_, text, code) => {
    const said = compilePlanted("src/core/bytes", PLANTED, text);
    expect(said).toContain(`${PLANTED}(1,`);
    expect(said).toContain(code);
  });

  it("refuses an arrow from core to io", { timeout: COMPILE_MS }, () => {
    const text = 'export type { CheckRun } from "../../io/probe/index.ts";\n';
    expect(compilePlanted("src/core/bytes", PLANTED, text)).toMatch(
      /TS6307: File '.*src\/io\/probe\/index\.ts' is not/,
    );
  });

  it("refuses an arrow between core rooms that is not drawn", { timeout: COMPILE_MS }, () => {
    const text = 'export type { Language } from "../texts/index.ts";\n';
    expect(compilePlanted("src/core/bytes", PLANTED, text)).toMatch(
      /TS6307: File '.*src\/core\/texts\/index\.ts' is not/,
    );
  });

  it("refuses an arrow from io to app", { timeout: COMPILE_MS }, () => {
    const path = "src/io/probe/planted.ts";
    const text = 'export { main } from "../../app/cli/main.ts";\n';
    expect(compilePlanted("src/io/probe", path, text)).toMatch(
      /TS6307: File '.*src\/app\/cli\/main\.ts' is not listed/,
    );
  });

  it.each([
    [
      "a line of the command line",
      "src/core/texts",
      "src/core/texts/error-texts.ts",
      /\n\s*zh: "[^"]*",/,
      "",
      /'zh' is missing/,
    ],
    [
      "the title of a cause",
      "src/core/knowledge",
      "src/core/knowledge/causes/rdp-cert-expired.ts",
      /title: both\(("[^"]*"), "[^"]*"\)/,
      "title: both($1)",
      /TS2554/,
    ],
  ])("refuses %s without Chinese", { timeout: COMPILE_MS }, (_, room, path, pattern, instead, says) => {
    const before = tree.read(path);
    const planted = before.replace(pattern, instead);
    expect(planted).not.toBe(before);
    const said = tree.with(path, planted, () => tree.compile(room), before);
    expect(said).toContain(`${path}(`);
    expect(said).toMatch(says);
  });
});

describe("lint", () => {
  const core = "src/core/bytes";
  const planted: readonly (readonly [what: string, path: string, text: string, rule: string, says: string])[] = [
    [
      "the clock in core",
      `${core}/p1.ts`,
      "export const at: number = Date.now();\n",
      "no-restricted-globals",
      "no clock",
    ],
    [
      "a date in core",
      `${core}/p2.ts`,
      "export const at: string = String(new Date());\n",
      "no-restricted-globals",
      "no clock",
    ],
    [
      "the clock by a longer way",
      `${core}/p3.ts`,
      "export const at: number = globalThis.Date.now();\n",
      "no-restricted-globals",
      "nothing of its surroundings",
    ],
    [
      "randomness in core",
      `${core}/p4.ts`,
      "export const dice: number = Math.random();\n",
      "no-restricted-properties",
      "no randomness",
    ],
    [
      "a package in core",
      `${core}/p5.ts`,
      'export { SocksClient } from "socks";\n',
      "no-restricted-imports",
      "no package",
    ],
    [
      "a deep import past a door",
      "src/core/protocol/p6.ts",
      'export { toHex } from "../bytes/text.ts";\n',
      "no-restricted-imports",
      "by its door",
    ],
    [
      "a deep import from a folder in a room",
      "src/core/diagnosis/symptoms/p7.ts",
      'export { codes } from "../../knowledge/codes.ts";\n',
      "no-restricted-imports",
      "by its door",
    ],
    [
      "a deep import from io",
      "src/io/probe/p8.ts",
      'export { toHex } from "../../core/bytes/text.ts";\n',
      "no-restricted-imports",
      "by its door",
    ],
    [
      "a deep import from a test",
      "tests/p9.ts",
      'export { toHex } from "../src/core/bytes/text.ts";\n',
      "no-restricted-imports",
      "by its door",
    ],
    ["a default export", `${core}/p10.ts`, "const one = 1;\nexport default one;\n", "no-default-export", "named"],
    ["the wrong ending", `${core}/p11.ts`, 'export { toHex } from "./text.js";\n', "import(extensions)", ""],
    ["any", `${core}/p12.ts`, "export const one: any = 1;\n", "no-explicit-any", ""],
    [
      "a promise that nobody awaits",
      "src/io/probe/p13.ts",
      "export function start(): void {\n  Promise.resolve(1);\n}\n",
      "no-floating-promises",
      "",
    ],
    [
      "a promise where a truth value is meant",
      "src/io/probe/p14.ts",
      "export function start(): number {\n  if (Promise.resolve(true)) return 1;\n  return 2;\n}\n",
      "no-misused-promises",
      "",
    ],
    [
      "a forgotten case",
      `${core}/p15.ts`,
      'export function side(a: "x" | "y"): number {\n  switch (a) {\n    case "x":\n      return 1;\n  }\n  return 2;\n}\n',
      "switch-exhaustiveness-check",
      "",
    ],
    [
      "a type imported as a value",
      `${core}/p16.ts`,
      'import { Language } from "../texts/index.ts";\nexport const one: Language = "en";\n',
      "consistent-type-imports",
      "",
    ],
    ["one half of a ring", `${core}/p17.ts`, 'import "./p18.ts";\nexport const a = 1;\n', "no-cycle", ""],
    ["its other half", `${core}/p18.ts`, 'import "./p17.ts";\nexport const b = 1;\n', "no-cycle", ""],
  ];
  for (const [, path, text] of planted) tree.write(path, text);
  const found = tree.lint(planted.map(([, path]) => path));
  for (const [, path] of planted) tree.delete(path);

  it.each(planted)("refuses %s", (_, path, _text, rule, says) => {
    const here = found.filter(({ file, says: said }) => file === path && said.includes(says));
    expect(here.map((finding) => finding.rule).join(" ")).toContain(rule);
  });

  it("lets the right way pass", () => {
    const path = "src/core/diagnosis/symptoms/p19.ts";
    const text =
      'export type { Evidence } from "../../evidence/index.ts";\nexport type { Finding } from "../finding.ts";\n';
    expect(tree.with(path, text, () => tree.lint([path]))).toEqual([]);
  });
});
