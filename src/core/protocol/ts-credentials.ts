import { fromUtf16, ReadCursor, toUtf16 } from "../bytes/index.ts";
import {
  berContext,
  berOctetString,
  berSequence,
  berUnsigned,
  readBerContext,
  readBerOctetString,
  readBerSequence,
  readBerUnsigned,
} from "./ber.ts";

/*
 * [MS-CSSP] 2.2.1.2 TSCredentials, 2.2.1.2.1 TSPasswordCreds, in DER; sealed, they are the authInfo of a TSRequest:
 *
 *   TSCredentials ::= SEQUENCE {             TSPasswordCreds ::= SEQUENCE {
 *     credType    [0] INTEGER,                 domainName [0] OCTET STRING,
 *     credentials [1] OCTET STRING }           userName   [1] OCTET STRING,
 *                                              password   [2] OCTET STRING }
 *
 *   credType: 1 TSPasswordCreds, 2 TSSmartCardCreds, 6 TSRemoteGuardCreds. Texts are UTF-16LE without terminator.
 */

const PASSWORD_CREDENTIALS = 1;

/** [MS-CSSP] 2.2.1.2.1 TSPasswordCreds. `password` is a secret in the clear: whoever holds it keeps it short. */
export interface TsPasswordCreds {
  readonly domainName: string;
  readonly userName: string;
  readonly password: string;
}

/** Decodes TSCredentials that hold TSPasswordCreds ([MS-CSSP] 2.2.1.2). Throws DecodeError, also on other kinds of credentials. */
export function decodeTsCredentials(bytes: Uint8Array): TsPasswordCreds {
  const outer = new ReadCursor(bytes, "TSCredentials");
  const credentials = readBerSequence(outer, "TSCredentials");
  outer.expectEnd();
  const credType = readBerUnsigned(readBerContext(credentials, 0, "credType"), "credType");
  if (credType !== PASSWORD_CREDENTIALS) credentials.reject("credType", `is ${credType} instead of a password`);
  const inner = readBerOctetString(readBerContext(credentials, 1, "credentials"), "credentials");
  const password = readBerSequence(new ReadCursor(inner, "TSPasswordCreds"), "TSPasswordCreds");
  const text = (number: number, field: string): string =>
    toUtf16(readBerOctetString(readBerContext(password, number, field), field));
  return { domainName: text(0, "domainName"), userName: text(1, "userName"), password: text(2, "password") };
}

/** Encodes TSCredentials around TSPasswordCreds in DER ([MS-CSSP] 2.2.1.2). */
export function encodeTsCredentials(credentials: TsPasswordCreds): Uint8Array {
  const { domainName, userName, password } = credentials;
  const texts = [domainName, userName, password].map((text, number) =>
    berContext(number, berOctetString(fromUtf16(text))),
  );
  return berSequence(
    berContext(0, berUnsigned(PASSWORD_CREDENTIALS)),
    berContext(1, berOctetString(berSequence(...texts))),
  );
}
