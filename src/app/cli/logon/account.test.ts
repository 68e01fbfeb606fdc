import { describe, expect, it } from "vitest";
import { OperationError } from "../operation-error.ts";
import { readAccount } from "./account.ts";

function refusalOf(name: string): string {
  try {
    return `accepted ${readAccount(name, undefined).user}`;
  } catch (error) {
    return String(error);
  }
}

describe("readAccount", () => {
  it.each([
    ["anna", undefined, { user: "anna", domain: "" }],
    ["anna", "LAB", { user: "anna", domain: "LAB" }],
    ["LAB\\anna", undefined, { user: "anna", domain: "LAB" }],
    ["LAB\\anna", "lab", { user: "anna", domain: "lab" }],
    [".\\anna", undefined, { user: "anna", domain: "." }],
    ["anna@lab.example", undefined, { user: "anna@lab.example", domain: "" }],
    ["安娜", "Xvnc", { user: "安娜", domain: "Xvnc" }],
  ])("reads %s with --domain %s", (name, domain, account) => {
    expect(readAccount(name, domain)).toEqual(account);
  });

  it("refuses what holds a password, without repeating it", () => {
    for (const name of ["anna:geheim", "anna%geheim", "LAB\\anna%geheim"]) {
      const refusal = refusalOf(name);
      expect(refusal).toContain("error.password-in-user");
      expect(refusal).not.toContain("geheim");
    }
  });

  it("refuses what is no name", () => {
    for (const name of [undefined, "", "LAB\\", "A\\B\\c", "a\nb", "a".repeat(256)]) {
      expect(() => readAccount(name, undefined)).toThrow(OperationError);
    }
    expect(() => readAccount("LAB\\anna", "OTHER")).toThrow(/two-domains/);
  });
});
