import { concat, fromLatin1, toHex } from "../bytes/index.ts";
import { Rc4, md5 } from "../crypto/index.ts";
import {
  NEW_LICENSE_REQUEST,
  PLATFORM_CHALLENGE_RESPONSE,
  clientHardwareId,
  clientLicense,
  encodeNewLicenseRequest,
  encodePlatformChallengeResponse,
  encodeSecuredLicensePdu,
  licenseValidClient,
  platformChallengeResponseData,
  sendDataRequest,
} from "../protocol/index.ts";
import type { LicensePdu, RsaPublicKey } from "../protocol/index.ts";
import { encryptClientRandom } from "./rdp-cipher.ts";
import { keyedMac, saltedHashes } from "./salted-hash.ts";
import { usableServerKey } from "./server-key.ts";

/** CLIENT_OS_ID_WINNT_POST_52 and CLIENT_IMAGE_ID_MICROSOFT ([MS-RDPELE] 2.2.2.2): servers know no others of today. */
const PLATFORM_ID = 0x04010000;
const RANDOM_BYTES = 32;
const PREMASTER_BYTES = 48;
const ERR_INVALID_MAC = 0x00000003;
const ST_TOTAL_ABORT = 0x00000001;
/** Challenges are ten bytes or so; a longer one would not fit the answer. */
const CHALLENGE_LIMIT_BYTES = 4096;

/** What a client has to answer: `bytes` makes it ready for the wire. */
export interface LicensingAnswer {
  readonly gloss: string;
  bytes(userId: number, ioChannelId: number): Uint8Array;
}

export interface LicensingOptions {
  readonly user: string;
  /** Also what the client's hardware id is made of: the same name gets the same licence each time. */
  readonly clientName: string;
  /** 80 bytes of chance: 32 for the client random, 48 for the premaster secret. */
  readonly random: Uint8Array;
  /** Of SC_SECURITY, for servers whose License Request has no certificate of its own ([MS-RDPELE] 3.2.5.1). */
  readonly serverKey?: RsaPublicKey;
}

/** Keys of one licensing conversation ([MS-RDPELE] 5.1.2). */
export interface LicensingKeys {
  readonly macSaltKey: Uint8Array;
  readonly encryptionKey: Uint8Array;
}

/** Derives the keys of licensing ([MS-RDPELE] 5.1.2) from a premaster secret of 48 bytes and two randoms of 32. */
export function licensingKeys(
  preMasterSecret: Uint8Array,
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
): LicensingKeys {
  const texts = ["A", "BB", "CCC"];
  const masterSecret = saltedHashes(preMasterSecret, texts, clientRandom, serverRandom);
  const sessionKeyBlob = saltedHashes(masterSecret, texts, serverRandom, clientRandom);
  return {
    macSaltKey: sessionKeyBlob.subarray(0, 16),
    encryptionKey: md5(concat([sessionKeyBlob.subarray(16, 32), clientRandom, serverRandom])),
  };
}

/**
 * The client's side of licensing ([MS-RDPELE] 1.3.3, "new license flow"), without I/O: a License Request is answered with a New
 * License Request, a Platform Challenge with its response. A licence that the server gives is looked at by nobody and kept
 * nowhere. Where the server shows no RSA key, the client says that it is valid without a licence.
 */
export class LicensingExchange {
  readonly #options: LicensingOptions;
  readonly #clientRandom: Uint8Array;
  readonly #preMasterSecret: Uint8Array;
  #keys: LicensingKeys | undefined;

  /** Throws RangeError when there are not 80 bytes of chance. */
  constructor(options: LicensingOptions) {
    if (options.random.length !== RANDOM_BYTES + PREMASTER_BYTES) throw new RangeError("random is not 80 bytes");
    this.#options = options;
    this.#clientRandom = options.random.subarray(0, RANDOM_BYTES);
    this.#preMasterSecret = options.random.subarray(RANDOM_BYTES);
  }

  /** The answer to a licensing PDU of the server; undefined: it wants none, or it came out of turn. */
  receive(license: LicensePdu): LicensingAnswer | undefined {
    switch (license.kind) {
      case "license-request":
        return this.#request(license);
      case "platform-challenge":
        return this.#respond(license);
      case "error-alert":
      case "new-license":
      case "upgrade-license":
      case "other-license":
      default:
        return undefined;
    }
  }

  #request(request: LicensePdu & { readonly kind: "license-request" }): LicensingAnswer {
    const key = usableServerKey(request.serverCertificate) ?? this.#options.serverKey;
    const encryptedPreMasterSecret = key === undefined ? undefined : encryptClientRandom(this.#preMasterSecret, key);
    if (encryptedPreMasterSecret === undefined) {
      return { gloss: "License Error: STATUS_VALID_CLIENT", bytes: licenseValidClient };
    }
    this.#keys = licensingKeys(this.#preMasterSecret, this.#clientRandom, request.serverRandom);
    const contents = encodeNewLicenseRequest({
      platformId: PLATFORM_ID,
      clientRandom: this.#clientRandom,
      encryptedPreMasterSecret,
      clientUserName: this.#options.user,
      clientMachineName: this.#options.clientName,
    });
    return answer("Client New License Request", clientLicense(NEW_LICENSE_REQUEST, contents));
  }

  #respond(challenge: LicensePdu & { readonly kind: "platform-challenge" }): LicensingAnswer | undefined {
    const keys = this.#keys;
    const { encryptedPlatformChallenge, macData } = challenge;
    if (keys === undefined || encryptedPlatformChallenge.length > CHALLENGE_LIMIT_BYTES) return undefined;
    const seal = (data: Uint8Array): Uint8Array => new Rc4(keys.encryptionKey).apply(data);
    const plain = seal(encryptedPlatformChallenge);
    if (toHex(keyedMac(keys.macSaltKey, plain)) !== toHex(macData)) {
      const alert = { preambleVersion: 3, kind: "error-alert", errorInfo: new Uint8Array(0) } as const;
      const failure = { ...alert, errorCode: ERR_INVALID_MAC, stateTransition: ST_TOTAL_ABORT };
      return answer("License Error: ERR_INVALID_MAC", encodeSecuredLicensePdu(failure));
    }
    const response = platformChallengeResponseData(plain);
    const hardwareId = clientHardwareId(PLATFORM_ID, md5(fromLatin1(this.#options.clientName)));
    const contents = encodePlatformChallengeResponse({
      encryptedResponse: seal(response),
      encryptedHardwareId: seal(hardwareId),
      macData: keyedMac(keys.macSaltKey, concat([response, hardwareId])),
    });
    return answer("Client Platform Challenge Response", clientLicense(PLATFORM_CHALLENGE_RESPONSE, contents));
  }
}

function answer(gloss: string, userData: Uint8Array): LicensingAnswer {
  return { gloss, bytes: (userId, ioChannelId) => sendDataRequest(userId, ioChannelId, userData) };
}
