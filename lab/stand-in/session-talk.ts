// A session of a stand-in: activation, a picture, what Windows tells beside it, and every end that a script can ask for.
import { createHmac, randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { concat, ReadCursor, toHex, WriteCursor } from "../../src/core/bytes/index.ts";
import {
  CTRLACTION_COOPERATE,
  CTRLACTION_GRANTED_CONTROL,
  CTRLACTION_REQUEST_CONTROL,
  decodeFinalization,
  disconnectUltimatum,
  encodeFinalization,
  encodeSaveSessionInfo,
  encodeServerRedirection,
  INFO_AUTOLOGON,
  SEC_REDIRECTION_PKT,
  SERVER_USER_ID,
  type CapabilitySet,
  type ClientInfo,
  type FinalizationPdu,
  type SaveSessionInfo,
  type ShareControlPdu,
} from "../../src/core/protocol/index.ts";
import { measureNetwork } from "./auto-detect-talk.ts";
import { RunDialog } from "./client-input.ts";
import type { DesktopSize } from "./desktop-picture.ts";
import { accountFor } from "./ntlm-server.ts";
import { Painter, type Area } from "./painter.ts";
import type { AccountScript, StandInEnd, StandInScript } from "./script.ts";
import type { DesktopScript, RedirectScript, SessionScript } from "./session-script.ts";
import type { ClientPdu, Share } from "./share.ts";
import type { Wire } from "./wire.ts";

const USER_ID = 1007;
const PDUTYPE2_REFRESH_RECT = 0x21;
const PDUTYPE2_SHUTDOWN_REQUEST = 0x24;
const PDUTYPE2_SHUTDOWN_DENIED = 0x25;
const PDUTYPE2_SAVE_SESSION_INFO = 0x26;
const PDUTYPE2_ARC_STATUS = 0x32;
const ERRINFO_LOGOFF_BY_USER = 0x0c;
const RN_PROVIDER_INITIATED = 1;
const RN_USER_REQUESTED = 3;
const STATUS_LOGON_FAILURE = 0xc000006d;
const STATUS_PASSWORD_EXPIRED = 0xc0000071;
const STATUS_PASSWORD_MUST_CHANGE = 0xc0000224;
const LOGON_FAILED_BAD_PASSWORD = 0;
const LOGON_FAILED_UPDATE_PASSWORD = 1;
const LOGON_FAILED_OTHER = 2;
const HEARTBEAT_PERIOD_SECONDS = 5;
const SESSION_ID = 2;
const BEFORE_RESET_MS = 200;

/** What a stand-in keeps from one connection to the next. */
export interface SessionMemory {
  cookie?: { readonly logonId: number; readonly arcRandomBits: Uint8Array };
  redirections?: number;
}

/** What came before the session. */
export interface SessionGround {
  readonly script: StandInScript;
  readonly session: SessionScript;
  readonly info: ClientInfo;
  readonly size: DesktopSize;
  /** Who NLA let in. */
  readonly account: AccountScript | undefined;
  readonly capabilities: readonly CapabilitySet[];
  readonly memory: SessionMemory;
}

/** Somebody is logged on, or the logon was refused for this reason, or nobody asked. */
type Guest = { readonly user: string; readonly domain: string } | { readonly refusal: number } | undefined;

/** Which account a Client Info means, and whether it is let in (2.2.1.11.1.1, INFO_AUTOLOGON). */
function guestOf({ script, info, account }: SessionGround): Guest {
  if (account !== undefined) return { user: account.user, domain: account.domain ?? info.domain };
  const { userName: user, domain, password } = info;
  if (script.accounts === undefined) return { user, domain };
  if ((info.flags & INFO_AUTOLOGON) === 0) return undefined;
  const meant = accountFor(script.accounts, user, domain);
  if (meant === undefined || meant.password !== password) return { refusal: STATUS_LOGON_FAILURE };
  if (meant.status !== undefined) return { refusal: meant.status };
  return { user: meant.user, domain: meant.domain ?? domain };
}

function refusalNotice(ntStatus: number): SaveSessionInfo {
  const notificationData =
    ntStatus === STATUS_LOGON_FAILURE
      ? LOGON_FAILED_BAD_PASSWORD
      : ntStatus === STATUS_PASSWORD_EXPIRED || ntStatus === STATUS_PASSWORD_MUST_CHANGE
        ? LOGON_FAILED_UPDATE_PASSWORD
        : LOGON_FAILED_OTHER;
  return { type: "extended", logonErrors: { notificationType: ntStatus, notificationData } };
}

/** Sends a redirection in the form that belongs to the security of the connection. false: this client was sent often enough. */
export async function redirect(share: Share, script: RedirectScript, memory: SessionMemory): Promise<boolean> {
  const { form, packet, times = Number.POSITIVE_INFINITY } = script;
  const before = memory.redirections ?? 0;
  if (before >= times) return false;
  memory.redirections = before + 1;
  const chosen = form ?? (share.security === undefined ? "enhanced" : "standard");
  if (chosen === "enhanced") {
    await share.send({ kind: "server-redirection", pduSource: SERVER_USER_ID, redirection: packet });
  } else await share.sendOn(share.ids.ioChannelId, encodeServerRedirection(packet), SEC_REDIRECTION_PKT);
  return true;
}

/** Talks on until the session is over. Throws DecodeError, PeerGone. */
export class SessionTalk {
  readonly #wire: Wire;
  readonly #share: Share;
  readonly #ground: SessionGround;
  readonly #guest: Guest;
  readonly #reconnected: "no" | "yes" | "refused";
  readonly #painter: Painter;
  readonly #run = new RunDialog();
  #isOver = false;
  #isActive = false;

  constructor(wire: Wire, share: Share, ground: SessionGround) {
    this.#wire = wire;
    this.#share = share;
    this.#ground = ground;
    this.#reconnected = this.#cookieVerdict();
    this.#guest =
      this.#reconnected === "yes" ? { user: ground.info.userName, domain: ground.info.domain } : guestOf(ground);
    const { session, size } = ground;
    // The second connection of a lost session lasts.
    const limit = this.#reconnected === "no" ? session.end?.after : undefined;
    this.#painter = new Painter(share, session.updates ?? {}, size, limit);
  }

  get #isLoggedOn(): boolean {
    return this.#guest !== undefined && "user" in this.#guest;
  }

  get #desktop(): DesktopScript {
    const { desktop = "picture" } = this.#ground.session;
    return this.#isLoggedOn ? desktop : "login-window";
  }

  /** Auto-reconnect (5.5): HMAC-MD5 of the client random under the random bits that the last session was given. */
  #cookieVerdict(): "no" | "yes" | "refused" {
    const { session, memory, info } = this.#ground;
    if (session.reconnect === undefined || memory.cookie === undefined) return "no";
    const { logonId, arcRandomBits } = memory.cookie;
    const random = this.#share.security?.clientRandom ?? new Uint8Array(32);
    const verifier = new Uint8Array(createHmac("md5", arcRandomBits).update(random).digest());
    const expected = concat([new WriteCursor(12).u32le(28).u32le(1).u32le(logonId).finish(), verifier]);
    const brought = info.extended?.autoReconnectCookie ?? new Uint8Array(0);
    const verdict = toHex(brought) === toHex(expected) ? "yes" : "refused";
    this.#share.note(`auto-reconnect ${verdict === "yes" ? "accepted" : "refused"}`, brought);
    return verdict;
  }

  async talk(): Promise<void> {
    const { session, script } = this.#ground;
    await this.#activate();
    if (this.#isOver) return;
    if (this.#reconnected === "refused") {
      await this.#share.send(
        this.#share.data(PDUTYPE2_ARC_STATUS, new WriteCursor(4).u32le(STATUS_LOGON_FAILURE).finish()),
      );
      return this.#end({ ultimatum: RN_PROVIDER_INITIATED });
    }
    await this.#tell();
    if (script.interrupt?.at === "first-update") return this.#end(script.interrupt.with);
    await this.#painter.paint(this.#desktop);
    if (this.#painter.isSpent && session.end !== undefined) return this.#end(session.end.with);
    if (script.interrupt?.at === "after-updates") return this.#end(script.interrupt.with);
    if (session.deactivateReactivate === true) {
      await this.#share.send({ kind: "deactivate-all", pduSource: SERVER_USER_ID, shareId: this.#share.ids.shareId });
      await this.#activate();
      await this.#painter.paint(this.#desktop);
    }
    if (session.redirect?.at === "after-updates") await redirect(this.#share, session.redirect, this.#ground.memory);
    await this.#listen();
  }

  /** Demand Active to Font Map (1.3.1.1, phases 8 and 9). */
  async #activate(): Promise<void> {
    const { capabilities, script } = this.#ground;
    this.#isActive = false;
    await this.#share.send(demandActive(this.#share, capabilities));
    while (!this.#isActive && !this.#isOver) {
      const pdu = await this.#share.receive();
      if (pdu.kind === "confirm-active") {
        this.#share.note("Confirm Active", pdu.contents);
        if (script.interrupt?.at === "confirm-active") return this.#end(script.interrupt.with);
      } else await this.#react(pdu);
    }
  }

  async #finalize(pdu: FinalizationPdu): Promise<void> {
    const { script } = this.#ground;
    switch (pdu.kind) {
      case "synchronize":
        return this.#sendFinal({ kind: "synchronize", targetUser: USER_ID });
      case "control":
        if (pdu.action === CTRLACTION_COOPERATE) {
          return this.#sendFinal({ kind: "control", action: CTRLACTION_COOPERATE, grantId: 0, controlId: 0 });
        }
        if (pdu.action !== CTRLACTION_REQUEST_CONTROL) return;
        return this.#sendFinal({
          kind: "control",
          action: CTRLACTION_GRANTED_CONTROL,
          grantId: USER_ID,
          controlId: SERVER_USER_ID,
        });
      case "font-list":
        this.#share.note("Font List");
        if (script.interrupt?.at === "font-list") return this.#end(script.interrupt.with);
        this.#isActive = true;
        return this.#sendFinal({ kind: "font-map", number: 0, total: 0, flags: 3, entrySize: 4 });
      case "font-map":
        return;
    }
  }

  async #sendFinal(pdu: FinalizationPdu): Promise<void> {
    const { pduType2, contents } = encodeFinalization(pdu);
    await this.#share.send(this.#share.data(pduType2, contents));
  }

  /** What a host says before it draws: who is logged on, the cookie, channels, measurements. */
  async #tell(): Promise<void> {
    const { session, memory } = this.#ground;
    const guest = this.#guest;
    if (session.autoDetect !== undefined && session.autoDetect.at !== "connecting") {
      await measureNetwork(this.#share, session.autoDetect, () => this.#next());
    }
    for (let count = 0; count < (session.heartbeats ?? 0); count += 1) {
      await this.#share.sendMessage({
        kind: "heartbeat",
        periodSeconds: HEARTBEAT_PERIOD_SECONDS,
        count1: 2,
        count2: 5,
      });
    }
    const told: SaveSessionInfo[] = [];
    if (guest !== undefined && "refusal" in guest) told.push(refusalNotice(guest.refusal));
    else if (guest !== undefined) {
      const { user, domain } = guest;
      told.push(...(session.saveSessionInfo ?? [{ type: "logon-long", user, domain, sessionId: SESSION_ID }]));
      if (session.reconnect !== undefined) {
        memory.cookie = { logonId: SESSION_ID, arcRandomBits: new Uint8Array(randomBytes(16)) };
        told.push({ type: "extended", autoReconnect: memory.cookie });
      }
    }
    for (const info of told) {
      await this.#share.send(this.#share.data(PDUTYPE2_SAVE_SESSION_INFO, encodeSaveSessionInfo(info)));
    }
    if (!this.#isLoggedOn) return;
    for (const name of session.channels ?? []) await this.#share.sendChannel(name, FIRST_WORDS[name]);
  }

  /** Whatever the client sends while something else is waited for. */
  async #next(): Promise<ClientPdu> {
    const pdu = await this.#share.receive();
    await this.#react(pdu);
    return pdu;
  }

  async #react(pdu: ClientPdu): Promise<void> {
    switch (pdu.kind) {
      case "ultimatum":
        this.#isOver = true;
        return this.#wire.end("fin");
      case "keys":
        for (const key of pdu.keys) {
          const command = this.#run.strike(key);
          if (command !== undefined) await this.#ran(command);
        }
        return;
      case "share-data": {
        const final = decodeFinalization(pdu.pduType2, pdu.contents);
        if (final !== undefined) return this.#finalize(final);
        return this.#shareData(pdu.pduType2, pdu.contents);
      }
      case "channel":
      case "confirm-active":
      case "other":
        return;
    }
  }

  async #shareData(pduType2: number, contents: Uint8Array): Promise<void> {
    switch (pduType2) {
      case PDUTYPE2_SHUTDOWN_REQUEST:
        this.#share.note("Shutdown Request", contents);
        // Who is logged on would be left with open documents: the client has to ask, or to disconnect (1.4.1).
        if (!this.#isLoggedOn) return this.#end({ ultimatum: RN_USER_REQUESTED });
        await this.#share.send(this.#share.data(PDUTYPE2_SHUTDOWN_DENIED, new Uint8Array(0)));
        return;
      case PDUTYPE2_REFRESH_RECT:
        this.#share.note("Refresh Rect", contents);
        for (const area of refreshAreas(contents)) await this.#painter.paint(this.#desktop, area);
        return;
      default:
        return;
    }
  }

  async #ran(command: string): Promise<void> {
    this.#share.note(`run ${command}`);
    if (command.trim() !== "logoff" || !this.#isLoggedOn || this.#ground.session.logoff === "ignored") return;
    this.#isOver = true;
    await this.#share.send(errorInfo(this.#share, ERRINFO_LOGOFF_BY_USER));
    await this.#wire.send(disconnectUltimatum(RN_USER_REQUESTED));
    await this.#wire.end("fin");
  }

  /** Reacts, and moves what the script moves, until the end. */
  async #listen(): Promise<void> {
    const { movesEveryMs } = this.#ground.session.updates ?? {};
    let arriving: Promise<ClientPdu> | undefined;
    while (!this.#isOver) {
      arriving ??= this.#share.receive();
      const pdu =
        movesEveryMs === undefined
          ? await arriving
          : await Promise.race([arriving, sleep(movesEveryMs, undefined, { ref: false })]);
      if (pdu === undefined) await this.#painter.move();
      else {
        arriving = undefined;
        await this.#react(pdu);
      }
      const { end } = this.#ground.session;
      if (!this.#isOver && this.#painter.isSpent && end !== undefined) await this.#end(end.with);
    }
  }

  async #end(how: StandInEnd | EndReason): Promise<void> {
    this.#isOver = true;
    // A reset throws away what the client's system holds and the client has not read: it is given time to read.
    if (how === "reset") await sleep(BEFORE_RESET_MS, undefined, { ref: false });
    return endSession(this.#wire, this.#share, how);
  }
}

type EndReason = { readonly errorInfo: number } | { readonly ultimatum: number } | { readonly malformed: string };

/** The first words of programs that run in a user's session: Monitor Ready (MS-RDPECLIP 2.2.2.2), Server Announce (MS-RDPEFS 2.2.2.2). */
const FIRST_WORDS = {
  cliprdr: Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0),
  rdpdr: Uint8Array.of(0x72, 0x44, 0x6e, 0x49, 1, 0, 0x0d, 0, 1, 0, 0, 0),
} as const;

function errorInfo({ ids: { shareId } }: Share, code: number): ShareControlPdu {
  return { kind: "set-error-info", pduSource: SERVER_USER_ID, shareId, errorInfo: code };
}

/** Ends the conversation as an interruption says; Set Error Info goes through the session's own security. */
export async function endSession(wire: Wire, share: Share, how: StandInEnd | EndReason): Promise<void> {
  if (typeof how === "string") return wire.end(how);
  if ("errorInfo" in how) {
    await share.send(errorInfo(share, how.errorInfo));
    await wire.send(disconnectUltimatum(RN_PROVIDER_INITIATED));
  } else await wire.send("ultimatum" in how ? disconnectUltimatum(how.ultimatum) : Buffer.from(how.malformed, "hex"));
  return wire.end("fin");
}

/** Demand Active (2.2.1.13.1) of a Windows server. */
export function demandActive({ ids: { shareId } }: Share, capabilities: readonly CapabilitySet[]): ShareControlPdu {
  const sourceDescriptor = Uint8Array.of(0x52, 0x44, 0x50, 0);
  return { kind: "demand-active", pduSource: SERVER_USER_ID, shareId, sourceDescriptor, capabilities, sessionId: 0 };
}

/** areasToRefresh of a Refresh Rect PDU (2.2.11.2.1). */
function refreshAreas(contents: Uint8Array): readonly Area[] {
  const cursor = new ReadCursor(contents, "Refresh Rect PDU");
  const count = cursor.u8();
  cursor.skip(3);
  return Array.from({ length: count }, () => ({
    left: cursor.u16le(),
    top: cursor.u16le(),
    right: cursor.u16le(),
    bottom: cursor.u16le(),
  }));
}
