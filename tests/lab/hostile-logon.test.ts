// Servers that are hostile in every state of a logon after TLS, with TLS security.
import { describe, expect, it } from "vitest";
import { type Behaviour, drip, flood } from "../../lab/hostile/hostile-server.ts";
import {
  bitmap,
  channelsJoined,
  deactivated,
  demanded,
  demandOf,
  fastPath,
  finalized,
  inState,
  licensed,
  type LogonState,
  onClipboard,
  onMessageChannel,
  saved,
  screenful,
  single,
  STATES,
  tile,
} from "../../lab/hostile/logon-behaviours.ts";
import { noise, times } from "../../lab/hostile/rdp-behaviours.ts";
import { concat, fromHex } from "../../src/core/bytes/index.ts";
import { FAST_PATH_UPDATE_CODES, setErrorInfo } from "../../src/core/protocol/index.ts";
import { failureOf, logonAgainst } from "./hostile-check.ts";

const EVIL = "\u001b[2J\u202e".repeat(20);
/** Shown where a picture came, and no fault is due. */
const NO_FAULT = "";

interface Case {
  readonly name: string;
  readonly behave: Behaviour;
  /** Stage and fault, one of these. */
  readonly fails: readonly string[];
}

/** Goes along until this state, and then sends the same without end. */
const endless = (state: LogonState, bytes: Uint8Array, copies = 50): Behaviour =>
  inState(state, (secure) => flood(secure, times(bytes, copies)));

const stateNames = ["mcs", "licensing", "capabilities", "finalization", "graphics", "desktop"] as const;
/** The stage at which a client is in this state: finalization belongs to graphics. */
const stageOf = (state: LogonState): string => (state === "finalization" ? "graphics" : state);
const inEveryState = (name: string, of: (state: LogonState) => Omit<Case, "name">): readonly Case[] =>
  stateNames.map((state) => ({ name: `${name}: ${state}`, ...of(state) }));

const silences = inEveryState("says nothing more", (state) => ({
  behave: inState(state, () => undefined),
  fails: [state === "desktop" ? "desktop not-a-desktop" : `${stageOf(state)} silence`],
}));
const unread = inEveryState("says and reads nothing more", (state) => ({
  behave: inState(state, (secure, socket) => {
    secure.pause();
    socket.pause();
  }),
  fails: [state === "desktop" ? "desktop not-a-desktop" : `${stageOf(state)} silence`],
}));
const noises = inEveryState("talks nonsense without end", (state) => ({
  behave: inState(state, (secure) => flood(secure, noise)),
  fails: [`${stageOf(state)} malformed`, `${stageOf(state)} oversized`],
}));
const drips = inEveryState("drips a PDU without end", (state) => ({
  behave: inState(state, (secure) => drip(secure, fromHex("0300ffff02f08068"), 30)),
  fails: [state === "desktop" ? "desktop not-a-desktop" : `${stageOf(state)} silence`],
}));
const resets = inEveryState("resets the connection", (state) => ({
  behave: inState(state, (_, socket) => setTimeout(() => socket.resetAndDestroy(), 100)),
  fails: [`${stageOf(state)} closed rst`],
}));
const fins = inEveryState("closes the connection", (state) => ({
  behave: inState(state, (secure) => setTimeout(() => secure.end(), 100)),
  fails: [`${stageOf(state)} closed fin`],
}));

const measure = (requestType: number, type: "rtt" | "bandwidth-start" | "bandwidth-stop"): Uint8Array =>
  onMessageChannel({
    kind: "auto-detect-request",
    request: {
      sequenceNumber: 1,
      requestType,
      ...(type === "bandwidth-stop" ? { type, payloadBytes: 0 } : { type }),
      isConnectTime: false,
    },
  });
const bandwidth = concat([measure(0x0014, "bandwidth-start"), measure(0x0429, "bandwidth-stop")]);
const notice = saved({ type: "logon-long", domain: EVIL, user: EVIL, sessionId: 1 });
const cookie = saved({ type: "extended", autoReconnect: { logonId: 1, arcRandomBits: new Uint8Array(16) } });
const orders = FAST_PATH_UPDATE_CODES.orders;
const part = (fragmentation: "first" | "next", length: number): Uint8Array =>
  fastPath([{ updateCode: orders, fragmentation, compressed: false, data: new Uint8Array(length) }]);

const endlessPdus: readonly Case[] = [
  {
    name: "round trips in licensing",
    behave: endless("licensing", measure(0x1001, "rtt")),
    fails: ["licensing silence"],
  },
  {
    name: "round trips in a session",
    behave: endless("graphics", measure(0x0001, "rtt")),
    fails: ["graphics silence"],
  },
  { name: "bandwidth measurements", behave: endless("graphics", bandwidth), fails: ["graphics silence"] },
  {
    name: "reactivations",
    behave: endless("graphics", concat([deactivated, demanded])),
    fails: ["graphics malformed"],
  },
  {
    name: "reactivations with pictures between them",
    behave: endless("desktop", concat([deactivated, demanded, finalized, screenful((index) => index * 4000)]), 4),
    fails: ["desktop malformed"],
  },
  { name: "deactivations", behave: endless("desktop", deactivated), fails: ["desktop not-a-desktop"] },
  { name: "errors that are none", behave: endless("graphics", setErrorInfo(1003, 0)), fails: ["graphics silence"] },
  { name: "notices of a logon", behave: endless("desktop", notice), fails: ["desktop malformed"] },
  { name: "cookies", behave: endless("desktop", cookie), fails: ["desktop malformed"] },
  {
    name: "words on a channel",
    behave: endless("desktop", onClipboard(new Uint8Array(1600))),
    fails: ["desktop not-a-desktop"],
  },
  {
    name: "whispers on a channel, over a picture that stands",
    behave: endless("desktop", onClipboard(new Uint8Array(9)), 1000),
    fails: ["desktop not-a-desktop"],
  },
  {
    name: "pointers",
    behave: endless("desktop", fastPath([single(FAST_PATH_UPDATE_CODES.pointerHidden, new Uint8Array(0))]), 5000),
    fails: ["desktop not-a-desktop"],
  },
  {
    name: "drawing orders",
    behave: endless("graphics", fastPath([single(orders, noise.subarray(0, 16_000))])),
    fails: ["graphics silence"],
  },
  {
    name: "a desktop that is not what was asked for",
    behave: endless("capabilities", demandOf(4096, 2304), 1),
    fails: ["graphics malformed"],
  },
];

let colors = 0;
const graphics: readonly Case[] = [
  {
    name: "changes every pixel without end",
    behave: inState("desktop", (secure) => {
      const frames = concat(
        Array.from({ length: 20 }, (_, at) => screenful((index) => (at * 3001 + index * 977) & 0xffff)),
      );
      flood(secure, frames);
    }),
    fails: [NO_FAULT],
  },
  {
    name: "changes a pixel without end over a black screen",
    behave: inState("desktop", (secure) => {
      secure.write(notice);
      flood(secure, times(concat([tile(0, 0, 0, 4), tile(0, 0, 0x1f, 4)]), 500));
    }),
    fails: ["desktop not-a-desktop"],
  },
  {
    name: "changes a pixel now and then",
    behave: inState("desktop", (secure) => {
      const timer = setInterval(() => secure.write(tile(0, 0, (colors += 1) & 0xffff, 4)), 20);
      secure.once("close", () => clearInterval(timer));
    }),
    fails: ["desktop not-a-desktop"],
  },
  {
    name: "packs whole screens into a few bytes",
    behave: endless("desktop", tile(0, 0, 0x1234, 255), 500),
    fails: ["desktop malformed"],
  },
  {
    name: "packs whole screens into a few bytes of the largest desktop",
    behave: inState("capabilities", (secure) => {
      secure.write(concat([demandOf(4096, 2304), finalized]));
      const data = concat(Array.from({ length: 144 }, () => fromHex("f3ffff3412")));
      const screen = { destLeft: 0, destTop: 0, destRight: 4095, destBottom: 2303, width: 4096, height: 2304 };
      flood(secure, times(bitmap({ ...screen, bitsPerPixel: 16, compressed: true, data }), 20));
    }),
    fails: ["desktop malformed", "graphics malformed"],
  },
  {
    name: "promises bitmaps of 65,535 pixels a side",
    behave: endless(
      "graphics",
      bitmap({
        destLeft: 0,
        destTop: 0,
        destRight: 65_535,
        destBottom: 65_535,
        width: 65_535,
        height: 65_535,
        bitsPerPixel: 32,
        compressed: true,
        data: Uint8Array.of(0x10),
      }),
    ),
    fails: ["graphics malformed"],
  },
  {
    name: "cuts one update into fragments without end",
    behave: inState("graphics", (secure) => {
      secure.write(part("first", 16_000));
      flood(secure, times(part("next", 16_000), 20));
    }),
    fails: ["graphics malformed"],
  },
  {
    name: "cuts one update into fragments of nothing without end",
    behave: inState("graphics", (secure) => {
      secure.write(part("first", 1));
      flood(secure, times(part("next", 0), 5000));
    }),
    fails: ["graphics silence"],
  },
  {
    name: "promises a fast-path packet of 32,767 bytes and drips it",
    behave: inState("graphics", (secure) => drip(secure, fromHex("00ffff"), 30)),
    fails: ["graphics silence", "graphics malformed"],
  },
  ...[
    [8192, 8192],
    [65_535, 65_535],
    [0, 0],
    [1, 0],
    [8193, 1],
  ].map(([width = 0, height = 0]) => ({
    name: `demands a desktop of ${width} x ${height}`,
    behave: inState("capabilities", (secure) => secure.write(demandOf(width, height))),
    fails: ["graphics malformed"],
  })),
  {
    name: "grows its desktop when it is activated anew",
    behave: inState("desktop", (secure) => secure.write(concat([deactivated, demandOf(8192, 8192)]))),
    fails: ["desktop malformed"],
  },
  {
    name: "sends its session in records of one byte",
    behave: inState("finalization", (secure) => {
      const bytes = concat([finalized, screenful((index) => index * 3000)]);
      for (let at = 0; at < bytes.length; at++) secure.write(bytes.subarray(at, at + 1));
    }),
    fails: [NO_FAULT, "desktop not-a-desktop"],
  },
];

describe.concurrent("a server that is hostile after TLS neither hangs, crashes nor grows a logon, and is named", () => {
  const cases = [...silences, ...unread, ...noises, ...drips, ...resets, ...fins];
  it.for([...cases, ...graphics])("$name", async ({ behave, fails }) => {
    const logon = await logonAgainst(behave);
    expect(fails).toContain(failureOf(logon));
  });

  it.for(endlessPdus)("endless $name", async ({ behave, fails }) => {
    const logon = await logonAgainst(behave);
    expect(fails).toContain(failureOf(logon));
  });
});

describe("states of the hostile server", () => {
  it("lead all the way to a desktop, or the rest would prove little", async () => {
    const behave = inState("finalization", (secure) =>
      secure.write(concat([finalized, screenful((index) => index * 3000), notice])),
    );
    const logon = await logonAgainst(behave);
    expect(logon.evidence.facts["desktop.picture"]?.value.kind).toBe("desktop");
    expect(STATES.desktop.length).toBeGreaterThan(channelsJoined.length + licensed.length);
  });
});
