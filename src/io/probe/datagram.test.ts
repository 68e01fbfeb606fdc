import { expect, it } from "vitest";
import { exchangeDatagram } from "./datagram.ts";

it("says of an address to which no datagram may go that it is unreachable", async () => {
  const answer = await exchangeDatagram("255.255.255.255", 3389, Uint8Array.of(1), 1000, undefined);
  expect(answer).toMatchObject({ kind: "unreachable" });
});
