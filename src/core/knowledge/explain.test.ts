import { describe, expect, it } from "vitest";
import { codeEntries, codeFamilies } from "./codes.ts";
import { eventEntries } from "./events.ts";
import { explain } from "./explain.ts";
import type { ExplainMatch } from "./explain.ts";
import { knownMessages } from "./messages/index.ts";

function ids(query: string): readonly string[] {
  return explain(query).matches.map((match) => `${match.kind} ${match.id}`);
}

function first(query: string): ExplainMatch {
  const [match] = explain(query).matches;
  if (match === undefined) throw new Error(`no match for ${query}`);
  return match;
}

describe("explain a code", () => {
  it("knows 0x904 and its decimal form", () => {
    expect(ids("0x904")).toEqual(["code client_disconnect/0x904"]);
    expect(ids("2308")).toEqual(ids("0x904"));
    expect(ids(" 0X0000904 ")).toEqual(ids("0x904"));
  });

  it("knows 2825: the server demands NLA", () => {
    expect(first("2825").likelyCauses[0]).toBe("nla-required-client-unsupported");
  });

  it.each(["0xC000006D", "c000006d", "-1073741715", "3221225581", "0xD000006D", "status: 0xc000006d."])(
    "reads %s as STATUS_LOGON_FAILURE",
    (query) => {
      expect(ids(query)).toEqual(["code ntstatus/0xC000006D"]);
    },
  );

  it("shows a number once for each family that defines it", () => {
    expect(ids("0x104")).toEqual([
      "code client_disconnect/0x104",
      "code extended_disconnect/0x104",
      "code set_error_info/0x104",
    ]);
    expect(ids("260")).toContain("event RemoteConnectionManager 260");
    expect(ids("260")).toContain("code client_disconnect/0x104");
  });

  it("reads a dialog with a primary and an extended code", () => {
    expect(ids("0x904 extended 0x7")).toEqual(["code client_disconnect/0x904", "code extended_disconnect/0x7"]);
    expect(ids("Error code: 0x204  Extended error code: 0x0")).toEqual([
      "code client_disconnect/0x204",
      "code extended_disconnect/0x0",
    ]);
    expect(ids("错误代码: 0x904 扩展错误代码: 0x7")).toEqual(ids("0x904 extended 0x7"));
    expect(ids("0x3 extended 0x11")).toContain("code set_error_info/0x11");
  });

  it("reads an exit status of xfreerdp as one", () => {
    expect(ids("exit 147")).toEqual(["code freerdp_exit/0x93", "code freerdp_connect/0x0002000D"]);
    expect(ids("131")).toContain("code freerdp_exit/0x83");
  });

  it("takes the family from the words around a number", () => {
    expect(ids("tls alert 40")).toEqual(["code tls_alert/0x28"]);
    expect(ids("errinfo 7")).toEqual(["code set_error_info/0x7"]);
  });

  it("unwraps a Win32 error in an HRESULT, and only that", () => {
    expect(ids("0x8007274D")).toEqual(["code socket/0x274D"]);
    expect(explain("0x80070102").matches).toEqual([]);
  });

  it("offers other readings of a number that nothing defines", () => {
    const answer = explain("904");
    expect(answer.exact).toBe(false);
    expect(answer.suggestions.map((suggestion) => suggestion.query)).toContain(
      "disconnectReasonAtClientWinsockFDCLOSE",
    );
    expect(explain("0xB0A").suggestions.length).toBeGreaterThan(0);
  });

  it("reaches every code by its number and every named one by its symbol", () => {
    const unreached = codeEntries().filter((code) =>
      [code.hex, ...(code.symbol?.split(" / ") ?? [])].some(
        (query) => !ids(query).includes(`code ${code.family}/${code.hex}`),
      ),
    );
    expect(unreached).toEqual([]);
    expect(new Set(codeEntries().map((code) => code.family))).toEqual(new Set(codeFamilies));
  });
});

describe("explain a symbol", () => {
  it("knows a whole symbol, in any case and inside a log line", () => {
    expect(ids("ERRINFO_LICENSE_NO_LICENSE")).toEqual(["code set_error_info/0x102"]);
    expect(ids("errinfo_license_no_license")).toEqual(ids("ERRINFO_LICENSE_NO_LICENSE"));
    expect(ids("[ERROR][com.freerdp.core] ERRCONNECT_DNS_NAME_NOT_FOUND [0x00020005]")).toEqual([
      "code freerdp_connect/0x00020005",
    ]);
  });

  it("knows a part of a symbol", () => {
    expect(ids("LICENSE_NO_LICENSE")).toContain("code set_error_info/0x102");
    expect(first("handshake_fail").id).toBe("tls_alert/0x28");
  });

  it("forgives a slip of the pen, and says that the match is not exact", () => {
    const answer = explain("ERRINFO_LICENSE_NO_LICENCE");
    expect(answer.exact).toBe(false);
    expect(answer.matches[0]?.symbol).toBe("ERRINFO_LICENSE_NO_LICENSE");
    expect(answer.matches.every((match) => match.score < 0.6)).toBe(true);
  });
});

describe("explain an event", () => {
  it("knows 1149 alone and with words", () => {
    expect(ids("1149")).toEqual(["event RemoteConnectionManager 1149"]);
    expect(ids("事件 1149")).toEqual(ids("1149"));
    expect(ids("Event ID: 1149")).toEqual(ids("1149"));
  });

  it("uses the source in the query", () => {
    expect(ids("TermDD 56")).toEqual(["event TermDD 56"]);
    expect(ids("RdpCoreTS 139")).toEqual(["event RdpCoreTS 139"]);
    expect(ids("SCM 7031")).toEqual(["event Service Control Manager 7031"]);
    expect(ids("Security 1102")).toEqual(["event Eventlog 1102"]);
    expect(first("Security 4625").likelyCauses).toContain("bad-credentials");
  });

  it("reaches every event by id", () => {
    for (const event of eventEntries()) {
      expect(ids(`event ${event.id}`)).toContain(`event ${event.shortName} ${event.id}`);
    }
  });
});

describe("explain a sentence", () => {
  it.each([
    ["an internal error has occurred", "internal-error"],
    ["An internal error has occurred.", "internal-error"],
    ["内部错误", "internal-error"],
    ["The function requested is not supported", "function-not-supported"],
    ["要求的函数不受支持。", "function-not-supported"],
    ["CredSSP encryption oracle remediation", "credssp-oracle"],
    ["这可能是由于 CredSSP 加密数据库修正", "credssp-oracle"],
    ["这可能是由于CredSSP加密Oracle修正。", "credssp-oracle"],
    ["licensing protocol", "licensing-protocol-error"],
    ["Your computer can't connect … because the Remote Desktop Gateway", "gateway-server"],
    ["This computer cannot connect to the remote computer.", "cannot-connect-generic"],
    ["登陆没有成功", "credentials-did-not-work"],
    ["帐户已锁定", "account-locked"],
    ["Connection reset by peer", "connection-reset"],
  ])("knows %s", (query, id) => {
    const answer = explain(query);
    expect(answer.exact).toBe(true);
    expect(answer.matches[0]?.kind).toBe("message");
    expect(answer.matches[0]?.id).toBe(id);
  });

  it("takes no date, port or errno of a sentence for a code", () => {
    expect(ids("Connection refused on 2024-11-03 at port 3389 after 7 tries")).toEqual(["message connection-refused"]);
    expect(ids("BIO_read returned a system error 104: Connection reset by peer")).not.toContain("event RdpCoreTS 104");
  });

  it("finds each message by every one of its fragments", () => {
    for (const message of knownMessages) {
      for (const text of message.fragments) expect(ids(text)).toContain(`message ${message.id}`);
    }
  });

  it("searches in both languages when nothing is exact", () => {
    expect(ids("slow logon")).toContain("cause slow-logon-profile");
    expect(ids("证书私钥读不了")).toContain("cause rdp-cert-private-key-access");
  });

  it("knows a cause by id", () => {
    expect(ids("firewall-drop")).toEqual(["cause firewall-drop"]);
  });
});

describe("explain folklore", () => {
  it("says that 0x7000E is none and leads to what people mean", () => {
    const answer = explain("0x7000E");
    expect(answer.matches.map((match) => match.kind)).toEqual(["folklore"]);
    expect(answer.matches[0]?.likelyCauses).toContain("machinekeys-permissions");
    expect(ids("0x0007000e")).toEqual(ids("458766"));
  });

  it.each([
    ["0x00002404", "code-0x2404"],
    ["9220", "code-0x2404"],
    ["event 1001", "event-1001-termservice"],
    ["TermService 1001", "event-1001-termservice"],
    ["Max Connections", "value-max-connections"],
    ["MaxUsers", "value-max-users"],
    ["GPUVirt", "value-gpuvirt"],
    ["GraphicalProcessingUnit", "value-graphical-processing-unit"],
    ["UserPortRange", "value-user-port-range"],
    ["CompressRatio", "value-compress-ratio"],
    ["DnsCheck", "tool-dnscheck"],
    ["dcdiag /test:netlogon", "command-dcdiag-netlogon"],
  ])("knows %s", (query, id) => {
    expect(ids(query)).toContain(`folklore ${id}`);
  });

  it("leaves what is real alone", () => {
    expect(explain("dcdiag /test:netlogons").exact).toBe(false);
    expect(explain("MaxConnectionTime").exact).toBe(false);
    expect(ids("event 4624")).toEqual(["event Security 4624"]);
  });
});

describe("explain anything else", () => {
  const hostile: readonly string[] = [
    "",
    "   ",
    "\u0000\u001b[31m\u0007\u202e",
    "x".repeat(10_000),
    "0x".repeat(5000),
    "1 ".repeat(5000),
    "错".repeat(10_000),
    "event ".repeat(2000),
    "-".repeat(10_000),
    "0xFFFFFFFFFFFFFFFF",
    "99999999999999999999",
    "1e999",
    "__proto__",
    "constructor",
    "toString",
    "\ud800",
    "🎉",
    "qwertyuiop",
  ];

  it.each(hostile.map((query) => [query.slice(0, 20), query]))(
    "never fails nor comes back empty-handed: %j",
    (_, query) => {
      const answer = explain(query);
      expect(answer.matches.length + answer.suggestions.length).toBeGreaterThan(0);
      expect(answer.query.length).toBeLessThanOrEqual(2000 * 18);
      expect(answer.query).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
      expect(answer.matches.length).toBeLessThanOrEqual(24);
    },
  );

  it("gives the same answer to the same question", () => {
    for (const query of ["7", "licence server gone", "NO_LICENSE", "远程桌面"]) {
      expect(explain(query)).toEqual(explain(query));
    }
  });
});
