// ARCHITECTURE.md draws the rooms and their arrows; this keeps the drawing, the compiler's references and the imports equal.
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { repository, repositoryFiles } from "./planted-tree.ts";

const files = repositoryFiles();
const text = (path: string): string => readFileSync(join(repository, path), "utf8");
const roomOf = (path: string): string => path.split("/").slice(1, 3).join("/");

const rooms = files.filter((path) => /^src\/[^/]+\/[^/]+\/tsconfig\.json$/.test(path)).map(roomOf);

/** Room to rooms, as "a -> b" lines, so that a difference reads well. */
type Arrows = readonly string[];

function referencesIn(configPath: string): string[] {
  const config: { references?: { path: string }[] } = JSON.parse(text(configPath));
  return (config.references ?? []).map(({ path }) => normalize(join(dirname(configPath), path)));
}

const references: Arrows = rooms
  .flatMap((room) => referencesIn(`src/${room}/tsconfig.json`).map((path) => `${room} -> ${path.slice("src/".length)}`))
  .toSorted();

function importsOf(room: string): Set<string> {
  const sources = files.filter(
    (path) => path.startsWith(`src/${room}/`) && path.endsWith(".ts") && !path.endsWith(".test.ts"),
  );
  const found = sources.flatMap((path) =>
    [...text(path).matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g)].map(([, target = ""]) =>
      roomOf(normalize(join(dirname(path), target))),
    ),
  );
  return new Set(found.filter((target) => target !== room));
}

const targetsOf = (from: string): string[] =>
  references.filter((arrow) => arrow.startsWith(`${from} -> `)).map((arrow) => arrow.split(" -> ")[1] ?? "");

function reached(from: string): Set<string> {
  return new Set(targetsOf(from).flatMap((target) => [target, ...reached(target)]));
}

/** The arrows that no longer way replaces. */
const shortest: Arrows = references.filter((arrow) => {
  const [from = "", to = ""] = arrow.split(" -> ");
  return !targetsOf(from).some((other) => other !== to && reached(other).has(to));
});

const architecture = text("ARCHITECTURE.md");

function block(language: string, holds: string): string[] {
  const blocks = [...architecture.matchAll(/```(\w+)\n([\s\S]*?)```/g)];
  return (blocks.find(([, name, body]) => name === language && body?.includes(holds))?.[2] ?? "").trim().split("\n");
}

describe("the dashboard", () => {
  const sources = files.filter((path) => /^web\/src\/.*\.tsx?$/.test(path));

  it("imports pure rooms by their doors, and nothing of io or app", () => {
    const foreign = sources.flatMap((path) =>
      [...text(path).matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g)]
        .map(([, target = ""]) => normalize(join(dirname(path), target)))
        .filter((target) => !target.startsWith("web/") && !/^src\/core\/[^/]+\/index\.ts$/.test(target))
        .map((target) => `${path}: ${target}`),
    );
    expect(sources.length).toBeGreaterThan(50);
    expect(foreign).toEqual([]);
  });
});

describe("the drawing in ARCHITECTURE.md", () => {
  const list = block("text", "core/bytes        ->");

  it("lists every room and every reference, and no other", () => {
    const drawn = list.flatMap((line) => {
      const [from = "", to = ""] = line.split("->").map((part) => part.trim());
      return to.split(" ").flatMap((target) => (target === "" ? [] : [`${from} -> ${target}`]));
    });
    expect(drawn.toSorted()).toEqual(references);
    expect(list.map((line) => line.split("->")[0]?.trim() ?? "").toSorted()).toEqual(rooms.toSorted());
  });

  it("draws the arrows that do not follow from others", () => {
    const [, ...lines] = block("mermaid", "flowchart");
    expect(lines.map((line) => line.trim().replace("-->", "->")).toSorted()).toEqual(shortest);
  });

  it("says of every room what it is for", () => {
    const described = [...architecture.matchAll(/^\| `((?:core|io|app)\/[^`]+)`/gm)].map(([, room]) => room ?? "");
    expect(described.toSorted()).toEqual(rooms.toSorted());
  });
});

describe("the rooms", () => {
  it.each(rooms)("%s refers to what it imports, and to nothing else", (room) => {
    expect(targetsOf(room).toSorted()).toEqual([...importsOf(room)].toSorted());
  });

  it.each(rooms)("%s refers only downwards", (room) => {
    const tiers = ["core", "io", "app"];
    const tier = (name: string): number => tiers.indexOf(name.split("/")[0] ?? "");
    expect(targetsOf(room).filter((target) => tier(target) > tier(room))).toEqual([]);
  });

  it("are all compiled by tsc -b, with the tests on top", () => {
    const all = rooms.map((room) => `src/${room}`).toSorted();
    expect(referencesIn("tsconfig.json").toSorted()).toEqual([...all, "tsconfig.test.json", "web"]);
    expect(referencesIn("tsconfig.test.json").toSorted()).toEqual(all);
  });
});
