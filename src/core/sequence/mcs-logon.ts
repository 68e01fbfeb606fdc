import type { WithheldReason } from "../evidence/index.ts";
import { LOGON_EARLY_CAPABILITIES, clientInfo, redirectionHop } from "../protocol/index.ts";
import type { ConnectInitialOptions, DemandActive, LicensePdu, ServerPdu } from "../protocol/index.ts";
import { AutoDetect } from "./auto-detect.ts";
import { autoReconnectResponse } from "./auto-reconnect.ts";
import type { IoChannel } from "./io-channel.ts";
import { LicensingExchange } from "./licensing-exchange.ts";
import { isChangedKey } from "./known-key.ts";
import type { LogonRequest } from "./logon-request.ts";
import { Secret } from "./secret.ts";
import type { Moment, Redirection, SequenceAction } from "./sequence.ts";

/** Static virtual channels of a logon: the clipboard's end is a program in the user's session, which speaks first. */
const CHANNELS = ["cliprdr"] as const;
/** CHANNEL_OPTION_INITIALIZED | CHANNEL_OPTION_ENCRYPT_RDP ([MS-RDPBCGR] 2.2.1.3.4.1). */
const CHANNEL_OPTIONS = 0xc000_0000;

type ConnectWish = Omit<
  ConnectInitialOptions,
  "selectedProtocol" | "clientName" | "requestedVersion" | "encryptionMethods" | "askMessageChannel"
>;

/** Where this takes the conversation once Demand Active came. */
export type AfterDemandActive = (demand: DemandActive, moment: Moment) => readonly SequenceAction[];

/** What a logon adds to MCS and licensing: a wish for a desktop, the credential, a licence, and answers on the way. */
export class McsLogon {
  readonly request: LogonRequest;
  readonly autoDetect: AutoDetect;
  readonly next: AfterDemandActive;
  readonly #io: IoChannel;
  readonly #licensing: LicensingExchange;
  #clientInfoMs = 0;
  #redirection: Redirection | undefined;

  /** `random`: 80 bytes for licensing. */
  constructor(io: IoChannel, request: LogonRequest, random: Uint8Array, next: AfterDemandActive) {
    this.#io = io;
    this.request = request;
    this.next = next;
    this.autoDetect = new AutoDetect(io);
    this.#licensing = new LicensingExchange({ user: request.credential.user, clientName: "rdpulse", random });
  }

  get clientInfoMs(): number {
    return this.#clientInfoMs;
  }

  get redirection(): Redirection | undefined {
    return this.#redirection;
  }

  get connectWish(): ConnectWish {
    const { width, height, colorDepth } = this.request.desktop;
    const { redirectedSessionId } = this.request;
    return {
      desktopWidth: width,
      desktopHeight: height,
      colorDepth,
      channels: CHANNELS.map((name) => ({ name, options: CHANNEL_OPTIONS })),
      earlyCapabilityFlags: LOGON_EARLY_CAPABILITIES,
      ...(redirectedSessionId === undefined ? {} : { redirectedSessionId }),
    };
  }

  /** The ids that the server gave to the channels that were asked for, in their order. */
  nameChannels(channelIds: readonly number[]): void {
    for (const [index, name] of CHANNELS.entries()) {
      const id = channelIds[index];
      if (id !== undefined) this.#io.channels.set(id, name);
    }
  }

  /** Why the credential may not go over this connection; undefined: it may. `keySha256`: of standard RDP security. */
  withheld(isClear: boolean, keySha256: string | undefined): WithheldReason | undefined {
    if (isClear && !this.request.allowClearText) return "clear-text";
    return keySha256 !== undefined && isChangedKey(this.request, keySha256) ? "changed-key" : undefined;
  }

  clientInfo(clientRandom: Uint8Array, moment: Moment): SequenceAction {
    this.#clientInfoMs = moment.atMs;
    const { credential, desktop, autoReconnect } = this.request;
    const { user, domain, password } = credential;
    const { bytes, written } = clientInfo(this.#io.userId, this.#io.ioChannelId, {
      user,
      domain,
      password: password.reveal(),
      ...(desktop.alternateShell === undefined ? {} : { alternateShell: desktop.alternateShell }),
      ...(autoReconnect === undefined
        ? {}
        : { autoReconnect: autoReconnectResponse(autoReconnect.logonId, autoReconnect.arcRandomBits, clientRandom) }),
    });
    return this.#io.send(bytes, "Client Info", written);
  }

  /** The answer to a licensing PDU of the server; undefined: it wants none. */
  license(license: LicensePdu): SequenceAction | undefined {
    const answer = this.#licensing.receive(license);
    if (answer === undefined) return undefined;
    return this.#io.send(answer.bytes(this.#io.userId, this.#io.ioChannelId), answer.gloss);
  }

  /** Server PDUs that may come at any time; undefined: it is none of these. */
  aside(pdu: ServerPdu, packet: Uint8Array, moment: Moment): readonly SequenceAction[] | undefined {
    if (pdu.kind === "message-channel") {
      return pdu.message.kind === "auto-detect-request" ? this.autoDetect.receive(pdu.message.request, moment) : [];
    }
    if (pdu.kind !== "server-redirection") return undefined;
    const { password, ...hop } = redirectionHop(pdu.redirection);
    const sealed = pdu.redirection.password;
    this.#redirection = { ...hop, ...(password === undefined ? {} : { password: new Secret(password) }) };
    return sealed === undefined ? [] : [this.#io.conceal(packet, sealed)];
  }
}
