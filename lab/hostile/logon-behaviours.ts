// How far a server goes along with a logon before it does harm: past NLA, to a licence, to a share, to a desktop.
import { concat, WriteCursor } from "../../src/core/bytes/index.ts";
import {
  attachUserConfirm,
  channelJoinConfirm,
  connectResponse,
  encodeFastPathOutput,
  encodeFastPathUpdates,
  encodeFinalization,
  encodeGraphicsUpdate,
  encodeSaveSessionInfo,
  FAST_PATH_UPDATE_CODES,
  type BitmapRectangle,
  type FastPathUpdate,
  type SaveSessionInfo,
  SERVER_USER_ID,
  sendDataIndication,
  serverLicense,
  serverMessage,
  serverShareControl,
  type ServerRedirection,
  STATUS_VALID_CLIENT,
} from "../../src/core/protocol/index.ts";
import { talkCredssp } from "../stand-in/credssp-talk.ts";
import { windowsServer2022 } from "../stand-in/index.ts";
import { windowsCapabilities } from "../stand-in/windows-capabilities.ts";
import { Wire } from "../stand-in/wire.ts";
import { afterFirst, type Behaviour, confirmed, secured, type SecureBehaviour } from "./hostile-server.ts";
import { HYBRID, plain, TLS } from "./rdp-behaviours.ts";

const IO = 1003;
const CLIPRDR = 1004;
const MESSAGES = 1005;
const USER = 1007;
const SHARE_ID = 0x000103ea;
const PDUTYPE2_SAVE_SESSION_INFO = 0x26;
const SIDE = 64;
const SCREEN = { width: 320, height: 240, depth: 16 } as const;

/** The account that every hostile server lets in. */
export const HOSTILE_ACCOUNT = { user: "monitor", password: "Feindlich-77 ü" };

/** What every client waits for after its Connect Initial, with a message channel and one for the clipboard. */
export const channelsJoined: Uint8Array = concat([
  connectResponse({
    network: { ioChannelId: IO, channelIds: [CLIPRDR] },
    messageChannelId: MESSAGES,
    unknown: [],
  }),
  attachUserConfirm(USER),
  ...[USER, IO, MESSAGES, CLIPRDR].map((channelId) => channelJoinConfirm(USER, channelId)),
]);

export const licensed: Uint8Array = serverLicense(IO, {
  kind: "error-alert",
  preambleVersion: 3,
  errorCode: STATUS_VALID_CLIENT,
  stateTransition: 2,
  errorInfo: new Uint8Array(0),
});

/** Demand Active for a desktop of this size. */
export function demandOf(width: number, height: number): Uint8Array {
  const sets = windowsCapabilities(SCREEN);
  const capabilities = sets.map((set) =>
    set.kind === "bitmap" ? { ...set, desktopWidth: width, desktopHeight: height } : set,
  );
  const sourceDescriptor = Uint8Array.of(0x52, 0x44, 0x50, 0);
  return serverShareControl(IO, {
    kind: "demand-active",
    pduSource: SERVER_USER_ID,
    shareId: SHARE_ID,
    sourceDescriptor,
    capabilities,
  });
}

export const demanded: Uint8Array = demandOf(SCREEN.width, SCREEN.height);
export const deactivated: Uint8Array = serverShareControl(IO, {
  kind: "deactivate-all",
  pduSource: SERVER_USER_ID,
  shareId: SHARE_ID,
});

function shareData(pduType2: number, contents: Uint8Array): Uint8Array {
  return serverShareControl(IO, {
    kind: "share-data-other",
    pduSource: SERVER_USER_ID,
    shareId: SHARE_ID,
    pduType2,
    compressedType: 0,
    contents,
  });
}

const fontMap = encodeFinalization({ kind: "font-map", number: 0, total: 0, flags: 3, entrySize: 4 });
/** The server's half of finalization. */
export const finalized: Uint8Array = shareData(fontMap.pduType2, fontMap.contents);

export function fastPath(updates: readonly FastPathUpdate[]): Uint8Array {
  return encodeFastPathOutput({ encrypted: false, secureChecksum: false, body: encodeFastPathUpdates(updates) });
}

export const single = (updateCode: number, data: Uint8Array): FastPathUpdate => ({
  updateCode,
  fragmentation: "single",
  compressed: false,
  data,
});

/** One bitmap as an update of its own. */
export function bitmap(rectangle: Omit<BitmapRectangle, "headerless">): Uint8Array {
  const update = encodeGraphicsUpdate({ kind: "bitmap", rectangles: [{ ...rectangle, headerless: true }] });
  return fastPath([single(FAST_PATH_UPDATE_CODES.bitmap, update)]);
}

/** A tile of 64 pixels a side in one colour: a run of interleaved RLE ([MS-RDPBCGR] 3.1.9, MEGA_MEGA_COLOR_RUN). */
export function tile(left: number, top: number, color: number, side = SIDE): Uint8Array {
  const data = new WriteCursor(8)
    .u8(0xf3)
    .u16le(Math.min(0xffff, side * side))
    .u16le(color)
    .finish();
  const place = { destLeft: left, destTop: top, destRight: left + side - 1, destBottom: top + side - 1 };
  return bitmap({ ...place, width: side, height: side, bitsPerPixel: 16, compressed: true, data });
}

/** The whole screen in tiles, each of another colour where `color` gives one. */
export function screenful(color: (index: number) => number): Uint8Array {
  const tiles: Uint8Array[] = [];
  for (let top = 0; top < SCREEN.height; top += SIDE) {
    for (let left = 0; left < SCREEN.width; left += SIDE) tiles.push(tile(left, top, color(tiles.length) & 0xffff));
  }
  return concat(tiles);
}

export const saved = (info: SaveSessionInfo): Uint8Array =>
  shareData(PDUTYPE2_SAVE_SESSION_INFO, encodeSaveSessionInfo(info));
export const redirected = (redirection: ServerRedirection): Uint8Array =>
  serverShareControl(IO, { kind: "server-redirection", pduSource: SERVER_USER_ID, redirection });
export const onMessageChannel = (pdu: Parameters<typeof serverMessage>[1]): Uint8Array => serverMessage(MESSAGES, pdu);
/** Data on the clipboard's channel. */
export const onClipboard = (contents: Uint8Array): Uint8Array => sendDataIndication(CLIPRDR, contents);

/** States of a logon after TLS, each with what brings a client there once it has spoken. */
export const STATES = {
  mcs: new Uint8Array(0),
  licensing: channelsJoined,
  capabilities: concat([channelsJoined, licensed]),
  finalization: concat([channelsJoined, licensed, demanded]),
  graphics: concat([channelsJoined, licensed, demanded, finalized]),
  desktop: concat([channelsJoined, licensed, demanded, finalized, screenful(() => 0)]),
} as const satisfies Readonly<Record<string, Uint8Array>>;
export type LogonState = keyof typeof STATES;

/** Goes along until this state, inside TLS and without NLA, and then does this. */
export function inState(state: LogonState, then: SecureBehaviour): Behaviour {
  return confirmed(
    TLS,
    secured(plain, (secure, socket) =>
      afterFirst(secure, () => {
        secure.resume();
        if (STATES[state].length > 0) secure.write(STATES[state]);
        then(secure, socket);
      }),
    ),
  );
}

/** Lets the account in by CredSSP, takes what the client sends next, and then does this. */
export function behindNla(then: SecureBehaviour): Behaviour {
  return confirmed(
    HYBRID,
    secured(plain, (secure, socket) => {
      const wire = new Wire(socket, 0, new AbortController().signal);
      socket.removeAllListeners("data");
      wire.adopt(secure);
      const certificate = new Uint8Array(secure.getX509Certificate()?.raw ?? []);
      const about = { certificate, hybridEx: false, accounts: [HOSTILE_ACCOUNT] };
      talkCredssp(wire, windowsServer2022.credssp, about, () => undefined).then(
        () => then(secure, socket),
        () => secure.destroy(),
      );
    }),
  );
}
