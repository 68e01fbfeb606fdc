import { expect, it } from "vitest";
import { resolveName } from "./index.ts";

it("a DNS server that is named, not addressed, is a failed look-up and no exception", async () => {
  expect(await resolveName("rdp1.lab.test", "dns.lab.test", 100)).toEqual({ kind: "failed", code: "EBADRESOLVER" });
});
