import { STAGES } from "../evidence/index.ts";
import type { StageName } from "../evidence/index.ts";
import {
  PROTOCOL_RDP,
  RDP_VERSION_LATEST,
  STATUS_VALID_CLIENT,
  attachUser,
  channelJoin,
  clientInfo,
  connectInitial,
  disconnectUltimatum,
  erectDomain,
  licenseValidClient,
} from "../protocol/index.ts";
import type { ConnectResponsePdu, DemandActive, LicensePdu, ServerPdu } from "../protocol/index.ts";
import { ConnectionSecurity } from "./connection-security.ts";
import type { Inbox } from "./inbox.ts";
import type { IoChannel } from "./io-channel.ts";
import type { McsLogon } from "./mcs-logon.ts";
import type { Phase } from "./phase.ts";
import type { Moment, SequenceAction } from "./sequence.ts";
import type { StageLog } from "./stage-log.ts";

export interface McsPhaseOptions {
  readonly selectedProtocol: number;
  /** true: the conversation runs inside TLS. */
  readonly encrypted: boolean;
  readonly lastStage: StageName;
  readonly clientName: string;
  /** 32 bytes for standard RDP security. */
  readonly clientRandom: Uint8Array;
  /** Who logs on; absent: an empty Client Info, and the end at Demand Active. */
  readonly logon?: McsLogon;
}

/** PDUs that do not move the sequence on are passed over, but not for ever. */
const PASSED_OVER_LIMIT = 64;
/** All methods of standard RDP security ([MS-RDPBCGR] 2.2.1.3.3): 40, 56 and 128 bit, FIPS. */
const ALL_ENCRYPTION_METHODS = 0x1b;
/** UDPFECR, UDPFECL and their preference: asked so that the server tells whether it has a UDP side ([MS-RDPBCGR] 2.2.1.3.8). */
const MULTITRANSPORT_ASKED = 0x0105;
const RN_USER_REQUESTED = 3;
/** Under enhanced security there is no client random: zeros stand in its place ([MS-RDPBCGR] 5.5). */
const NO_RANDOM: Uint8Array = new Uint8Array(32);
/** Without a logon nothing is drawn, and no channel is used. */
const BARE_WISH = {
  desktopWidth: 1024,
  desktopHeight: 768,
  channels: [],
  earlyCapabilityFlags: 0,
  multitransportFlags: MULTITRANSPORT_ASKED,
} as const;

type Awaited =
  | "connect-response"
  | "attach-user-confirm"
  | "channel-join-confirm"
  | "licensing"
  | "demand-active"
  | "nothing";

const PDU_NAMES: Readonly<Record<Awaited, string>> = {
  nothing: "nothing",
  "connect-response": "MCS Connect Response",
  "attach-user-confirm": "MCS Attach User Confirm",
  "channel-join-confirm": "MCS Channel Join Confirm",
  licensing: "licensing answer",
  "demand-active": "Demand Active",
};

/** MCS, licensing and capabilities ([MS-RDPBCGR] 1.3.1.1 phases 3 to 8), with an empty Client Info or somebody's. */
export class McsPhase implements Phase {
  readonly #log: StageLog;
  readonly #options: McsPhaseOptions;
  #awaited: Awaited = "connect-response";
  readonly #io: IoChannel;
  #toJoin: number[] = [];
  readonly #security: ConnectionSecurity;
  #passedOver = 0;

  constructor(log: StageLog, io: IoChannel, options: McsPhaseOptions) {
    this.#log = log;
    this.#io = io;
    this.#options = options;
    this.#security = new ConnectionSecurity(log, io, options);
  }

  get waitedFor(): string {
    return PDU_NAMES[this.#awaited];
  }

  start(_moment: Moment): readonly SequenceAction[] {
    const plain = this.#options.selectedProtocol === PROTOCOL_RDP;
    const bytes = connectInitial({
      selectedProtocol: this.#options.selectedProtocol,
      clientName: this.#options.clientName,
      requestedVersion: RDP_VERSION_LATEST,
      encryptionMethods: plain ? ALL_ENCRYPTION_METHODS : 0,
      askMessageChannel: true,
      ...(this.#options.logon?.connectWish ?? BARE_WISH),
    });
    return [{ do: "send", bytes, gloss: "MCS Connect Initial" }, this.#log.read()];
  }

  receive(inbox: Inbox, moment: Moment): readonly SequenceAction[] | undefined {
    const packet = this.#io.read(inbox);
    if (packet === undefined) return undefined;
    if (packet.kind === "fast-path") return this.#passOver(packet.kind, moment);
    const actions: SequenceAction[] = [];
    for (const pdu of packet.pdus) {
      if (!this.#log.ended && this.#awaited !== "nothing")
        actions.push(...this.#receivePdu(pdu, moment, packet.packet));
    }
    return actions;
  }

  #receivePdu(pdu: ServerPdu, moment: Moment, packet: Uint8Array): readonly SequenceAction[] {
    const aside = this.#options.logon?.aside(pdu, packet, moment);
    if (aside !== undefined) {
      if (this.#options.logon?.redirection === undefined) return aside;
      return [...aside, ...this.#leave()];
    }
    switch (pdu.kind) {
      case "disconnect-ultimatum":
        return this.#ultimatum(pdu.reason, moment);
      case "x224-disconnect":
        return this.#log.fail({ kind: "disconnect", reason: pdu.reason }, moment);
      case "set-error-info":
        if (pdu.errorInfo === 0) return this.#passOver(pdu.kind, moment);
        this.#log.learn("session.errorInfo", pdu.errorInfo, moment);
        return this.#log.fail({ kind: "error-info", errorInfo: pdu.errorInfo }, moment);
      case "connect-response":
        return this.#awaited === "connect-response"
          ? this.#connectResponse(pdu, moment)
          : this.#passOver(pdu.kind, moment);
      case "attach-user-confirm":
        if (this.#awaited !== "attach-user-confirm") return this.#passOver(pdu.kind, moment);
        if (pdu.result !== 0 || pdu.userId === undefined) {
          return this.#log.fail({ kind: "mcs-refused", pdu: PDU_NAMES[pdu.kind], result: pdu.result }, moment);
        }
        this.#io.userId = pdu.userId;
        this.#toJoin = [
          pdu.userId,
          this.#io.ioChannelId,
          ...(this.#io.messageChannelId === undefined ? [] : [this.#io.messageChannelId]),
          ...this.#io.channels.keys(),
        ];
        return this.#joinNext(moment);
      case "channel-join-confirm":
        if (this.#awaited !== "channel-join-confirm") return this.#passOver(pdu.kind, moment);
        if (pdu.result !== 0) {
          return this.#log.fail({ kind: "mcs-refused", pdu: PDU_NAMES[pdu.kind], result: pdu.result }, moment);
        }
        return this.#joinNext(moment);
      case "license":
        return this.#awaited === "licensing" ? this.#license(pdu.license, moment) : this.#passOver(pdu.kind, moment);
      case "demand-active":
        return this.#demandActive(pdu, moment);
      default:
        return this.#passOver(pdu.kind, moment);
    }
  }

  #passOver(kind: string, moment: Moment): readonly SequenceAction[] {
    this.#passedOver += 1;
    if (this.#passedOver <= PASSED_OVER_LIMIT) return [];
    const reason = `${this.#passedOver} PDUs that lead nowhere, the last a ${kind}`;
    return this.#log.fail({ kind: "malformed", pdu: this.waitedFor, offset: 0, reason }, moment);
  }

  #connectResponse(pdu: ConnectResponsePdu, moment: Moment): readonly SequenceAction[] {
    if (pdu.result !== 0) {
      return this.#log.fail({ kind: "mcs-refused", pdu: this.waitedFor, result: pdu.result }, moment);
    }
    const { core, security, network, messageChannelId, multitransportFlags } = pdu.blocks;
    if (core !== undefined) {
      this.#log.learn("mcs.rdpVersion", core.version, moment);
      if (core.earlyCapabilityFlags !== undefined) {
        this.#log.learn("mcs.earlyCapabilityFlags", core.earlyCapabilityFlags, moment);
      }
    }
    if (security !== undefined) this.#security.learn(security, moment);
    if (network !== undefined) {
      this.#io.ioChannelId = network.ioChannelId;
      this.#options.logon?.nameChannels(network.channelIds);
    }
    this.#io.messageChannelId = messageChannelId;
    this.#log.learn("mcs.messageChannel", messageChannelId !== undefined, moment);
    if (multitransportFlags !== undefined) this.#log.learn("mcs.multitransportFlags", multitransportFlags, moment);
    this.#awaited = "attach-user-confirm";
    return [
      { do: "send", bytes: erectDomain(), gloss: "MCS Erect Domain Request" },
      { do: "send", bytes: attachUser(), gloss: "MCS Attach User Request" },
    ];
  }

  #joinNext(moment: Moment): readonly SequenceAction[] {
    const channelId = this.#toJoin.shift();
    if (channelId !== undefined) {
      this.#awaited = "channel-join-confirm";
      const bytes = channelJoin(this.#io.userId, channelId);
      return [{ do: "send", bytes, gloss: `MCS Channel Join Request ${channelId}` }];
    }
    this.#log.complete("licensing", moment);
    if (!this.#reaches("licensing")) return this.#leave();
    const keys = this.#security.agreeOnKeys();
    if (keys === undefined) {
      this.#log.notTested("licensing", "needs-encryption");
      this.#log.notTested("capabilities", "needs-encryption");
      return this.#leave();
    }
    const { logon, clientRandom } = this.#options;
    const why = logon?.withheld(this.#security.isClear, this.#security.keySha256);
    if (why !== undefined) {
      const ended = this.#log.fail({ kind: "credential-withheld", why }, moment);
      return [{ do: "send", bytes: disconnectUltimatum(), gloss: "MCS Disconnect Provider Ultimatum" }, ...ended];
    }
    this.#awaited = "licensing";
    const info =
      logon === undefined
        ? this.#io.send(clientInfo(this.#io.userId, this.#io.ioChannelId), "Client Info, empty")
        : logon.clientInfo(this.#io.cipher === undefined ? NO_RANDOM : clientRandom, moment);
    return [...keys, info];
  }

  #license(license: LicensePdu, moment: Moment): readonly SequenceAction[] {
    switch (license.kind) {
      case "license-request": {
        const passedOver = this.#passOver(license.kind, moment);
        if (this.#log.ended) return passedOver;
        this.#log.learn("licensing.answer", "license-request", moment);
        const answer = this.#options.logon?.license(license);
        if (answer !== undefined) return [answer];
        const bytes = licenseValidClient(this.#io.userId, this.#io.ioChannelId);
        return [this.#io.send(bytes, "License Error: STATUS_VALID_CLIENT")];
      }
      case "error-alert":
        if (license.errorCode !== STATUS_VALID_CLIENT) {
          this.#log.learn("licensing.answer", "error", moment);
          this.#log.learn("licensing.errorCode", license.errorCode, moment);
          this.#log.learn("licensing.stateTransition", license.stateTransition, moment);
          const { errorCode, stateTransition } = license;
          return this.#log.fail({ kind: "licensing-error", errorCode, stateTransition }, moment);
        }
        if (this.#log.facts.value("licensing.answer") === undefined) {
          this.#log.learn("licensing.answer", "valid-client", moment);
        }
        return this.#licensed(moment);
      case "new-license":
      case "upgrade-license":
        this.#log.learn("licensing.answer", "new-license", moment);
        return this.#licensed(moment);
      default: {
        const passedOver = this.#passOver(license.kind, moment);
        const answer = this.#log.ended ? undefined : this.#options.logon?.license(license);
        return answer === undefined ? passedOver : [answer];
      }
    }
  }

  #licensed(moment: Moment): readonly SequenceAction[] {
    this.#log.complete("capabilities", moment);
    this.#awaited = "demand-active";
    return this.#reaches("capabilities") ? [] : this.#leave();
  }

  #demandActive(pdu: DemandActive, moment: Moment): readonly SequenceAction[] {
    // xrdp goes on to Demand Active without confirming the licence that it asked for.
    if (this.#awaited === "licensing") {
      if (this.#log.facts.value("licensing.answer") === undefined) this.#log.learn("licensing.answer", "none", moment);
      this.#log.complete("capabilities", moment);
    } else if (this.#awaited !== "demand-active") {
      return this.#log.fail(
        { kind: "malformed", pdu: "Demand Active", offset: 0, reason: `comes while ${this.waitedFor} is due` },
        moment,
      );
    }
    const sets = pdu.capabilities.map((set) => set.kind);
    this.#log.learn("capabilities.sets", sets, moment);
    for (const set of pdu.capabilities) {
      if (set.kind === "general") {
        this.#log.learn("capabilities.osMajorType", set.osMajorType, moment);
        this.#log.learn("capabilities.osMinorType", set.osMinorType, moment);
      } else if (set.kind === "bitmap") {
        this.#log.learn("capabilities.desktopWidth", set.desktopWidth, moment);
        this.#log.learn("capabilities.desktopHeight", set.desktopHeight, moment);
        this.#log.learn("capabilities.colorDepth", set.preferredBitsPerPixel, moment);
      }
    }
    const { logon } = this.#options;
    if (logon !== undefined) {
      this.#awaited = "nothing";
      this.#log.complete("graphics", moment);
      return logon.next(pdu, moment);
    }
    this.#log.learn("capabilities.withoutAuthentication", true, moment);
    this.#log.complete(undefined, moment);
    return this.#leave();
  }

  /** xrdp with require_credentials, and others, hang up politely on an empty Client Info: nothing is wrong with them. */
  #ultimatum(reason: number, moment: Moment): readonly SequenceAction[] {
    if (this.#options.logon === undefined && this.#awaited === "licensing" && reason === RN_USER_REQUESTED) {
      this.#log.notTested("licensing", "server-demands-credentials");
      this.#log.notTested("capabilities", "server-demands-credentials");
      return this.#log.end();
    }
    return this.#log.fail({ kind: "disconnect", reason }, moment);
  }

  #leave(): readonly SequenceAction[] {
    return [
      { do: "send", bytes: disconnectUltimatum(), gloss: "MCS Disconnect Provider Ultimatum" },
      ...this.#log.end(),
    ];
  }

  #reaches(stage: StageName): boolean {
    return STAGES.indexOf(this.#options.lastStage) >= STAGES.indexOf(stage);
  }
}
