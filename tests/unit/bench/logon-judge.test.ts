// The judge of bench:logon: a bench whose judge errs proves nothing.
import { describe, expect, it } from "vitest";
import {
  claimOfHydra,
  claimOfLogon,
  claimOfXfreerdp,
  isTruthful,
  markOf,
  scoreOf,
  type Marked,
} from "../../../bench/logon/judge.ts";

const cell = (tool: string, layer: "nla" | "other", mark: Marked["mark"]): Marked => ({ tool, layer, mark });

describe("claims", () => {
  it.each([
    [0, "accepted", "admitted"],
    [1, "refused", "turned-away"],
    [1, "denied", "turned-away"],
    [1, "not-verifiable", "no-answer"],
    [1, "withheld", "no-answer"],
    [1, "not-tested", "no-answer"],
    [3, undefined, "no-answer"],
    [null, undefined, "no-answer"],
    [1, "accepted", "contradiction"],
    [0, "refused", "contradiction"],
    [0, "not-verifiable", "contradiction"],
  ] as const)("of a logon that ends with %o and says %o", (exit, outcome, claim) => {
    expect(claimOfLogon(exit, outcome)).toBe(claim);
  });

  it("of xfreerdp: 0 is yes, anything else no, no end no answer", () => {
    expect([0, 131, 147, null].map(claimOfXfreerdp)).toEqual(["admitted", "turned-away", "turned-away", "no-answer"]);
  });

  it.each([
    ['{ "results": [ {"login": "a", "password": "b"} ], "success": true, "quantityfound": 1 }', "admitted"],
    ['{ "results": [ ], "success": true, "errormessages": [ ], "quantityfound": 0 }', "turned-away"],
    ['{ "results": [ ], "success": false, "errormessages": [ "x" ], "quantityfound": 0 }', "no-answer"],
    ["{}", "no-answer"],
    ["null", "no-answer"],
    ["", "no-answer"],
    ['{ "results": [', "no-answer"],
  ] as const)("of hydra's file %s", (file, claim) => {
    expect(claimOfHydra(file)).toBe(claim);
  });
});

it("marks a claim against the truth", () => {
  expect(markOf("admitted", "admitted")).toBe("right");
  expect(markOf("turned-away", "turned-away")).toBe("right");
  expect(markOf("admitted", "turned-away")).toBe("wrong");
  expect(markOf("turned-away", "admitted")).toBe("wrong");
  expect(markOf("no-answer", "admitted")).toBe("not-verifiable");
  expect(markOf("contradiction", "turned-away")).toBe("contradiction");
});

describe("score and goal", () => {
  const good = [
    cell("a", "nla", "right"),
    cell("a", "other", "not-verifiable"),
    cell("b", "nla", "right"),
    cell("b", "other", "right"),
  ];

  it("counts each tool and layer, and a contradiction as wrong", () => {
    const cells = [...good, cell("a", "other", "contradiction"), cell("a", "other", "wrong")];
    expect(scoreOf(cells, "a")).toEqual({ right: 1, wrong: 2, open: 1 });
    expect(scoreOf(cells, "a", "other")).toEqual({ right: 0, wrong: 2, open: 1 });
    expect(scoreOf(cells, "b", "nla")).toEqual({ right: 1, wrong: 0, open: 0 });
  });

  it("is reached by the wanted table, and by none that differs in one cell", () => {
    expect(isTruthful(good, "a", "b")).toBe(true);
    const missing = [
      cell("a", "nla", "not-verifiable"),
      cell("a", "nla", "wrong"),
      // Without a session a lucky guess is no knowledge.
      cell("a", "other", "right"),
      cell("a", "other", "wrong"),
      cell("b", "nla", "not-verifiable"),
      cell("b", "other", "not-verifiable"),
      cell("b", "other", "contradiction"),
    ];
    for (const one of missing) expect([one, isTruthful([...good, one], "a", "b")]).toEqual([one, false]);
  });
});
