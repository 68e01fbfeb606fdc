import { keepAll, type ProviderRules, rulesFor } from "../rule.ts";

/** The licence server, and what hosts write about it. */
export const licensing: ProviderRules = {
  names: ["Microsoft-Windows-TerminalServices-Licensing", "TermServLicensing", "TermServLicensing-Admin"],
  shortName: "TerminalServices-Licensing",
  rules: new Map(rulesFor([17, 18, 21, 22, 28, 37, 38, 44, 4105], { kind: "licensing-trouble", read: keepAll })),
};
