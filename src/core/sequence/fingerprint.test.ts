import { expect, it } from "vitest";
import { FactLedger } from "../evidence/index.ts";
import { fingerprint } from "./fingerprint.ts";

it("names no sign of another stack as its reason", () => {
  const facts = new FactLedger();
  facts.learn("x224.srcRef", 0, 7);
  facts.learn("x224.selectedProtocol", 8, 7);
  facts.learn("credssp.osVersion", { major: 10, minor: 0, build: 20_348 }, 9);
  expect(fingerprint(facts)).toEqual({
    stack: "windows",
    confidence: 0.95,
    because: ["CredSSP with Early User Authorization chosen", "NTLM version 10.0.20348"],
  });
});
