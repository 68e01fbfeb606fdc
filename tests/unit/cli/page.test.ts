import { describe, expect, it } from "vitest";
import { checkPage, displayWidth, stageLines, type Style } from "../../../src/app/cli/index.ts";
import { audit } from "../../../src/core/audit/index.ts";
import { diagnose } from "../../../src/core/diagnosis/index.ts";
import type { Evidence } from "../../../src/core/evidence/index.ts";
import { expiredCertificate, healthy, refused } from "./evidence-fixture.ts";

function style(width: number, language: Style["language"], rest: Partial<Style> = {}): Style {
  return { width, language, colour: false, plain: false, ...rest };
}

function pageOf(evidence: Evidence, drawn: Style): string {
  return checkPage(drawn, { evidence, diagnosis: diagnose(evidence), audit: audit(evidence), footprint: true });
}

function withoutColour(text: string): string {
  return text
    .split("\u001b[")
    .map((part, index) => (index === 0 ? part : part.replace(/^[\d;]*m/, "")))
    .join("");
}

describe("stage lines", () => {
  it("at 80 columns", () => {
    expect(stageLines(style(80, "en"), expiredCertificate()).join("\n")).toMatchInlineSnapshot(`
      "  ok          dns            3 ms  █           192.0.2.10, 2001:db8::10, and 1
                                                     more
        ok          tcp            1 ms  █           port 3389 open
        ok          x224          12 ms  ████        CredSSP (NLA), NLA required
        ok          tls           24 ms     ██████   TLSv1.3 X25519, certificate
                                                     rds01.example.com EXPIRED on
                                                     2026-11-12 (10 days ago)
        ok          credssp        8 ms          ██  rds01.example.com, CredSSP 6,
                                                     Windows Server 2022 (10.0.20348)
        not tested  mcs                              goes on only with credentials
        not tested  licensing                        goes on only with credentials
        not tested  capabilities                     goes on only with credentials"
    `);
    expect(stageLines(style(80, "zh"), expiredCertificate()).join("\n")).toMatchInlineSnapshot(`
      "  正常    dns            3 毫秒  █           192.0.2.10，2001:db8::10，另有 1 个
        正常    tcp            1 毫秒  █           端口 3389 开放
        正常    x224          12 毫秒  ████        CredSSP (NLA)，要求 NLA
        正常    tls           24 毫秒     ██████   TLSv1.3 X25519，证书
                                                   rds01.example.com 已于 2026-11-12
                                                   过期（10 天前）
        正常    credssp        8 毫秒          ██  rds01.example.com，CredSSP 6，
                                                   Windows Server 2022 (10.0.20348)
        未测试  mcs                                需要凭据才能继续
        未测试  licensing                          需要凭据才能继续
        未测试  capabilities                       需要凭据才能继续"
    `);
  });

  it("at 40 columns: no bar, facts under their stage", () => {
    expect(stageLines(style(40, "en"), expiredCertificate()).join("\n")).toMatchInlineSnapshot(`
      "  ok          dns            3 ms
          192.0.2.10, 2001:db8::10, and 1 more
        ok          tcp            1 ms
          port 3389 open
        ok          x224          12 ms
          CredSSP (NLA), NLA required
        ok          tls           24 ms
          TLSv1.3 X25519, certificate
          rds01.example.com EXPIRED on
          2026-11-12 (10 days ago)
        ok          credssp        8 ms
          rds01.example.com, CredSSP 6,
          Windows Server 2022 (10.0.20348)
        not tested  mcs
          goes on only with credentials
        not tested  licensing
          goes on only with credentials
        not tested  capabilities
          goes on only with credentials"
    `);
    expect(stageLines(style(40, "zh"), expiredCertificate()).join("\n")).toMatchInlineSnapshot(`
      "  正常    dns            3 毫秒
          192.0.2.10，2001:db8::10，另有 1 个
        正常    tcp            1 毫秒
          端口 3389 开放
        正常    x224          12 毫秒
          CredSSP (NLA)，要求 NLA
        正常    tls           24 毫秒
          TLSv1.3 X25519，证书
          rds01.example.com 已于 2026-11-12 过
          期（10 天前）
        正常    credssp        8 毫秒
          rds01.example.com，CredSSP 6，
          Windows Server 2022 (10.0.20348)
        未测试  mcs
          需要凭据才能继续
        未测试  licensing
          需要凭据才能继续
        未测试  capabilities
          需要凭据才能继续"
    `);
  });

  it("at 120 columns", () => {
    expect(stageLines(style(120, "en"), expiredCertificate()).join("\n")).toMatchInlineSnapshot(`
      "  ok          dns            3 ms  ██                    192.0.2.10, 2001:db8::10, and 1 more
        ok          tcp            1 ms   █                    port 3389 open
        ok          x224          12 ms   ██████               CredSSP (NLA), NLA required
        ok          tls           24 ms        ███████████     TLSv1.3 X25519, certificate rds01.example.com EXPIRED on
                                                               2026-11-12 (10 days ago)
        ok          credssp        8 ms                  ████  rds01.example.com, CredSSP 6, Windows Server 2022 (10.0.20348)
        not tested  mcs                                        goes on only with credentials
        not tested  licensing                                  goes on only with credentials
        not tested  capabilities                               goes on only with credentials"
    `);
    expect(stageLines(style(120, "zh"), refused()).join("\n")).toMatchInlineSnapshot(`
      "  跳过    dns                                         给出的是地址
        失败    tcp           1 毫秒   ███████████████████  连接在 1 ms 后被拒绝
        未测试  x224
        未测试  tls
        未测试  credssp
        未测试  mcs
        未测试  licensing
        未测试  capabilities"
    `);
  });

  it("without bars for a screen reader", () => {
    const lines = stageLines(style(80, "en", { plain: true }), expiredCertificate()).join("\n");
    expect(lines).not.toContain("█");
    expect(lines).toMatch(/ok\s+tls\s+24 ms\s+TLSv1\.3 X25519/);
  });
});

describe("the page of a check", () => {
  const places = [expiredCertificate(), refused(), healthy()];

  it("keeps inside its width, commands apart", () => {
    const tooWide: string[] = [];
    for (const evidence of places) {
      for (const width of [40, 44, 60, 80, 120]) {
        for (const language of ["en", "zh"] as const) {
          const commands = new Set(
            pageOf(evidence, style(width, language, { colour: true }))
              .split("\n")
              .filter((line) => line.includes("\u001b[36m"))
              .map(withoutColour),
          );
          for (const line of pageOf(evidence, style(width, language)).split("\n")) {
            if (!commands.has(line) && displayWidth(line) > width) tooWide.push(line);
          }
        }
      }
    }
    expect(tooWide).toEqual([]);
  });

  it("says the same with and without colour, and names every state in words", () => {
    for (const evidence of places) {
      const coloured = pageOf(evidence, style(80, "en", { colour: true }));
      expect(coloured).toContain("\u001b[");
      expect(withoutColour(coloured)).toBe(pageOf(evidence, style(80, "en")));
    }
  });

  it("goes from the stages to cause, remedy, what is not known, and the grade", () => {
    const page = pageOf(expiredCertificate(), style(80, "en"));
    const marks = ["ok       ", "DEGRADED", "Because", "What to do (Windows)", "Confirm", "Save first", "Fix", "Undo"];
    const order = [...marks, "Risk:", "What the outside cannot tell", "grade", "left behind"].map((mark) =>
      page.indexOf(mark),
    );
    expect(order.every((at) => at >= 0)).toBe(true);
    expect(order).toEqual(order.toSorted((left, right) => left - right));
  });

  it("ranks alternatives of one fault and gives none as a fact", () => {
    const page = pageOf(refused(), style(80, "en"));
    expect(page).toMatch(/likeliest of \d, \d+ %/);
    expect(page).toContain("From outside it could also be");
    expect(page).toContain("rdpulse explain ");
  });
});
