import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DecodeError, fromHex, ReadCursor, toHex, WriteCursor } from "../bytes/index.ts";
import {
  type AutoDetectRequest,
  type AutoDetectResponse,
  decodeAutoDetectRequest,
  decodeAutoDetectResponse,
  encodeAutoDetectRequest,
  encodeAutoDetectResponse,
} from "./auto-detect-pdus.ts";
import { decodeMessageChannelPdu } from "./message-channel.ts";

const u16 = fc.nat(0xffff);
const u32 = fc.nat(0xffffffff);
const type = <Type extends string>(value: Type): fc.Arbitrary<Type> => fc.constant(value);
const is = <Value extends boolean | number>(value: Value): fc.Arbitrary<Value> => fc.constant(value);
const requests: fc.Arbitrary<AutoDetectRequest> = fc.oneof(
  fc.record({ type: type("rtt"), sequenceNumber: u16, requestType: is(0x0001), isConnectTime: is(false) }),
  fc.record({ type: type("rtt"), sequenceNumber: u16, requestType: is(0x1001), isConnectTime: is(true) }),
  fc.record({ type: type("bandwidth-start"), sequenceNumber: u16, requestType: is(0x0114), isConnectTime: is(false) }),
  fc.record({ type: type("bandwidth-start"), sequenceNumber: u16, requestType: is(0x1014), isConnectTime: is(true) }),
  fc.record({ type: type("bandwidth-payload"), sequenceNumber: u16, requestType: is(0x0002), payloadBytes: u16 }),
  fc.record({
    type: type("bandwidth-stop"),
    sequenceNumber: u16,
    requestType: is(0x002b),
    isConnectTime: is(true),
    payloadBytes: u16,
  }),
  fc.record({
    type: type("bandwidth-stop"),
    sequenceNumber: u16,
    requestType: fc.constantFrom(0x0429, 0x0629),
    isConnectTime: is(false),
    payloadBytes: is(0),
  }),
  fc.record({
    type: type("network-characteristics"),
    sequenceNumber: u16,
    requestType: is(0x0840),
    baseRttMs: u32,
    averageRttMs: u32,
  }),
  fc.record({
    type: type("network-characteristics"),
    sequenceNumber: u16,
    requestType: is(0x0880),
    bandwidthKbps: u32,
    averageRttMs: u32,
  }),
  fc.record({
    type: type("network-characteristics"),
    sequenceNumber: u16,
    requestType: is(0x08c0),
    baseRttMs: u32,
    bandwidthKbps: u32,
    averageRttMs: u32,
  }),
  fc.record({
    type: type("other"),
    sequenceNumber: u16,
    requestType: is(0x7777),
    contents: fc.uint8Array({ maxLength: 9 }),
  }),
);
const responses: fc.Arbitrary<AutoDetectResponse> = fc.oneof(
  fc.record({ type: type("rtt"), sequenceNumber: u16 }),
  fc.record({
    type: type("bandwidth-results"),
    sequenceNumber: u16,
    isConnectTime: fc.boolean(),
    timeDeltaMs: u32,
    byteCount: u32,
  }),
  fc.record({ type: type("network-sync"), sequenceNumber: u16, bandwidthKbps: u32, rttMs: u32 }),
  fc.record({
    type: type("other"),
    sequenceNumber: u16,
    responseType: is(0x0777),
    contents: fc.uint8Array({ maxLength: 9 }),
  }),
);

function written(request: AutoDetectRequest): string {
  const writer = new WriteCursor();
  encodeAutoDetectRequest(writer, request);
  return toHex(writer.finish());
}

describe("Auto-Detect Request", () => {
  it("gives back what it wrote", () => {
    fc.assert(
      fc.property(requests, (request) => {
        const writer = new WriteCursor();
        encodeAutoDetectRequest(writer, request);
        const cursor = new ReadCursor(writer.finish(), "request");
        expect(decodeAutoDetectRequest(cursor)).toEqual(request);
        expect(cursor.remaining).toBe(0);
      }),
    );
  });

  it("has the header lengths that 2.2.14.1 names", () => {
    const sequenceNumber = 7;
    expect(written({ type: "rtt", sequenceNumber, requestType: 0x1001, isConnectTime: true })).toBe("060007000110");
    expect(written({ type: "bandwidth-payload", sequenceNumber, requestType: 0x0002, payloadBytes: 3 })).toBe(
      "0800070002000300000000",
    );
    expect(
      written({
        type: "network-characteristics",
        sequenceNumber,
        requestType: 0x08c0,
        baseRttMs: 1,
        bandwidthKbps: 2,
        averageRttMs: 3,
      }),
    ).toBe("12000700c008010000000200000003000000");
  });

  it("refuses headers and payloads that lie", () => {
    for (const hex of ["00100000050007000110", "0010000008000700020003000000", "00100000120007004008010000"]) {
      expect(() => decodeMessageChannelPdu(fromHex(hex))).toThrow(DecodeError);
    }
  });
});

describe("Auto-Detect Response", () => {
  it("gives back what it wrote", () => {
    fc.assert(
      fc.property(responses, (response) => {
        expect(decodeAutoDetectResponse(encodeAutoDetectResponse(response))).toEqual(response);
      }),
    );
  });

  it("is laid out as 2.2.14.2 has it", () => {
    expect(toHex(encodeAutoDetectResponse({ type: "rtt", sequenceNumber: 7 }))).toBe("00200000060107000000");
    const results = { type: "bandwidth-results", isConnectTime: true, timeDeltaMs: 16, byteCount: 0x1000 } as const;
    expect(toHex(encodeAutoDetectResponse({ ...results, sequenceNumber: 8 }))).toBe(
      "002000000e01080003001000000000100000",
    );
  });

  it("refuses another security header and headers that lie", () => {
    for (const hex of ["00100000060107000000", "00200000050107000000", "002000000e0108000300"]) {
      expect(() => decodeAutoDetectResponse(fromHex(hex))).toThrow(DecodeError);
    }
  });
});
