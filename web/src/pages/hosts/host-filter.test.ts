import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressOf, filterIn, type HostFilter, NARROWINGS, STATUSES } from "./host-filter.ts";

const anyFilter: fc.Arbitrary<HostFilter> = fc.record({
  search: fc.string(),
  status: fc.subarray([...STATUSES]),
  narrowed: fc.dictionary(fc.constantFrom(...NARROWINGS), fc.string({ minLength: 1 })),
  sort: fc.constantFrom("worst", "name", "host", "site", "since", "total", "certificate"),
  descending: fc.boolean(),
});

describe("the filter of the table of hosts", () => {
  it("stands in the address, whole", () => {
    fc.assert(
      fc.property(anyFilter, (filter) => {
        const again = filterIn(new URLSearchParams(addressOf(filter).toString()));
        expect({ ...again, narrowed: { ...again.narrowed } }).toEqual({ ...filter, narrowed: { ...filter.narrowed } });
      }),
    );
  });

  it("is the usual one for an address that says nothing, or nonsense", () => {
    const usual = filterIn(new URLSearchParams());
    expect(addressOf(usual).toString()).toBe("");
    expect(filterIn(new URLSearchParams("status=what,&sort=x&descending=1&site="))).toEqual(usual);
    expect(filterIn(new URLSearchParams("status=down,up")).status).toEqual(["down", "up"]);
  });
});
