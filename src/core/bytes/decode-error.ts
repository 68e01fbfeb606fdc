/** What a decoder found wrong; `field` is the name that the specification gives. */
export type DecodeFault =
  | { readonly kind: "truncated"; readonly needed: number; readonly remaining: number }
  | { readonly kind: "invalid"; readonly field: string; readonly reason: string };

/**
 * The one error that a decoder may throw: bytes from a peer do not have the shape that the specification gives.
 * `pdu` is the structure being read, `offset` the position in it.
 */
export class DecodeError extends Error {
  override readonly name = "DecodeError";
  readonly pdu: string;
  readonly offset: number;
  readonly fault: DecodeFault;

  constructor(pdu: string, offset: number, fault: DecodeFault) {
    super(
      fault.kind === "truncated"
        ? `${pdu} at ${offset}: needs ${fault.needed} bytes, ${fault.remaining} remain`
        : `${pdu} at ${offset}: ${fault.field} ${fault.reason}`,
    );
    this.pdu = pdu;
    this.offset = offset;
    this.fault = fault;
  }
}
