import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPastedHosts } from "./pasted-hosts.ts";

describe("what somebody pastes", () => {
  it.each([
    [
      "names, one a line",
      "rds01\nrds02.example.com\n\n# old ones\nrds01",
      [{ host: "rds01" }, { host: "rds02.example.com" }],
    ],
    [
      "many in a line",
      "rds01 rds02:3390  192.0.2.7",
      [{ host: "rds01" }, { host: "rds02", port: 3390 }, { host: "192.0.2.7" }],
    ],
    ["addresses with commas", "192.0.2.1, 192.0.2.2:3390,", [{ host: "192.0.2.1" }, { host: "192.0.2.2", port: 3390 }]],
    ["IPv6", "[2001:db8::1]:3390\n2001:db8::2", [{ host: "2001:db8::1", port: 3390 }, { host: "2001:db8::2" }]],
    [
      "the URI of Microsoft's clients",
      "rdp://full%20address=s:rds01:3390&audiomode=i:2",
      [{ host: "rds01", port: 3390 }],
    ],
    [
      "a table with heads",
      'Site;Host Name;Port\r\nBerlin;rds01;3390\r\n;"rds02";',
      [{ host: "rds01", port: 3390, site: "Berlin" }, { host: "rds02" }],
    ],
    [
      "Chinese heads and names",
      "名称,地址,站点\n财务一号,10.0.0.5,上海",
      [{ host: "10.0.0.5", name: "财务一号", site: "上海" }],
    ],
    ["a table without heads", "rds01,Windows 2022,yes\nrds02,Windows 2019,no", [{ host: "rds01" }, { host: "rds02" }]],
    [
      "a JSON list",
      '["rds01", {"host": "rds02", "port": 3390, "site": "Bonn"}]',
      [{ host: "rds01" }, { host: "rds02", port: 3390, site: "Bonn" }],
    ],
    ["a JSON object with a list", '{"hosts": [{"Name": "rds01"}]}', [{ host: "rds01" }]],
    [
      "an .rdp file",
      "screen mode id:i:2\r\nfull address:s:rds01.example.com:3390\r\nusername:s:me",
      [{ host: "rds01.example.com", port: 3390 }],
    ],
  ])("%s", (_what, text, hosts) => {
    expect(readPastedHosts(text)).toMatchObject({ hosts, networks: [], troubles: [] });
  });

  it("tells networks apart from hosts", () => {
    expect(readPastedHosts("10.0.0.0/24\n192.0.2.10-20\nrds01")).toMatchObject({
      hosts: [{ host: "rds01" }],
      networks: [
        { text: "10.0.0.0/24", addresses: 254 },
        { text: "192.0.2.10-20", addresses: 11 },
      ],
    });
  });

  it("tells what it does not understand, and goes on", () => {
    const { hosts, troubles } = readPastedHosts("rds01\nnot/a host?\n10.0.0.0/99\nrds02:99999\nrds03");
    expect(hosts.map(({ host }) => host)).toEqual(["rds01", "rds03"]);
    expect(troubles.map(({ line, why }) => `${line} ${why}`)).toEqual([
      "2 bad-host",
      "2 bad-host",
      "3 bad-range",
      "4 bad-host",
    ]);
    expect(readPastedHosts("[1, 2").troubles[0]?.why).toBe("bad-host");
    expect(readPastedHosts('["rds01"').troubles).toEqual([{ line: 0, text: '["rds01"', why: "bad-json" }]);
    expect(readPastedHosts("full address:s:").troubles[0]?.why).toBe("bad-rdp-file");
    expect(readPastedHosts("x".repeat(4_000_001)).troubles[0]?.why).toBe("too-long");
  });

  it("is bounded, and never throws", () => {
    const many = Array.from({ length: 12_000 }, (_, index) => `host${index}.example.com`).join("\n");
    const { hosts, troubles } = readPastedHosts(many);
    expect([hosts.length, troubles.length, troubles[0]?.why]).toEqual([10_000, 1, "too-many"]);
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
        expect(readPastedHosts(text).troubles.length).toBeLessThanOrEqual(100);
      }),
    );
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(readPastedHosts(text).hosts.length).toBeLessThanOrEqual(10_000);
      }),
    );
  });
});
