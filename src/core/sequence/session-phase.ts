import type { PictureFact, SessionEnd, StackName } from "../evidence/index.ts";
import {
  Screen,
  changedShare,
  isStillWorking,
  judgePicture,
  measurePicture,
  readServerWindow,
} from "../graphics/index.ts";
import type { Picture, ScreenChange } from "../graphics/index.ts";
import { decodeSaveSessionInfo, disconnectUltimatum } from "../protocol/index.ts";
import type { DemandActive, ServerPdu, ShareControlPdu } from "../protocol/index.ts";
import { demandedSize, refusedSize } from "./desktop-size.ts";
import type { DesktopSize } from "./desktop-size.ts";
import { finalization } from "./finalization.ts";
import { fingerprint } from "./fingerprint.ts";
import { GraphicsMeter } from "./graphics-meter.ts";
import type { Inbox } from "./inbox.ts";
import type { IoChannel } from "./io-channel.ts";
import { KeyTyping } from "./key-typing.ts";
import { learnPicture } from "./learn-picture.ts";
import type { McsLogon } from "./mcs-logon.ts";
import type { Phase } from "./phase.ts";
import { RefreshProbe } from "./refresh-probe.ts";
import { LogonSigns } from "./logon-signs.ts";
import type { AutoReconnectCookie, Moment, SequenceAction } from "./sequence.ts";
import type { StageLog } from "./stage-log.ts";

/** What a blinking cursor or a clock repaints; more is a change of the picture. */
const QUIET_SHARE = 0.002;
/** A server with a logon of its own gets so long to show that somebody is logged on, once its picture is stable. */
const CONFIRM_WITHIN_MS = 8000;
/** Every server paints all of a desktop; some leave out a row or a column at an edge. */
const WHOLE_SHARE = 0.98;
/** From the last key to the end of the session. */
const LOGOFF_WITHIN_MS = 20_000;
/** A Deactivate All with no end of reactivations would hold us. */
const REACTIVATION_LIMIT = 16;
/** To look at a picture takes longer than to send what asks for it, so a flood must not make us look each time. */
const LOOK_AGAIN_MS = 250;

const PDUTYPE2_UPDATE = 0x02;
const PDUTYPE2_SAVE_SESSION_INFO = 0x26;
const PDUTYPE2_FONTMAP = 0x28;

type State = "finalizing" | "drawing" | "measuring" | "leaving";

/**
 * A session from Demand Active to its end ([MS-RDPBCGR] 1.3.1.1 phase 9 and later): finalization, pictures until one is
 * stable, a round trip, and then logoff or disconnect.
 */
export class SessionPhase implements Phase {
  readonly #log: StageLog;
  readonly #io: IoChannel;
  readonly #logon: McsLogon;
  readonly #screen: Screen;
  #size: DesktopSize;
  readonly #meter = new GraphicsMeter();
  readonly #signs: LogonSigns;
  #state: State = "finalizing";
  #shareId = 0;
  #activations = 0;
  #firstPicture: Picture | undefined;
  #lastChangeMs = 0;
  /** Bytes that had come when graphics were due. */
  #bytesBeforeGraphics = 0;
  /** When to look again whether all is said. */
  #lookMs = 0;
  #lookedMs = Number.NEGATIVE_INFINITY;
  #probe: RefreshProbe | undefined;
  #typing: KeyTyping | undefined;
  #autoReconnect: AutoReconnectCookie | undefined;

  constructor(log: StageLog, io: IoChannel, logon: McsLogon) {
    this.#log = log;
    this.#io = io;
    this.#logon = logon;
    this.#size = logon.request.desktop;
    this.#screen = new Screen(this.#size);
    this.#signs = new LogonSigns(log);
  }

  get waitedFor(): string {
    if (this.#state === "finalizing") return "Font Map";
    return this.#state === "drawing" && this.#firstPicture === undefined ? "graphics update" : "end of the session";
  }

  get untilMs(): number {
    const deadlineMs = this.#deadlineMs;
    switch (this.#state) {
      case "finalizing":
        return this.#log.untilMs;
      case "drawing":
        return this.#firstPicture === undefined ? deadlineMs : Math.min(deadlineMs, this.#lookMs);
      case "measuring":
        return Math.min(this.#probe?.untilMs ?? deadlineMs, this.#log.deadlineMs);
      case "leaving":
        return Math.min(this.#typing?.untilMs ?? 0, this.#log.deadlineMs);
    }
  }

  get picture(): Picture | undefined {
    return this.#firstPicture === undefined ? undefined : this.#screen.picture();
  }

  get autoReconnect(): AutoReconnectCookie | undefined {
    return this.#autoReconnect;
  }

  get #settleMs(): number {
    return this.#logon.request.desktop.settleMs;
  }

  get #deadlineMs(): number {
    return Math.min(this.#logon.clientInfoMs + this.#logon.request.desktop.timeoutMs, this.#log.deadlineMs);
  }

  /** Ends with a fault where the desktop has no pixels, or more than we keep: they would be allocated. */
  start(demand: DemandActive, moment: Moment): readonly SequenceAction[] {
    this.#activations += 1;
    this.#state = this.#activations === 1 ? "finalizing" : this.#state;
    this.#shareId = demand.shareId;
    const { desktop } = this.#logon.request;
    const size = demandedSize(demand, desktop);
    const reason = refusedSize(size, desktop);
    if (reason !== undefined) return this.#refuse("Demand Active", reason, moment);
    this.#size = size;
    this.#screen.resize(size);
    return finalization(this.#io, demand, size);
  }

  receive(inbox: Inbox, moment: Moment): readonly SequenceAction[] | undefined {
    const packet = this.#io.read(inbox);
    if (packet === undefined) return undefined;
    if (packet.kind === "fast-path") {
      return this.#painted(this.#screen.receiveFastPathUpdates(packet.body), packet.lengthBytes, moment);
    }
    const actions: SequenceAction[] = [];
    for (const pdu of packet.pdus) {
      if (!this.#log.ended) actions.push(...this.#receivePdu(pdu, packet.packet, moment));
    }
    return actions;
  }

  #receivePdu(pdu: ServerPdu, packet: Uint8Array, moment: Moment): readonly SequenceAction[] {
    const aside = this.#logon.aside(pdu, packet, moment);
    if (aside !== undefined) {
      if (this.#logon.redirection === undefined) return aside;
      return [...aside, ...this.#leave("disconnected", moment)];
    }
    switch (pdu.kind) {
      case "disconnect-ultimatum":
        return this.#state === "leaving"
          ? this.#ended(moment)
          : this.#serverEnded({ kind: "disconnect", reason: pdu.reason }, moment);
      case "x224-disconnect":
        return this.#serverEnded({ kind: "disconnect", reason: pdu.reason }, moment);
      case "set-error-info":
        if (pdu.errorInfo === 0) return [];
        this.#log.learn("session.errorInfo", pdu.errorInfo, moment);
        return this.#state === "leaving"
          ? this.#ended(moment)
          : this.#serverEnded({ kind: "error-info", errorInfo: pdu.errorInfo }, moment);
      case "demand-active":
        if (this.#activations >= REACTIVATION_LIMIT) {
          return this.#refuse("Demand Active", `comes ${this.#activations + 1} times`, moment);
        }
        return this.start(pdu, moment);
      case "virtual-channel":
        this.#signs.channelSpoke(this.#io.channels.get(pdu.channelId), pdu.contents, moment);
        return this.#goOn(moment);
      case "share-data-other":
        return this.#shareData(pdu, packet, moment);
      default:
        return [];
    }
  }

  #shareData(
    pdu: ShareControlPdu & { readonly kind: "share-data-other" },
    packet: Uint8Array,
    moment: Moment,
  ): readonly SequenceAction[] {
    switch (pdu.pduType2) {
      case PDUTYPE2_FONTMAP:
        if (this.#state === "finalizing") {
          this.#state = "drawing";
          this.#bytesBeforeGraphics = this.#io.receivedBytes;
        }
        return [];
      case PDUTYPE2_UPDATE:
        return this.#painted(this.#screen.receiveUpdate(pdu.contents), packet.length, moment);
      case PDUTYPE2_SAVE_SESSION_INFO: {
        const saved = decodeSaveSessionInfo(pdu.contents);
        const refusal = this.#signs.sessionInfoSaved(saved, moment);
        if (this.#signs.areTooMany) return this.#refuse("Save Session Info", "comes without end", moment);
        const cookie = this.#signs.autoReconnect;
        if (cookie !== undefined) this.#autoReconnect = cookie;
        const concealed = cookie === undefined ? [] : [this.#io.conceal(packet, cookie.arcRandomBits)];
        if (!refusal) return [...concealed, ...this.#goOn(moment)];
        return [...concealed, ...this.#fail({ kind: "logon-refused", how: "notified" }, moment)];
      }
      default:
        return [];
    }
  }

  #painted(change: ScreenChange, lengthBytes: number, moment: Moment): readonly SequenceAction[] {
    if (change.drawnPixels === 0) return this.#goOn(moment);
    if (this.#state === "finalizing") this.#state = "drawing";
    this.#meter.add(lengthBytes, moment.atMs);
    if (this.#firstPicture === undefined) {
      this.#firstPicture = this.#screen.picture();
      this.#changed(moment);
      this.#log.learn("graphics.firstPictureMs", Math.round(moment.atMs), moment);
      this.#log.complete("desktop", moment);
    }
    const { width, height } = this.#size;
    if (this.#state === "drawing" && change.changedPixels > QUIET_SHARE * width * height) {
      this.#changed(moment);
    }
    if (this.#state === "measuring") {
      this.#probe?.painted(moment.atMs);
      return this.#measure(moment);
    }
    return this.#goOn(moment);
  }

  #changed(moment: Moment): void {
    this.#lastChangeMs = moment.atMs;
    this.#lookMs = moment.atMs + this.#settleMs;
  }

  silence(moment: Moment): readonly SequenceAction[] | undefined {
    switch (this.#state) {
      case "finalizing":
        return undefined;
      case "drawing":
        if (this.#firstPicture !== undefined) return this.#goOn(moment);
        this.#learnPicture(moment);
        return this.#fail({ kind: "silence", ...this.#waited(moment) }, moment);
      case "measuring":
        this.#probe?.missed();
        return this.#measure(moment);
      case "leaving":
        return this.#type(moment);
    }
  }

  closed(moment: Moment, how: "fin" | "rst"): readonly SequenceAction[] | undefined {
    if (this.#state === "leaving") return this.#ended(moment);
    if (this.#state === "finalizing") return undefined;
    this.#learnPicture(moment);
    this.#log.learn("session.end", "lost", moment);
    return this.#log.fail({ kind: "closed", how, ...this.#waited(moment) }, moment);
  }

  /** Whatever came: is it time for the next step? */
  #goOn(moment: Moment): readonly SequenceAction[] {
    if (this.#state === "leaving") return this.#type(moment);
    if (this.#state !== "drawing" || this.#firstPicture === undefined) return [];
    const isQuiet = moment.atMs >= this.#lastChangeMs + this.#settleMs;
    const isOver = moment.atMs >= this.#deadlineMs;
    const isConfirmedNow = this.#signs.isConfirmed && isQuiet;
    if (!isOver && !isConfirmedNow && moment.atMs < this.#lookMs) return [];
    const againMs = this.#lookedMs + LOOK_AGAIN_MS;
    if (!isOver && moment.atMs < againMs) {
      this.#lookMs = Math.min(this.#lookMs, againMs);
      return [];
    }
    this.#lookedMs = moment.atMs;
    const picture = this.#judged();
    if (!isOver && !this.#isFinal(picture, moment)) {
      const confirmMs = this.#lastChangeMs + CONFIRM_WITHIN_MS;
      this.#lookMs = moment.atMs < confirmMs ? confirmMs : this.#deadlineMs;
      return [];
    }
    this.#log.learn("desktop.stable", isQuiet && picture.measures.drawnShare >= WHOLE_SHARE, moment);
    this.#log.learn("desktop.stableMs", Math.round(this.#lastChangeMs), moment);
    this.#learnPicture(moment, picture);
    if (picture.kind !== "desktop") return this.#fail({ kind: "not-a-desktop", picture: picture.kind }, moment);
    this.#state = "measuring";
    this.#probe = new RefreshProbe(this.#io, this.#shareId);
    return this.#measure(moment);
  }

  /** A stable picture that says all that it will: a desktop with somebody on it, or the server's own word of a failure. */
  #isFinal(picture: PictureFact, moment: Moment): boolean {
    // Nobody types into a login form here, so that it says all, too.
    if (picture.text.length > 0) return !isStillWorking(picture.text);
    if (picture.kind !== "desktop") return false;
    const isPatient = moment.atMs < this.#lastChangeMs + CONFIRM_WITHIN_MS;
    // A line that stalls in the middle of a screen is quiet, too.
    if (isPatient && picture.measures.drawnShare < WHOLE_SHARE) return false;
    return this.#confirmation() !== "unsure" || !isPatient;
  }

  /** Windows and xrdp have a logon of their own behind the connection and tell of it; FreeRDP's servers and weston have none. */
  #confirmation(): "confirmed" | "missing" | "not-expected" | "unsure" {
    if (this.#signs.isConfirmed) return "confirmed";
    switch (this.#stack) {
      case "windows":
        return "missing";
      // Its channels may be switched off, and then nothing of a session speaks; but its own window can be read.
      case "xrdp":
      case "unknown":
        return "unsure";
      default:
        return "not-expected";
    }
  }

  get #stack(): StackName {
    return fingerprint(this.#log.facts).stack;
  }

  #judged(): PictureFact {
    const shown = this.#screen.picture();
    const measures = measurePicture(shown);
    const confirmation = this.#confirmation();
    // Only xrdp draws a window of its own, and only before a session draws its desktop.
    const text = this.#stack === "xrdp" && confirmation !== "confirmed" ? readServerWindow(shown) : [];
    const context = { confirmation: confirmation === "unsure" ? "not-expected" : confirmation, text } as const;
    return { kind: judgePicture(measures, context), measures, text };
  }

  #learnPicture(moment: Moment, picture: PictureFact = this.#judged()): void {
    const first = this.#firstPicture;
    learnPicture(this.#log, moment, {
      picture,
      size: this.#size,
      statistics: this.#screen.statistics,
      meter: this.#meter,
      changedShare: first === undefined ? 0 : changedShare(first, this.#screen.picture()),
    });
    const bandwidth = this.#logon.autoDetect.bandwidth ?? this.#meter.bandwidth;
    if (bandwidth !== undefined) this.#log.learn("session.bandwidth", bandwidth, moment);
  }

  #measure(moment: Moment): readonly SequenceAction[] {
    const known = this.#logon.autoDetect.roundTrip;
    const request = known === undefined ? this.#probe?.next(moment.atMs) : undefined;
    if (request !== undefined) return request;
    const roundTrip = known ?? this.#probe?.roundTrip;
    if (roundTrip !== undefined) this.#log.learn("session.roundTrip", roundTrip, moment);
    // What came after the last change was waiting, and not the server's.
    this.#log.complete(undefined, moment, this.#lastChangeMs);
    const { logoffKeys = [], logoffKeysOfWindows } = this.#logon.request.desktop;
    if (logoffKeys.length === 0) return this.#leave("disconnected", moment);
    const isOther = this.#stack !== "windows" && this.#stack !== "unknown";
    if (logoffKeysOfWindows === true && isOther) return this.#leave("logoff-unconfirmed", moment);
    this.#state = "leaving";
    this.#typing = new KeyTyping(this.#io, this.#shareId, logoffKeys, {
      atMs: moment.atMs,
      patienceMs: LOGOFF_WITHIN_MS,
      screen: this.#size,
    });
    return this.#type(moment);
  }

  #type(moment: Moment): readonly SequenceAction[] {
    const strokes = this.#typing?.next(moment.atMs);
    return strokes ?? this.#leave("logoff-unconfirmed", moment);
  }

  /** The server ended the session after our keys. */
  #ended(moment: Moment): readonly SequenceAction[] {
    this.#log.learn("session.end", "logged-off", moment);
    return this.#log.end();
  }

  #serverEnded(fault: Parameters<StageLog["fail"]>[0], moment: Moment): readonly SequenceAction[] {
    if (this.#firstPicture !== undefined) this.#learnPicture(moment);
    this.#log.learn("session.end", "server-ended", moment);
    return this.#log.fail(fault, moment);
  }

  #fail(fault: Parameters<StageLog["fail"]>[0], moment: Moment): readonly SequenceAction[] {
    this.#log.learn("session.end", "disconnected", moment);
    const ended = this.#log.fail(fault, moment);
    return [...this.#goodbye(), ...ended];
  }

  #refuse(pdu: string, reason: string, moment: Moment): readonly SequenceAction[] {
    if (this.#firstPicture !== undefined) this.#learnPicture(moment);
    return this.#fail({ kind: "malformed", pdu, offset: 0, reason }, moment);
  }

  /** Before a picture the bytes of what else came, such as pointers, are told: they show whether large packets pass. */
  #waited(moment: Moment): { readonly waitedFor: string; readonly afterMs: number; readonly receivedBytes: number } {
    const isWaiting = this.#state !== "finalizing" && this.#firstPicture === undefined;
    const receivedBytes = isWaiting ? this.#io.receivedBytes - this.#bytesBeforeGraphics : 0;
    return { waitedFor: this.waitedFor, afterMs: this.#log.elapsedMs(moment), receivedBytes };
  }

  #leave(end: SessionEnd, moment: Moment): readonly SequenceAction[] {
    this.#log.learn("session.end", end, moment);
    return [...this.#goodbye(), ...this.#log.end()];
  }

  #goodbye(): readonly SequenceAction[] {
    return [{ do: "send", bytes: disconnectUltimatum(), gloss: "MCS Disconnect Provider Ultimatum" }];
  }
}
