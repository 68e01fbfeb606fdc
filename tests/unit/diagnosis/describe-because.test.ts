import { describe, expect, it } from "vitest";
import { certificateOf } from "../evidence/index.ts";
import { describeBecause } from "../../../src/core/diagnosis/index.ts";
import type { Because } from "../../../src/core/diagnosis/index.ts";

const because = (fact: string, value: unknown): Because => ({ side: "for", fact, value, at: "line 1" });

describe("describeBecause", () => {
  it("says facts and faults in both languages", () => {
    const expired = because("tls.certificateLint", [{ kind: "expired", days: 10 }]);
    expect(describeBecause(expired, "en")).toBe("the certificate ended 10 days ago");
    expect(describeBecause(expired, "zh")).toBe("证书已过期 10 天");
    const chain = because("tls.chain", [certificateOf()]);
    expect(describeBecause(chain, "en")).toBe(
      "certificate for rdp1.lab.test, issued by Lab CA, valid from 2026-11-21 to 2027-11-22",
    );
    const skew = because("credssp.clockSkewMs", -421_000);
    expect(describeBecause(skew, "en")).toBe("the host's clock is 7 min behind ours");
    expect(describeBecause(skew, "zh")).toBe("主机时钟比本机慢 7 分钟");
    const refused = because("fault.tcp", { kind: "tcp-refused", afterMs: 1.4 });
    expect(describeBecause(refused, "en")).toBe("the connection was refused after 1 ms");
    expect(describeBecause(refused, "zh")).toBe("连接在 1 ms 后被拒绝");
  });

  it("escapes what the peer wrote", () => {
    const hostile = because("fault.x224", { kind: "not-rdp", looksLike: "text", excerpt: "\u001b[2J\u202e" });
    expect(describeBecause(hostile, "en")).toContain(String.raw`\u{1b}[2J\u{202e}`);
  });

  it("shows a fact of a newer version as it is", () => {
    expect(describeBecause(because("tls.newThing", { a: 1 }), "en")).toBe('tls.newThing: {"a":1}');
  });
});
