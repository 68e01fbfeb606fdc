import { describe, expect, it } from "vitest";
import { concat, DecodeError, fromHex } from "../bytes/index.ts";
import { connectResponse, sendDataIndication, serverMessage } from "./server-answers.ts";
import { decodeDecryptedPdus, decodeServerPdu, decodeServerPdus, type ServerPdu } from "./server-pdu.ts";
import { encodeShareControl } from "./share-control.ts";

/** xrdp 0.9.21.1, security_layer=tls. */
const XRDP: readonly string[] = [
  `
    0300006902f0807f665f0a0100020100301a020116020103020100020101020100020101020300fff8020102043b00050014
    7c00012a14760a01010001c0004d63446e8024010c0c000400080001000000030c0c00eb030200ec03ed03020c0c00000000
    0000000000
  `,
  "0300000b02f0802e000005",
  "0300000f02f0803e00000503ee03ee",
  "0300000f02f0803e00000503eb03eb",
  "0300000f02f0803e00000503ec03ec",
  "0300000f02f0803e00000503ed03ed",
  `
    0300015102f08068000503eb70814280003e0101023e017b3c31a6aee874f6b4a50390e7c2c739ba531c30546e9005d005ce
    4418918381000004002c0000004d006900630072006f0073006f0066007400200043006f00720070006f0072006100740069
    006f006e0000000800000032003300360000000d000400010000000300b80001000000010000000100000006005c00525341
    3148000000000200003f0000000100010001c7c9f78e5a38e429c300952ddd4c3e50450b0d9e2a5d186364c42cf78f29d53f
    c5352234ffad3ae6e39506ae5582e3c8c7b4a847c85071742953896d9ced70000000000000000008004800a8f431b9ab4be6
    b4f43989d6b1daf61eecb1f0543b5e3e6a71b4f775c8162f2400dee982995f330ba9a694afcb11c3f2db0942682956580156
    db590369db7d370000000000000000010000000e000e006d6963726f736f66742e636f6d00
  `,
  "0300002202f08068000503eb701480001000ff021000070000000200000028140000",
  `
    030001a902f08068000503eb70819a9a011100ee03ea03010004008401524450000d00000009000800ee03b5e20100180001
    0003000002000000000104000000000000010102001c001800010001000100000400030000010001000000000000000e0004
    00030058000000000000000000000000000000000040420f0001001400000001002f00220001010101000000000100010000
    00000000000100000000000000000100000000a106020040420f0040420f0001000000000000001d005d0004b91b8dca0f00
    4f15589fae2d1a87e2d6010300010103122f777672bd6344afb3b73c9c6f788600040000000000d4cc44278a9d744e803c0e
    cbeea19c5400040000000000e64caf1bed9e0c43869acb8b37b662370001004b0a0008000600000008000a00010019001900
    0d0058003d010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
    000000000000000000000000000000000000000000000000000000000000000000000000000006000500001a000800004030
    001e000800020000001c000c00520000000000000000000000
  `,
];

/** freerdp-shadow-cli 2.11.7, /sec:tls. */
const SHADOW: readonly string[] = [
  `
    0300007202f0807f66680a0100020100301a020122020103020100020101020100020101020300fff8020102044400050014
    7c00012a14760a01010001c0004d63446e2e010c10000c0008000100000000000000030c0c00eb030200ec03ed03020c0c00
    0000000000000000040c0600ee03
  `,
  "0300000b02f0802e000006",
  "0300000f02f0803e00000603ef03ef",
  "0300000f02f0803e00000603eb03eb",
  "0300000f02f0803e00000603ec03ec",
  "0300000f02f0803e00000603ed03ed",
  "0300000f02f0803e00000603ee03ee",
  "0300002302f08068000603eb70801480000000ff031000070000000200000004000000",
  `
    0300018e02f08068000603eb70817f7f011100ef03ef03010004006901524450000e00000001001800000000000002000000
    001504000000000000010102001c00180001000100010000050004000001000100000e010000000300580000000000000000
    0000000000000000000000000001001400000001000000aa0001010100000000000100010000000000000001000000010000
    00000000000000000006000000000000840300000000000000000008000a000100140014000d005800290000000904000004
    000000000000000c000000000000000000000000000000000000000000000000000000000000000000000000000000000000
    0000000000000000000000000000000000000000000000000014000c00000000004006000009000800ea0300000e00080001
    0000001a000800004050001b00060003001900060000001c000c0052000000000000001d00330002122f777672bd6344afb3
    b73c9c6f788600040000000000b91b8dca0f004f15589fae2d1a87e2d6000400000000001e0008000000000000000000
  `,
];

/** weston 10.0.1, RDP backend. */
const WESTON: readonly string[] = [
  `
    0300007202f0807f66680a0100020100301a020122020103020100020101020100020101020300fff8020102044400050014
    7c00012a14760a01010001c0004d63446e2e010c10000c0008000100000000000000030c0c00eb030200ec03ed03020c0c00
    0000000000000000040c0600ee03
  `,
  "0300000b02f0802e000006",
  "0300000f02f0803e00000603ef03ef",
  "0300000f02f0803e00000603eb03eb",
  "0300000f02f0803e00000603ec03ec",
  "0300000f02f0803e00000603ed03ed",
  "0300000f02f0803e00000603ee03ee",
  "0300002302f08068000603eb70801480000000ff031000070000000200000004000000",
  `
    0300018e02f08068000603eb70817f7f011100ef03ef03010004006901524450000e00000001001800040008000002000000
    001504000000000000010102001c00180001000100010000040003000001000100000e010000000300580000000000000000
    0000000000000000000000000001001400000001000000aa0001010100000000000100010000000000000001000000010000
    00000000000000000004000000000000840300000000000000000008000a000100140014000d005800290000000904000004
    000000000000000c000000000000000000000000000000000000000000000000000000000000000000000000000000000000
    0000000000000000000000000000000000000000000000000014000c00000000004006000009000800ea0300000e00080001
    0000001a000800004030001b00060003001900060000001c000c0052000000000000001d00330002122f777672bd6344afb3
    b73c9c6f788600040000000000b91b8dca0f004f15589fae2d1a87e2d6000400000000001e0008000000000000000000
  `,
];

/** xrdp 0.9.21.1, require_credentials=true. */
const XRDP_REQUIRE_CREDENTIALS: readonly string[] = [
  `
    0300006902f0807f665f0a0100020100301a020116020103020100020101020100020101020300fff8020102043b00050014
    7c00012a14760a01010001c0004d63446e8024010c0c000400080001000000030c0c00eb030200ec03ed03020c0c00000000
    0000000000
  `,
  "0300000b02f0802e000005",
  "0300000f02f0803e00000503ee03ee",
  "0300000f02f0803e00000503eb03eb",
  "0300000f02f0803e00000503ec03ec",
  "0300000f02f0803e00000503ed03ed",
  "0300000902f0802180",
];

/** MS-RDPBCGR 4.1.11, Server License Error PDU, encrypted by Standard RDP Security. */
const SPEC_LICENSE = fromHex("0300002a02f08068000103eb701c880202038d439aabd52a3139624dc1ec0d9988e6daab2c02724d4990");

const pdusOf = (lines: readonly string[]): ServerPdu[] => lines.map((line) => decodeServerPdu(fromHex(line)));
const generalOf = (pdus: readonly ServerPdu[]): unknown =>
  pdus.flatMap((pdu) => (pdu.kind === "demand-active" ? pdu.capabilities : [])).find((set) => set.kind === "general");
const kindsOf = (lines: readonly string[]): string[] => pdusOf(lines).map((pdu) => pdu.kind);

describe("everything a server sends up to Demand Active", () => {
  it("reads every PDU of the captured conversations", () => {
    const joins = Array.from({ length: 4 }, () => "channel-join-confirm");
    const opening = ["connect-response", "attach-user-confirm", ...joins];
    expect(kindsOf(XRDP)).toEqual([...opening, "license", "license", "demand-active"]);
    expect(kindsOf(SHADOW)).toEqual([...opening, "channel-join-confirm", "license", "demand-active"]);
    expect(kindsOf(WESTON)).toEqual([...opening, "channel-join-confirm", "license", "demand-active"]);
    expect(kindsOf(XRDP_REQUIRE_CREDENTIALS)).toEqual([...opening, "disconnect-ultimatum"]);
  });

  it("keeps the facts that tell the stacks apart", () => {
    const xrdp = pdusOf(XRDP);
    expect(xrdp).toContainEqual(
      expect.objectContaining({
        kind: "license",
        license: expect.objectContaining({
          kind: "license-request",
          preambleVersion: 2,
          companyName: "Microsoft Corporation",
          productId: "236",
          scopes: ["microsoft.com"],
        }),
      }),
    );
    expect(generalOf(xrdp)).toMatchObject({ osMajorType: 1, osMinorType: 3 });
    expect(generalOf(pdusOf(SHADOW))).toMatchObject({ osMajorType: 0, osMinorType: 0 });
    expect(generalOf(pdusOf(WESTON))).toMatchObject({ osMajorType: 4, osMinorType: 8 });
    expect(pdusOf(SHADOW)).toContainEqual(
      expect.objectContaining({ license: expect.objectContaining({ errorCode: 7, stateTransition: 2 }) }),
    );
    expect(pdusOf(XRDP_REQUIRE_CREDENTIALS).at(-1)).toEqual({ kind: "disconnect-ultimatum", reason: 3 });
  });

  it("reads the Deactivate All with which gnome-remote-desktop ends a failed logon", () => {
    const packet = fromHex("0300001c02f08068fc1703eb70800d0d001600000000000000010000");
    expect(decodeServerPdu(packet)).toEqual({ kind: "deactivate-all", pduSource: 0, shareId: 0, channelId: 1003 });
  });

  it("does not read what Standard RDP Security encrypted", () => {
    expect(decodeServerPdu(SPEC_LICENSE)).toMatchObject({ kind: "encrypted", flags: 0x0288 });
  });

  it("reads fast-path, X.224 disconnect and the message channel", () => {
    const fastPath = fromHex("0004abcd");
    expect(decodeServerPdu(fastPath)).toEqual({ kind: "fast-path", lengthBytes: 4, packet: fastPath });
    expect(decodeServerPdu(fromHex("0300000b06800000123401"))).toEqual({ kind: "x224-disconnect", reason: 1 });
    const multitransport = {
      kind: "initiate-multitransport",
      requestId: 1,
      requestedProtocol: 2,
      securityCookie: new Uint8Array(16),
    } as const;
    const packet = serverMessage(1006, multitransport);
    expect(decodeServerPdu(packet, { messageChannelId: 1006 })).toMatchObject({
      kind: "message-channel",
      message: multitransport,
    });
    expect(decodeServerPdu(packet)).toMatchObject({ kind: "virtual-channel", channelId: 1006 });
    const rtt = { type: "rtt", sequenceNumber: 3, requestType: 1, isConnectTime: false } as const;
    const request = { kind: "auto-detect-request", request: rtt } as const;
    expect(decodeServerPdu(serverMessage(1003, request))).toMatchObject({ kind: "message-channel", message: request });
  });

  it("reads a refusal in Connect Response", () => {
    expect(decodeServerPdu(connectResponse({ unknown: [] }, 14))).toMatchObject({
      kind: "connect-response",
      result: 14,
    });
  });

  it("names what no server sends here, and refuses what is no RDP", () => {
    expect(decodeServerPdu(fromHex("0300000802f08028"))).toEqual({
      kind: "unexpected",
      name: "mcs-attach-user-request",
    });
    for (const hex of ["", "03", "485454502f312e31", "0300000c02f0800401000100ff", "0005ab", "0300000702f080"]) {
      expect(() => decodeServerPdu(fromHex(hex))).toThrow(DecodeError);
    }
  });
});

describe("packets with several share control PDUs", () => {
  const errorInfo = { kind: "set-error-info", pduSource: 1002, shareId: 1, errorInfo: 12 } as const;
  const deactivate = { kind: "deactivate-all", pduSource: 1002 } as const;
  const both = concat([encodeShareControl(errorInfo), encodeShareControl(deactivate)]);
  const expected = [
    { ...errorInfo, channelId: 1003 },
    { ...deactivate, channelId: 1003 },
  ];

  it("reads all of them, and only the first where one is asked for", () => {
    const packet = sendDataIndication(1003, both);
    expect(decodeServerPdus(packet)).toEqual(expected);
    expect(decodeServerPdu(packet)).toEqual(expected[0]);
    expect(decodeDecryptedPdus(both, 0x0008, 1003)).toEqual(expected);
    const low = sendDataIndication(1003, concat([fromHex("00000000"), both]));
    expect(decodeServerPdus(low, { encrypted: true })).toEqual(expected);
  });

  it("takes what is no PDU after the last for padding, and a damaged one for an error", () => {
    expect(decodeServerPdus(sendDataIndication(1003, concat([both, fromHex("0000000000000000")])))).toEqual(expected);
    const damaged = concat([both, fromHex("08001700ea030000")]);
    expect(() => decodeServerPdus(sendDataIndication(1003, damaged))).toThrow(DecodeError);
  });

  it("reads no more than 64", () => {
    const many = concat(Array.from({ length: 100 }, () => encodeShareControl(deactivate)));
    expect(decodeServerPdus(sendDataIndication(1003, many))).toHaveLength(64);
  });
});
