// How far an RDP server goes along before it does harm: to the confirm, into TLS, into licensing.
import { concat } from "../../src/core/bytes/index.ts";
import { attachUserConfirm, channelJoinConfirm, connectResponse } from "../../src/core/protocol/index.ts";
import { selfSigned } from "../stand-in/index.ts";
import {
  afterFirst,
  type Behaviour,
  confirmed,
  contextFor,
  flood,
  secured,
  type SecureBehaviour,
} from "./hostile-server.ts";

/** selectedProtocol ([MS-RDPBCGR] 2.2.1.2.1). */
export const RDP = 0;
export const TLS = 1;
export const HYBRID = 2;

/** The context of a harmless certificate. */
export const plain = contextFor(selfSigned("rds01.example.com"));
/** What is no PDU of anything. */
export const noise = Uint8Array.from({ length: 65_536 }, (_, index) => (index * 167 + 13) & 0xff);
/** A whole set-up of MCS in one piece: the client is then in licensing. */
export const joined = concat([
  connectResponse({ network: { ioChannelId: 1003, channelIds: [] }, unknown: [] }),
  attachUserConfirm(1007),
  channelJoinConfirm(1007, 1007),
  channelJoinConfirm(1007, 1003),
]);

/** The same bytes again and again. */
export const times = (bytes: Uint8Array, count: number): Uint8Array =>
  concat(Array.from({ length: count }, () => bytes));

/** Inside TLS, after the client's first PDU. */
export const inTls = (protocol: number, then: SecureBehaviour): Behaviour =>
  confirmed(
    protocol,
    secured(plain, (secure, socket) => afterFirst(secure, () => then(secure, socket))),
  );
/** Inside TLS, in licensing. */
export const inLicensing = (bytes: Uint8Array): Behaviour =>
  inTls(TLS, (secure) => {
    secure.write(joined);
    flood(secure, times(bytes, 50));
  });
/** In place of an answer to the ClientHello. */
export const insteadOfTls = (then: Behaviour): Behaviour =>
  confirmed(TLS, (socket) => afterFirst(socket, () => then(socket)));
