import { ReadCursor } from "../src/core/bytes/index.ts";
import { decodeLicensePdu } from "../src/core/protocol/index.ts";
import { LicensingExchange } from "../src/core/sequence/index.ts";

/** Licensing PDUs one after the other, each behind its length (2, big-endian): all answers of a client to them. */
export function performLicensing(bytes: Uint8Array): readonly Uint8Array[] {
  const random = Uint8Array.from({ length: 80 }, (_, index) => index);
  const exchange = new LicensingExchange({ user: "user", clientName: "rdpulse", random });
  const cursor = new ReadCursor(bytes, "fuzz");
  const answers: Uint8Array[] = [];
  while (cursor.remaining > 2) {
    const pdu = decodeLicensePdu(cursor.take(Math.min(cursor.u16be(), cursor.remaining)));
    const answer = exchange.receive(pdu);
    if (answer !== undefined) answers.push(answer.bytes(1007, 1003));
  }
  return answers;
}
