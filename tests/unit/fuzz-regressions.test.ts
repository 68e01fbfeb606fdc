import { describe, expect, it } from "vitest";
import { keptInputs, keptTargets, recordedTranscripts } from "../../fuzz/hex-files.ts";
import { thrownBy } from "../../fuzz/judge.ts";
import { logonScripts, performLogon } from "../../fuzz/logon-script.ts";
import { minimise } from "../../fuzz/minimise.ts";
import { mutate } from "../../fuzz/mutate.ts";
import { Random } from "../../fuzz/random.ts";
import { targets } from "../../fuzz/targets.ts";
import type { FuzzTarget } from "../../fuzz/targets.ts";
import * as bytesDoor from "../../src/core/bytes/index.ts";
import * as certificate from "../../src/core/certificate/index.ts";
import * as graphics from "../../src/core/graphics/index.ts";
import * as inventory from "../../src/core/inventory/index.ts";
import * as knowledge from "../../src/core/knowledge/index.ts";
import * as protocol from "../../src/core/protocol/index.ts";
import * as sequence from "../../src/core/sequence/index.ts";
import * as transcript from "../../src/core/transcript/index.ts";

const names = targets.map(({ name }) => name);
/** What the name of a target says before its first dot is the export that it tries. */
const tried = new Set(names.map((name) => name.split(".", 1)[0]));
/** Names of functions that take what a stranger wrote. */
const READS_STRANGERS =
  /^(?:decode|read|parse|classify|unwrap|expectBer|replay|explain$)|(?:^pdu|tpkt|Request|rdstls)(?:Length|Frame)$|^[A-Z].*Sequence$/;

function mutants(seed: number): readonly Uint8Array[] {
  const random = new Random(seed);
  return Array.from({ length: 50 }, () => mutate(Uint8Array.of(1, 2, 3, 4, 5), new Uint8Array(8), random));
}

describe("fuzz targets", () => {
  it("cover every export that reads what a stranger wrote", () => {
    const doors = {
      ...bytesDoor,
      ...certificate,
      ...graphics,
      ...inventory,
      ...knowledge,
      ...protocol,
      ...sequence,
      ...transcript,
    };
    const exported = Object.entries(doors).flatMap(([name, value]) =>
      typeof value === "function" && READS_STRANGERS.test(name) ? [name] : [],
    );
    expect(exported.length).toBeGreaterThan(60);
    expect(exported.filter((name) => !tried.has(name))).toEqual([]);
  });

  it("have each its own name, and every folder of inputs is one of them", () => {
    expect(new Set(names).size).toBe(names.length);
    for (const shelf of ["seeds", "regressions"] as const) {
      expect(keptTargets(shelf).filter((folder) => !names.includes(folder))).toEqual([]);
    }
  });

  it("take recorded logons all the way to their desktops, so that mutants reach every state", () => {
    const scripts = recordedTranscripts("logons").flatMap((text) => logonScripts(bytesDoor.toLatin1(text)));
    const reached = scripts.flatMap((script) =>
      performLogon(script).stages.flatMap(({ name, outcome }) => (outcome === "ok" ? [name] : [])),
    );
    const count = (stage: string): number => reached.filter((name) => name === stage).length;
    expect(count("credssp")).toBeGreaterThan(10);
    expect(count("licensing")).toBeGreaterThan(15);
    expect(count("desktop")).toBeGreaterThan(10);
  });

  it.each(targets)("$name keeps its law on every seed and on every input that once broke it", (target) => {
    const recorded = target.recordings?.() ?? [];
    const inputs = [...keptInputs("seeds", target.name), ...keptInputs("regressions", target.name)];
    for (const bytes of [...inputs.map((input) => input.bytes), ...recorded]) {
      expect(thrownBy(target, bytes)).toBeUndefined();
    }
  });
});

describe("the fuzzer itself", () => {
  const broken: FuzzTarget = {
    name: "broken",
    faults: [RangeError],
    run(bytes) {
      if (bytes.includes(7)) throw new TypeError("seven");
      if (bytes.length > 3) throw new RangeError("long");
    },
  };

  it("tells a declared fault from a crash", () => {
    expect(thrownBy(broken, new Uint8Array(9))).toBeUndefined();
    expect(thrownBy(broken, Uint8Array.of(1, 7))).toMatchObject({ law: "throws", what: "TypeError " });
  });

  it("makes a crash small", () => {
    const bytes = Uint8Array.from({ length: 500 }, (_, index) => index % 50);
    expect(minimise(bytes, (candidate) => thrownBy(broken, candidate) !== undefined)).toEqual(Uint8Array.of(7));
  });

  it("does the same again with the same seed", () => {
    expect(mutants(5)).toEqual(mutants(5));
    expect(mutants(5)).not.toEqual(mutants(6));
  });
});
