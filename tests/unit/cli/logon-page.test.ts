import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { displayWidth, logonPage, type Style } from "../../../src/app/cli/index.ts";
import { diagnoseLogon } from "../../../src/core/diagnosis/index.ts";
import type { Evidence } from "../../../src/core/evidence/index.ts";
import { arbitraryLogonEvidence } from "../evidence/index.ts";
import {
  acceptedByAuthorization,
  acceptedByNla,
  notVerifiable,
  pictureFact,
  refusedByNla,
  session,
  sharedDesktop,
} from "./logon-fixture.ts";

function pageOf(evidence: Evidence, language: Style["language"] = "en", width = 100, preview = ""): string {
  const style: Style = { width, language, colour: false, plain: false };
  return logonPage(style, { evidence, conclusions: diagnoseLogon(evidence), preview });
}

/** The sentence at the top, unwrapped. */
function firstLine(evidence: Evidence, language: Style["language"] = "en"): string {
  return pageOf(evidence, language, 400).split("\n")[0] ?? "";
}

describe("the first line of a logon's page", () => {
  it("says whether the user can log on, and that no session was made", () => {
    expect(firstLine(acceptedByNla())).toBe("LAB\\labuser can log on: NLA accepted the password; no session was made.");
    expect(firstLine(acceptedByNla(), "zh")).toBe("LAB\\labuser 可以登录：NLA 已接受密码；没有建立会话。");
    expect(firstLine(acceptedByAuthorization("allowed"))).toContain("and the account may log on here");
    expect(firstLine(acceptedByAuthorization("not-offered"))).toContain("does not tell without a session");
  });

  it("never calls ok what nobody checked", () => {
    expect(firstLine(notVerifiable())).toContain("not verifiable without a session (add --desktop)");
    expect(firstLine(notVerifiable(), "zh")).toContain("不建立会话就无法验证");
    const shared = session({
      "session.fingerprint": { stack: "weston", confidence: 0.9, because: ["os type"] },
      "credssp.credential": "withheld",
    });
    const facts = { ...shared.facts };
    delete facts["credssp.credential"];
    delete facts["session.logonConfirmed"];
    expect(firstLine({ ...shared, facts })).toContain("nobody checked who LAB\\labuser is");
  });

  it("tells a right password from one that may be used here", () => {
    expect(firstLine(acceptedByAuthorization("denied"))).toBe("Password right, but LAB\\labuser may not log on here.");
    expect(firstLine(acceptedByAuthorization("denied"), "zh")).toBe("密码正确，但 LAB\\labuser 不允许在此登录。");
    expect(firstLine(refusedByNla())).toMatch(/^LAB\\labuser cannot log on: .*0xC000006D.*\.$/i);
  });

  it("is about work, not about a connection, once there is a session", () => {
    expect(firstLine(session())).toBe("LAB\\labuser can work: logged on, and the picture is a desktop (2.3 s).");
    expect(firstLine(session({ "desktop.picture": pictureFact("black") }))).toContain(
      "was let in, but cannot work: the picture is a black screen",
    );
  });
});

describe("the page of a logon", () => {
  it("goes from the stages to the picture, the session, and what stays behind", () => {
    expect(pageOf(session()).split("\n").slice(0, 48).join("\n")).toMatchInlineSnapshot(`
      "LAB\\labuser can work: logged on, and the picture is a desktop (2.3 s).

      rdp1.lab.test:3389 (10.0.0.8)

        ok  dns             4 ms
        ok  tcp             4 ms
        ok  x224            4 ms                        CredSSP (NLA), NLA required
        ok  tls             4 ms                        TLSv1.3, certificate rdp1.lab.test until
                                                        2027-11-22 (365 days left)
        ok  credssp         4 ms                        rdp1.lab.test, CredSSP 6, password accepted,
                                                        server key proven
        ok  mcs             4 ms                        RDP 10.7
        ok  licensing       4 ms                        no licence needed
        ok  capabilities    4 ms                        1024x768
        ok  graphics      500 ms                        first picture after 812 ms, 96 updates, 403 kB,
                                                        rle-24
        ok  desktop        1.5 s                        a desktop, stable after 2.3 s, 1024x768x24

        looks like Windows (95 % sure), post-quantum key exchange supported

      The picture
        a desktop, 1024x768: 734 colours, #1d1f21 on 61 % of it, edges on 4.2 %, 100 % painted
        First picture after 812 ms, stable after 2.3 s

      The session
        - sent on: rdp1.lab.test → 10.0.0.9, session 3
        - the server says that LAB\\labuser is logged on
        - round trip inside the session: 2 ms (median of 3, auto-detect)
        - bandwidth seen: 48000 kbit/s (updates)
        - the server gave an auto-reconnect cookie
        - we disconnected, the session stays on the host

      What stays behind
        A disconnected session of LAB\\labuser stays on the host; --end logoff signs it off.
        1 TCP connection, with the mark “Cookie: mstshash=rdpulse”.
      "
    `);
  });

  it("in Chinese", () => {
    expect(pageOf(session(), "zh").split("\n").slice(2, 48).join("\n")).toMatchInlineSnapshot(`
      "rdp1.lab.test:3389 (10.0.0.8)

        正常  dns             4 毫秒
        正常  tcp             4 毫秒
        正常  x224            4 毫秒                        CredSSP (NLA)，要求 NLA
        正常  tls             4 毫秒                        TLSv1.3，证书 rdp1.lab.test 有效至 2027-11-22
                                                            （剩 365 天）
        正常  credssp         4 毫秒                        rdp1.lab.test，CredSSP 6，密码已被接受，服务器
                                                            密钥已证实
        正常  mcs             4 毫秒                        RDP 10.7
        正常  licensing       4 毫秒                        无需许可证
        正常  capabilities    4 毫秒                        1024x768
        正常  graphics      500 毫秒                        812 毫秒后出现第一幅画面，96 次更新，403 kB，
                                                            rle-24
        正常  desktop         1.5 秒                        桌面，2.3 秒后画面稳定，1024x768x24

        看起来是 Windows（把握 95%），支持后量子密钥交换

      画面
        桌面，1024x768：734 种颜色，#1d1f21 占 61%，边缘占 4.2%，已绘制 100%
        812 毫秒后出现第一幅画面，2.3 秒后稳定

      会话
        - 重定向：rdp1.lab.test → 10.0.0.9，会话 3
        - 服务器确认 LAB\\labuser 已登录
        - 会话内往返时间：2 ms（3 次的中位数，auto-detect）
        - 观测带宽：48000 kbit/s（updates）
        - 服务器给出了自动重连 Cookie
        - 已断开连接，会话保留在主机上

      留下了什么
        主机上留有 LAB\\labuser 的一个已断开的会话；用 --end logoff 可将其注销。
        1 个 TCP 连接，所带标记为“Cookie: mstshash=rdpulse”。
      "
    `);
  });

  it("says what stays behind in plain words", () => {
    expect(pageOf(session(), "en", 200)).toContain(
      "A disconnected session of LAB\\labuser stays on the host; --end logoff signs it off.",
    );
    const ended = session({ "session.end": "logged-off" }, { end: "logoff" });
    expect(pageOf(ended, "en", 200)).toContain("No session of LAB\\labuser is left by this logon");
    const unsure = session({ "session.end": "logoff-unconfirmed" }, { end: "logoff" });
    expect(pageOf(unsure, "en", 200)).toContain("may stay on the host");
    expect(pageOf(unsure, "en", 200)).toContain("--logoff-keys");
  });

  it("claims no session on a desktop that is there for everybody", () => {
    const page = pageOf(sharedDesktop(), "en", 200);
    expect(page).toContain("No session of LAB\\labuser is left by this logon");
    expect(page).not.toMatch(/did not confirm|stays on the host/);
  });

  it("shows the words of a server's own window, made safe, and the preview as it is", () => {
    const refused = session({
      "desktop.picture": pictureFact("server-message", ["login failed for\u001b[31m user labuser"]),
    });
    const page = pageOf(refused, "en", 100, "\u001b[7m▀\u001b[0m\n");
    expect(page).toContain("It reads: login failed for\\u{1b}[31m user labuser");
    expect(page).toContain("\n\u001b[7m▀\u001b[0m\n");
  });

  it("of whatever was seen has a first line, and nothing that a terminal obeys", () => {
    fc.assert(
      fc.property(arbitraryLogonEvidence(), fc.constantFrom("en" as const, "zh" as const), (evidence, language) => {
        const page = pageOf(evidence, language);
        expect(page.split("\n")[0]).not.toBe("");
        // eslint-disable-next-line no-control-regex
        expect(page).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202e]/);
      }),
      { numRuns: 300 },
    );
  });

  it("keeps inside its width", () => {
    const tooWide: string[] = [];
    for (const evidence of [session(), acceptedByNla(), notVerifiable()]) {
      for (const width of [40, 60, 80, 120]) {
        for (const language of ["en", "zh"] as const) {
          for (const line of pageOf(evidence, language, width).split("\n")) {
            // A command is never broken.
            if (displayWidth(line) > width && !/^ {4,}\S/.test(line)) tooWide.push(line);
          }
        }
      }
    }
    expect(tooWide).toEqual([]);
  });
});
