import { describe, expect, it } from "vitest";
import {
  afterFirst,
  type Behaviour,
  confirmed,
  confirmOf,
  drip,
  flood,
  secured,
} from "../../lab/hostile/hostile-server.ts";
import {
  HYBRID,
  inLicensing,
  insteadOfTls,
  inTls,
  joined,
  noise,
  plain,
  RDP,
  times,
  TLS,
} from "../../lab/hostile/rdp-behaviours.ts";
import { concat, fromHex } from "../../src/core/bytes/index.ts";
import { serverLicense, serverShareControl, setErrorInfo } from "../../src/core/protocol/index.ts";
import { checkAgainst, failureOf } from "./hostile-check.ts";

const licenseRequest = serverLicense(1003, {
  kind: "license-request",
  preambleVersion: 3,
  serverRandom: new Uint8Array(32),
  productVersion: 0x60000,
  companyName: "\u001b[2J\u202e".repeat(1000),
  productId: "",
  keyExchangeAlgorithms: [1],
  serverCertificate: new Uint8Array(0),
  scopes: [],
});
const redirection = serverShareControl(1003, {
  kind: "server-redirection",
  pduSource: 1002,
  redirection: { sessionId: 1, redirFlags: 1, targetNetAddress: "127.0.0.1" },
});
interface Case {
  readonly name: string;
  readonly behave: Behaviour;
  /** Stage and fault, one of these. */
  readonly fails: readonly string[];
}

const floods: readonly Case[] = [
  { name: "endless bytes at accept", behave: (socket) => flood(socket, noise), fails: ["x224 not-rdp"] },
  {
    name: "endless bytes behind a TPKT header",
    behave: (socket) => {
      socket.write(fromHex("0300ffff"));
      flood(socket, noise);
    },
    fails: ["x224 malformed", "x224 oversized"],
  },
  {
    name: "endless bytes after the confirm",
    behave: confirmed(RDP, (socket) => flood(socket, noise)),
    fails: ["mcs malformed", "mcs oversized"],
  },
  {
    name: "endless bytes where TLS is due",
    behave: confirmed(TLS, (socket) => flood(socket, noise)),
    fails: ["tls malformed", "tls tls-failed", "tls closed rst"],
  },
  {
    name: "endless bytes inside TLS",
    behave: inTls(TLS, (secure) => flood(secure, noise)),
    fails: ["mcs malformed", "mcs oversized"],
  },
  {
    name: "endless bytes inside TLS where CredSSP is due",
    behave: inTls(HYBRID, (secure) => flood(secure, noise)),
    fails: ["credssp malformed", "credssp oversized"],
  },
  {
    name: "PDUs without end that say nothing",
    behave: inLicensing(setErrorInfo(1003, 0)),
    fails: ["licensing malformed"],
  },
  { name: "licence requests without end", behave: inLicensing(licenseRequest), fails: ["licensing malformed"] },
  { name: "redirections without end", behave: inLicensing(redirection), fails: ["licensing malformed"] },
];

const slow: readonly Case[] = [
  { name: "says nothing and reads nothing", behave: (socket) => socket.pause(), fails: ["x224 silence"] },
  { name: "drips a confirm", behave: (socket) => drip(socket, confirmOf(TLS), 100), fails: ["x224 silence"] },
  {
    name: "drips a long TPKT",
    behave: (socket) => drip(socket, concat([fromHex("0300ffff0ed0"), new Uint8Array(100)]), 20),
    fails: ["x224 silence"],
  },
  {
    name: "drips inside TLS",
    behave: inTls(TLS, (secure) => drip(secure, joined, 100)),
    fails: ["mcs silence"],
  },
  {
    name: "drips where CredSSP is due",
    behave: inTls(HYBRID, (secure) => drip(secure, fromHex("30820fff"), 100)),
    fails: ["credssp silence"],
  },
  {
    name: "drips its ServerHello",
    behave: insteadOfTls((socket) => drip(socket, fromHex("160303"), 50)),
    fails: ["tls silence"],
  },
  { name: "promises 65,535 bytes", behave: (socket) => socket.write(fromHex("0300ffff")), fails: ["x224 silence"] },
  {
    name: "reads nothing after the confirm",
    behave: confirmed(TLS, (socket) => socket.pause()),
    fails: ["tls silence"],
  },
];

const lies: readonly Case[] = [
  {
    name: "an MCS length of 2 GB",
    behave: inTls(TLS, (secure) => secure.write(fromHex("0300000f02f0807f66847fffffff0a0100"))),
    fails: ["mcs malformed"],
  },
  {
    name: "a TSRequest of 2 GB",
    behave: inTls(HYBRID, (secure) => secure.write(fromHex("30847fffffffa003020106"))),
    fails: ["credssp malformed"],
  },
  {
    name: "a ServerHello of 16 MB in records of one byte",
    behave: insteadOfTls((socket) => {
      socket.write(fromHex("160303000402ffffff"));
      flood(socket, times(fromHex("160303000100"), 5000));
    }),
    fails: ["tls tls-failed", "tls tls-alert"],
  },
  {
    name: "empty records without end",
    behave: insteadOfTls((socket) => flood(socket, times(fromHex("1603030000"), 5000))),
    fails: ["tls tls-failed", "tls silence"],
  },
  {
    name: "change-cipher-spec without end",
    behave: insteadOfTls((socket) => flood(socket, times(fromHex("140303000101"), 5000))),
    fails: ["tls tls-failed", "tls silence"],
  },
  {
    name: "warning alerts without end",
    behave: insteadOfTls((socket) => flood(socket, times(fromHex("1503030002015a"), 5000))),
    fails: ["tls tls-failed", "tls tls-alert"],
  },
  {
    name: "bytes in the clear behind the confirm, then TLS",
    behave: (socket) =>
      afterFirst(socket, () => {
        socket.write(concat([confirmOf(TLS), joined]));
        secured(plain, () => undefined)(socket);
      }),
    fails: ["tls malformed"],
  },
];

const hangUps: readonly Case[] = [
  { name: "reset at accept", behave: (socket) => socket.resetAndDestroy(), fails: ["x224 closed rst"] },
  {
    name: "reset after the request",
    behave: (socket) => afterFirst(socket, () => socket.resetAndDestroy()),
    fails: ["x224 closed rst"],
  },
  { name: "half-close after the request", behave: (socket) => socket.end(), fails: ["x224 closed fin"] },
  {
    name: "reset after the hello",
    behave: insteadOfTls((socket) => socket.resetAndDestroy()),
    fails: ["tls closed rst"],
  },
  { name: "half-close after the hello", behave: insteadOfTls((socket) => socket.end()), fails: ["tls closed fin"] },
  { name: "reset inside TLS", behave: inTls(TLS, (_, socket) => socket.resetAndDestroy()), fails: ["mcs closed rst"] },
  { name: "close_notify inside TLS", behave: inTls(TLS, (secure) => secure.end()), fails: ["mcs closed fin"] },
  {
    name: "close_notify where CredSSP is due",
    behave: inTls(HYBRID, (secure) => secure.end()),
    fails: ["credssp closed fin"],
  },
  {
    name: "half a PDU, then close_notify",
    behave: inTls(TLS, (secure) => secure.end(joined.subarray(0, 20))),
    fails: ["mcs closed fin"],
  },
  {
    name: "a reset after our goodbye",
    behave: inTls(TLS, (secure, socket) => {
      secure.write(joined);
      secure.on("end", () => socket.resetAndDestroy());
      secure.write(setErrorInfo(1003, 0x101));
    }),
    fails: ["licensing error-info"],
  },
];

describe.concurrent("a hostile server neither hangs, crashes nor grows us, and is named", () => {
  it.for([...floods, ...slow, ...lies, ...hangUps])("$name", async ({ behave, fails }) => {
    const check = await checkAgainst(behave);
    expect(fails).toContain(failureOf(check));
  });
});
