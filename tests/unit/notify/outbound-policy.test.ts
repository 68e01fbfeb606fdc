import { describe, expect, it } from "vitest";
import { OutboundPolicy } from "../../../src/io/notify/index.ts";

describe("addresses that messages may go to", () => {
  it.each([
    "127.0.0.1",
    "127.8.9.10",
    "0.0.0.0",
    "169.254.169.254",
    "100.100.100.200",
    "168.63.129.16",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "ff02::1",
    "fd00:ec2::254",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::127.0.0.1",
    "64:ff9b::169.254.169.254",
    "2002:a9fe:a9fe::1",
    "localhost",
    "",
  ])("%s is refused", (address) => {
    expect(new OutboundPolicy().permits(address)).toBe(false);
  });

  it.each(["10.0.0.5", "192.168.1.1", "172.16.0.1", "8.8.8.8", "2001:db8::1", "fd12:3456::1", "::ffff:10.0.0.5"])(
    "%s is permitted",
    (address) => {
      expect(new OutboundPolicy().permits(address)).toBe(true);
    },
  );

  it("what is allowed wins, what is denied comes on top", () => {
    const policy = new OutboundPolicy({ allow: ["127.0.0.1", "10.1.0.0/16"], deny: ["10.0.0.0/8", "fd00::/8"] });
    const permitted = ["127.0.0.1", "127.0.0.2", "10.1.2.3", "10.2.0.1", "fd00::1", "::ffff:10.2.0.1"];
    expect(permitted.map((address) => policy.permits(address))).toEqual([true, false, true, false, false, false]);
  });

  it.each(["10.0.0.0/33", "example.org", "10.0.0.0/x", "fd00::/129", ""])("%j is no range", (range) => {
    expect(() => new OutboundPolicy({ deny: [range] })).toThrow(RangeError);
  });
});
