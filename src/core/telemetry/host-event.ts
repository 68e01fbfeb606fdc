/**
 * What happened on a host, in one vocabulary for every log that tells it. Provider and id in brackets are where Windows
 * writes it; xrdp and sesman lines give the same kinds.
 */
export const HOST_EVENT_KINDS = [
  /** The listener took a TCP connection; no address [RCM 261]. */
  "listener-accepted",
  /** A client's connection with its address [RdpCoreTS 131]; on xrdp "connection accepted from". */
  "connection-opened",
  /** A connection was given a session: ties its activity id to a session id [RdpCoreTS 66]. */
  "connection-joined",
  /** The transport ended, with a reason code [RdpCoreTS 103, 143, 226]. */
  "connection-closed",
  /** The server refused the transport or the client's protocol [RdpCoreTS 139]: security layer failed. */
  "security-layer-failed",
  /** Wrong user or password under NLA, with the address [RdpCoreTS 140]. */
  "credential-refused",
  /** Network authentication passed, not yet a session [RCM 1149]. */
  "authenticated",
  /** [Security 4624] with logonType; xrdp: PAM accepted. */
  "logon",
  /** [Security 4625] with status and subStatus; xrdp: login failed. */
  "logon-failed",
  /** The credential was right, the right to log on was missing [Security 4825]. */
  "logon-denied",
  /** [Security 4634, 4647] */
  "logoff",
  /** [Security 4648] */
  "explicit-credentials",
  /** [Security 4672] */
  "special-privileges",
  /** [Security 4740] */
  "account-locked",
  /** [Security 4720, 4722, 4724, 4728, 4732, 4738 …] a change to an account or group. */
  "account-changed",
  /** [Security 4776, 4768, 4769, 4771] credential validation at a domain controller or locally. */
  "credential-validation",
  /** [LSM 21] and xrdp: session started. */
  "session-logon",
  /** [LSM 22] */
  "shell-started",
  /** [LSM 23] and xrdp: session ended. */
  "session-logoff",
  /** [LSM 24] */
  "session-disconnected",
  /** [LSM 25] and xrdp: reconnected. */
  "session-reconnected",
  /** Session disconnected by another session [LSM 39]. */
  "session-taken-over",
  /** Reason code of a disconnection [LSM 40]. */
  "session-disconnect-reason",
  /** [LSM 41, 42] */
  "session-arbitration",
  /** A session's state change failed [LSM 36], or xrdp could not start one. */
  "session-failed",
  /** [Security 4778] */
  "window-station-reconnected",
  /** [Security 4779] */
  "window-station-disconnected",
  /** [Security 4800, 4801, 4802, 4803] locked, unlocked, screen saver: idle time. */
  "workstation-locked",
  "workstation-unlocked",
  /** Virtual channel [RdpCoreTS 132, 148]; channelName. */
  "channel-opened",
  "channel-closed",
  /** Facts about the client: name, build, type, time zone, monitors [RdpCoreTS 104, 168, 169, …]. */
  "client-described",
  /** Milliseconds to the first picture and similar [RdpCoreTS 68]. */
  "graphics-timing",
  /** Transport chosen, UDP given up [RdpCoreTS 101, 135, 145 …]. */
  "transport-described",
  /** [RCM 20503, 20504, 20506, 20507, 20508, 20510] */
  "shadow-started",
  "shadow-ended",
  /** [Security 4688, Sysmon 1] process, commandLine, parentProcess. */
  "process-started",
  /** [Sysmon 12, 13, 14; Security 4657] registryKey, registryValue, detail. */
  "registry-set",
  /** [Sysmon 3, Security 5156] */
  "network-connection",
  /** [RDPClient 1024, 1102, 1029, 1026] this machine as a client. */
  "outbound-connection",
  /** [Gateway 200, 300, 302, 303, 312 …] */
  "gateway-event",
  /** [Schannel 36874, 36888 …] */
  "tls-handshake-failed",
  /** [Schannel 36870, 36872; RCM 1057, 1058] the certificate or its key cannot be used. */
  "certificate-unusable",
  /** [RCM 1056] */
  "certificate-created",
  /** [RCM 1128, 1129, 1130 …; licensing] */
  "licensing-trouble",
  /** [NETLOGON 5719, 5783; Time-Service; GroupPolicy 1129 …] no domain controller. */
  "domain-trouble",
  /** [Time-Service …] */
  "time-trouble",
  /** [Security 4616, Kernel-General 1] */
  "clock-changed",
  /** [Service Control Manager 7031, 7034; Application 1000 of svchost TermService] */
  "service-crashed",
  /** [Service Control Manager 7036, 7040] */
  "service-changed",
  /** The listener could not start, port taken [RCM 1035, 1036; TermService …]. */
  "listener-failed",
  /** Connections or logons turned off, too many [RCM 1012, 1041, 1069 …], drain mode. */
  "connections-refused",
  /** [Resource-Exhaustion-Detector 2004, srv 2019/2020, Tcpip 4227, 4231 …] */
  "resources-exhausted",
  /** [Display 4101 …] */
  "graphics-driver-trouble",
  /** [User Profile Service 1508, 1511, 1530 …; Winlogon 6005, 6006] */
  "profile-trouble",
  /** [WindowsUpdateClient 19, 20, 43; Servicing] */
  "update-installed",
  /** [Eventlog 6005, Kernel-General 12, Security 4608, LSM 32]: several for one start. */
  "system-started",
  /** [Eventlog 6006, Kernel-General 13, User32 1074] */
  "system-stopped",
  /** [Kernel-Power 41, Eventlog 6008] */
  "system-stopped-unexpectedly",
  /** [Security 1102, System 104] */
  "log-cleared",
  /** [Security 1100, 1101, 1104, 1108] events may be missing. */
  "log-interrupted",
  /** A catalogued event that tells something about Remote Desktop and has no kind of its own. */
  "catalogued",
] as const;

export type HostEventKind = (typeof HOST_EVENT_KINDS)[number];

export interface AccountName {
  readonly name: string;
  readonly domain?: string;
  readonly sid?: string;
}

/** By what rule an address became part of an event that did not carry it. */
export type AddressRule = "own" | "activity-id" | "session-id" | "time";

export interface ClientAddress {
  /** IPv4 or IPv6 text in canonical form; "local" for the console, never empty, never "-". */
  readonly address: string;
  readonly port?: number;
  readonly rule: AddressRule;
  /** The record that carried it, where the rule is not "own". */
  readonly at?: string;
  /** 0 to 1; below 1 where the join could be another client's. */
  readonly confidence: number;
}

/** One thing that happened, with what is known about it. A field is absent where nobody said. */
export interface HostEvent {
  readonly kind: HostEventKind;
  /** Milliseconds since 1970, and the rest in 100 ns, as in the record. */
  readonly timeMs: number;
  readonly timeTicks: number;
  /** Computer, lower case: as in the record, or from `HostStory` the short name where that is clear. */
  readonly host: string;
  /** "FILE#RECORD" */
  readonly at: string;
  /** Short name of the provider and the id, as the catalogue has them: "RdpCoreTS 140", "Security 4625". */
  readonly source: string;
  readonly activityId?: string;
  readonly user?: AccountName;
  readonly client?: ClientAddress;
  readonly clientName?: string;
  readonly clientBuild?: number;
  readonly sessionId?: number;
  /** Target logon id of Security events, "0x3e7". */
  readonly logonId?: string;
  /** Logon type of Security events: 3 network, 7 unlock, 10 remote interactive … */
  readonly logonType?: number;
  /** NTSTATUS, HRESULT or Win32 code as an unsigned number. */
  readonly status?: number;
  readonly subStatus?: number;
  /** Reason code of a disconnection. */
  readonly reason?: number;
  readonly process?: string;
  readonly commandLine?: string;
  readonly parentProcess?: string;
  /** The other host, of outbound connections and gateways. */
  readonly targetHost?: string;
  /** Further values, by the names of the event. */
  readonly values?: Readonly<Record<string, string>>;
}
