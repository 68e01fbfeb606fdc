// MCS, licensing and capabilities of a stand-in (MS-RDPBCGR 1.3.1.1, phases 3 to 8).
import { fromHex } from "../../src/core/bytes/index.ts";
import {
  attachUserConfirm,
  channelJoinConfirm,
  connectResponse,
  decodeClientBlocks,
  decodeClientInfo,
  decodeConferenceCreateRequest,
  decodeConnectInitial,
  decodeDomainPdu,
  decodeX224Data,
  disconnectUltimatum,
  IO_CHANNEL_ID,
  SEC_ENCRYPT,
  SERVER_USER_ID,
  setErrorInfo,
  tpktLength,
  type ShareControlPdu,
} from "../../src/core/protocol/index.ts";
import { measureNetwork } from "./auto-detect-talk.ts";
import { talkLicensing } from "./licensing-talk.ts";
import type { AccountScript, InterruptScript, StandInPoint, StandInScript } from "./script.ts";
import { demandActive, endSession, redirect, SessionTalk, type SessionMemory } from "./session-talk.ts";
import { openSecured, Share, withFlags, type Secured } from "./share.ts";
import { StandardSecurity } from "./standard-security.ts";
import { desktopSizeOf, windowsCapabilities } from "./windows-capabilities.ts";
import type { Wire } from "./wire.ts";

const USER_ID = 1007;
const RDP_10_12 = 0x00080011;
const RN_PROVIDER_INITIATED = 1;
const SHARE_ID = 0x000103ea;

function shareData(pduType2: number, contents: string): ShareControlPdu {
  return {
    kind: "share-data-other",
    pduSource: SERVER_USER_ID,
    shareId: SHARE_ID,
    pduType2,
    compressedType: 0,
    contents: fromHex(contents),
  };
}

/** Synchronize (2.2.1.19), Control Cooperate (2.2.1.20), Control Granted (2.2.1.21), Font Map (2.2.1.22). */
const FINALIZATION: readonly ShareControlPdu[] = [
  shareData(0x1f, "0100ea03"),
  shareData(0x14, "0400000000000000"),
  shareData(0x14, "0200ef03ea030000"),
  shareData(0x28, "0000000003000400"),
];

/** What X.224 settled. */
export interface McsSituation {
  readonly requestedProtocols: number;
  readonly encrypted: boolean;
  /** Who NLA let in. */
  readonly account?: AccountScript;
}

/** Ends the conversation as the script's interruption says. */
export async function interrupt(wire: Wire, how: InterruptScript["with"]): Promise<void> {
  if (typeof how === "string") return wire.end(how);
  if ("errorInfo" in how) {
    await wire.send(setErrorInfo(IO_CHANNEL_ID, how.errorInfo), disconnectUltimatum(RN_PROVIDER_INITIATED));
  } else await wire.send("ultimatum" in how ? disconnectUltimatum(how.ultimatum) : fromHex(how.malformed));
  return wire.end("fin");
}

/** Speaks as far as the client goes. Throws DecodeError on what does not belong here, PeerGone when the client ends. */
export async function talkMcs(
  wire: Wire,
  script: StandInScript,
  situation: McsSituation,
  memory: SessionMemory,
  note: (pdu: string, bytes: Uint8Array) => void,
): Promise<void> {
  const { mcs = {}, licensing = { answer: "valid-client" } } = script;
  const stopsAt = (point: StandInPoint): boolean => script.interrupt?.at === point;
  const stop = (): Promise<void> => interrupt(wire, script.interrupt?.with ?? "fin");

  const initial = await wire.take(tpktLength);
  note("MCS Connect Initial", initial);
  const blocks = decodeClientBlocks(
    decodeConferenceCreateRequest(decodeConnectInitial(decodeX224Data(initial)).userData),
  );
  if (stopsAt("connect-initial")) return stop();
  const channelIds = (blocks.network ?? []).map((_, index) => IO_CHANNEL_ID + 1 + index);
  const asksMessageChannel = blocks.messageChannel !== undefined && mcs.messageChannel !== false;
  const method = situation.encrypted ? 0 : (mcs.encryptionMethod ?? 2);
  const level = situation.encrypted ? 0 : (mcs.encryptionLevel ?? 2);
  const security = method === 0 ? undefined : new StandardSecurity(method, level);
  await wire.send(
    connectResponse(
      {
        core: {
          version: mcs.rdpVersion ?? RDP_10_12,
          clientRequestedProtocols: situation.requestedProtocols,
          earlyCapabilityFlags: mcs.earlyCapabilityFlags ?? 0,
        },
        network: { ioChannelId: IO_CHANNEL_ID, channelIds },
        security: {
          encryptionMethod: method,
          encryptionLevel: level,
          ...(security === undefined
            ? {}
            : { serverRandom: security.serverRandom, serverCertificate: security.certificate }),
        },
        ...(asksMessageChannel ? { messageChannelId: IO_CHANNEL_ID + 1 + channelIds.length } : {}),
        ...(mcs.multitransportFlags === undefined || blocks.multitransport === undefined
          ? {}
          : { multitransportFlags: mcs.multitransportFlags }),
        unknown: [],
      },
      mcs.result ?? 0,
    ),
  );
  if ((mcs.result ?? 0) !== 0) return wire.end("fin");

  const share = new Share(
    wire,
    {
      ioChannelId: IO_CHANNEL_ID,
      shareId: SHARE_ID,
      ...(asksMessageChannel ? { messageChannelId: IO_CHANNEL_ID + 1 + channelIds.length } : {}),
      channels: new Map((blocks.network ?? []).map(({ name }, index) => [name, IO_CHANNEL_ID + 1 + index])),
    },
    security,
    note,
  );

  let told: Secured | undefined;
  while (told === undefined) {
    const packet = await wire.take(tpktLength);
    const pdu = decodeDomainPdu(decodeX224Data(packet));
    note(`MCS ${pdu.kind}`, packet);
    switch (pdu.kind) {
      case "attach-user-request":
        if (stopsAt("attach-user")) return stop();
        await wire.send(attachUserConfirm(USER_ID, mcs.attachUserResult ?? 0));
        break;
      case "channel-join-request":
        if (stopsAt("channel-join")) return stop();
        await wire.send(channelJoinConfirm(USER_ID, pdu.channelId, mcs.channelJoinResult ?? 0));
        break;
      case "disconnect-provider-ultimatum":
        return wire.end("fin");
      case "send-data-request":
        // The first one is the Security Exchange where there is no TLS; the Client Info follows it.
        if (security !== undefined && !security.ready) security.exchanged(pdu.userData);
        else told = openSecured(pdu.userData, security);
        break;
      default:
        break;
    }
  }
  const informed = withFlags(told.data, told.flags & ~SEC_ENCRYPT);
  note("Client Info", informed);
  const endHere = (): Promise<void> => endSession(wire, share, script.interrupt?.with ?? "fin");
  if (stopsAt("client-info")) return endHere();
  const { session } = script;
  if (session?.autoDetect?.at === "connecting") {
    await measureNetwork(share, session.autoDetect, () => share.receive());
  }
  if (!(await talkLicensing(wire, share, licensing))) return;
  if (stopsAt("license")) return endHere();
  if (session === undefined) return withoutSession(wire, share);
  if (session.redirect !== undefined && session.redirect.at !== "after-updates") {
    // Who was sent elsewhere has nothing more to say here, and goes.
    if (await redirect(share, session.redirect, memory)) for (;;) await share.receive();
  }
  const size = desktopSizeOf(blocks.core);
  const { account } = situation;
  const info = decodeClientInfo(informed);
  const capabilities = windowsCapabilities(size);
  return new SessionTalk(wire, share, { script, session, info, size, account, capabilities, memory }).talk();
}

/** Demand Active and finalization; there is no desktop behind it: whatever follows is noted until the client leaves. */
async function withoutSession(wire: Wire, share: Share): Promise<void> {
  await share.send(demandActive(share, windowsCapabilities()));
  // The client's Confirm Active: with the finalization (1.3.1.1, phase 10) a client that only wants to know is content.
  share.note("after Demand Active", await wire.take(tpktLength));
  await share.send(...FINALIZATION);
  for (;;) share.note("after Demand Active", await wire.take(tpktLength));
}
