import type { Fault, FaultKind } from "../evidence/index.ts";
import { amount, integer, type JsonSchema, objectOf, oneWordOf, text } from "./json-schema.ts";
import { pictureKind } from "./logon-fact-schema.ts";

type FieldsOf<Kind extends FaultKind> = Exclude<keyof Extract<Fault, { readonly kind: Kind }>, "kind">;

/** Every kind of fault with its fields; the compiler demands both. */
const FIELDS: { readonly [Kind in FaultKind]: Readonly<Record<FieldsOf<Kind>, JsonSchema>> } = {
  "name-not-found": { name: text },
  "resolver-failed": { name: text, code: text },
  "tcp-refused": { afterMs: amount },
  "tcp-timeout": { afterMs: amount },
  "tcp-unreachable": { errno: text, afterMs: amount },
  "tcp-failed": { errno: text },
  "proxy-failed": { reason: text },
  silence: { waitedFor: text, afterMs: amount, receivedBytes: integer },
  closed: { how: oneWordOf(["fin", "rst"]), waitedFor: text, afterMs: amount, receivedBytes: integer },
  "not-rdp": { looksLike: text, excerpt: text },
  "negotiation-failure": { failureCode: integer, requestedProtocols: integer },
  malformed: { pdu: text, offset: integer, reason: text },
  oversized: { limitBytes: integer },
  "tls-alert": { alert: integer },
  "tls-failed": { reason: text },
  "credssp-error": { ntStatus: integer },
  "mcs-refused": { pdu: text, result: integer },
  disconnect: { reason: integer },
  "error-info": { errorInfo: integer },
  "licensing-error": { errorCode: integer, stateTransition: integer },
  "credential-withheld": { why: oneWordOf(["clear-text", "changed-key", "ntlm-downgrade", "kerberos-only"]) },
  "server-key-mismatch": {},
  "logon-refused": { how: oneWordOf(["closed", "deactivated", "shown", "notified"]) },
  "authorization-denied": { result: integer },
  "redirection-failed": { why: oneWordOf(["loop", "too-many", "no-address", "needs-rdstls"]) },
  "not-a-desktop": { picture: pictureKind },
};

/** Schema of a fault: one alternative for each kind. A newer minor version may add kinds. */
export function faultSchema(): JsonSchema {
  return {
    oneOf: Object.entries(FIELDS).map(([kind, fields]) =>
      objectOf<string>({ kind: { type: "string", const: kind }, ...fields }),
    ),
  };
}
