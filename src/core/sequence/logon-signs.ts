import type { LogonNotice } from "../evidence/index.ts";
import type { SaveSessionInfo } from "../protocol/index.ts";
import type { AutoReconnectCookie, Moment } from "./sequence.ts";
import type { StageLog } from "./stage-log.ts";

/** ErrorNotificationType ([MS-RDPBCGR] 2.2.10.1.1.4.1.1) from here on are messages; below they are NTSTATUS codes. */
const FIRST_MESSAGE = 0xffff_fff8;
const FIRST_ERROR = 0xc000_0000;
const LOGON_MSG_NO_PERMISSION = 0xffff_fffa;
/** LOGON_FAILED_BAD_PASSWORD, LOGON_FAILED_UPDATE_PASSWORD, LOGON_FAILED_OTHER. */
const FAILED_DATA_MAX = 2;
const NOTICE_LIMIT = 16;
/** Servers say a few, and their cookie anew each hour; each may hold a secret, which costs us more than it costs them. */
const SAVED_LIMIT = 64;

/** Signs from the server that somebody is, or is not, logged on. */
export class LogonSigns {
  readonly #log: StageLog;
  readonly #notices: LogonNotice[] = [];
  #isConfirmed = false;
  #saved = 0;
  #autoReconnect: AutoReconnectCookie | undefined;

  constructor(log: StageLog) {
    this.#log = log;
  }

  get isConfirmed(): boolean {
    return this.#isConfirmed;
  }

  get autoReconnect(): AutoReconnectCookie | undefined {
    return this.#autoReconnect;
  }

  /** So many Save Session Info PDUs come from no server that means well. */
  get areTooMany(): boolean {
    return this.#saved > SAVED_LIMIT;
  }

  channelSpoke(channel: string | undefined, contents: Uint8Array, moment: Moment): void {
    if (this.#isConfirmed || channel === undefined || contents.length === 0) return;
    this.#isConfirmed = true;
    this.#log.learn("session.logonConfirmed", { by: "virtual-channel", channel }, moment);
  }

  /** true: it tells of a logon that failed. */
  sessionInfoSaved(saved: SaveSessionInfo, moment: Moment): boolean {
    this.#saved += 1;
    switch (saved.type) {
      case "logon":
      case "logon-long": {
        const { user, domain, sessionId } = saved;
        this.#isConfirmed = true;
        this.#log.learn("session.logonConfirmed", { by: "save-session-info", user, domain, sessionId }, moment);
        return false;
      }
      case "plain-notify":
        if (!this.#isConfirmed) this.#log.learn("session.logonConfirmed", { by: "save-session-info" }, moment);
        this.#isConfirmed = true;
        return false;
      case "extended": {
        if (saved.autoReconnect !== undefined) {
          this.#autoReconnect = saved.autoReconnect;
          this.#log.learn("session.autoReconnectCookie", true, moment);
        }
        const { logonErrors } = saved;
        if (logonErrors === undefined) return false;
        const { notificationType: type, notificationData: data } = logonErrors;
        return this.#noticed({ type, data }, moment);
      }
      default:
        return false;
    }
  }

  #noticed(notice: LogonNotice, moment: Moment): boolean {
    if (this.#notices.length < NOTICE_LIMIT) this.#notices.push(notice);
    this.#log.learn("session.logonNotices", [...this.#notices], moment);
    if (notice.type === LOGON_MSG_NO_PERMISSION) return true;
    // An NTSTATUS of severity "error"; beside a message the data is a session id.
    return notice.type >= FIRST_ERROR && notice.type < FIRST_MESSAGE && notice.data <= FAILED_DATA_MAX;
  }
}
