/*
 * Names of an event's values by their position, for shippers that drop the names (`Get-WinEvent | ConvertTo-Json` gives
 * bare Properties). An entry is used only where the number of values is the same, so an older or newer version of an
 * event stays without names rather than getting wrong ones. The orders were read from real logs with evtxexport.
 */

const SUBJECT = "SubjectUserSid SubjectUserName SubjectDomainName SubjectLogonId";
const TARGET = "TargetUserName TargetDomainName TargetSid";
const GROUP_CHANGE = `MemberName MemberSid ${TARGET} ${SUBJECT} PrivilegeList`;
const SESSION_CHANGE = "AccountName AccountDomain LogonID SessionName ClientName ClientAddress";
const LOGON = `${SUBJECT} TargetUserSid TargetUserName TargetDomainName TargetLogonId LogonType LogonProcessName AuthenticationPackageName WorkstationName LogonGuid TransmittedServices LmPackageName KeyLength ProcessId ProcessName IpAddress IpPort`;

const SECURITY: Readonly<Record<number, readonly string[]>> = {
  4624: [
    LOGON,
    `${LOGON} ImpersonationLevel`,
    `${LOGON} ImpersonationLevel RestrictedAdminMode TargetOutboundUserName TargetOutboundDomainName VirtualAccount TargetLinkedLogonId ElevatedToken`,
  ],
  4625: [
    `${SUBJECT} TargetUserSid TargetUserName TargetDomainName Status FailureReason SubStatus LogonType LogonProcessName AuthenticationPackageName WorkstationName TransmittedServices LmPackageName KeyLength ProcessId ProcessName IpAddress IpPort`,
  ],
  4634: ["TargetUserSid TargetUserName TargetDomainName TargetLogonId LogonType"],
  4647: ["TargetUserSid TargetUserName TargetDomainName TargetLogonId"],
  4648: [
    `${SUBJECT} LogonGuid TargetUserName TargetDomainName TargetLogonGuid TargetServerName TargetInfo ProcessId ProcessName IpAddress IpPort`,
  ],
  4672: [`${SUBJECT} PrivilegeList`],
  4688: [
    `${SUBJECT} NewProcessId NewProcessName TokenElevationType ProcessId CommandLine TargetUserSid TargetUserName TargetDomainName TargetLogonId ParentProcessName MandatoryLabel`,
  ],
  4722: [`${TARGET} ${SUBJECT}`],
  4724: [`${TARGET} ${SUBJECT}`],
  4725: [`${TARGET} ${SUBJECT}`],
  4728: [GROUP_CHANGE],
  4729: [GROUP_CHANGE],
  4732: [GROUP_CHANGE],
  4733: [GROUP_CHANGE],
  4778: [SESSION_CHANGE],
  4779: [SESSION_CHANGE],
  4825: ["AccountName AccountDomain LogonID ClientAddress"],
};

const SESSION_MANAGER: Readonly<Record<number, readonly string[]>> = {
  21: ["User SessionID Address"],
  22: ["User SessionID Address"],
  23: ["User SessionID"],
  24: ["User SessionID Address"],
  25: ["User SessionID Address"],
  39: ["TargetSession Source"],
  40: ["Session Reason"],
  41: ["User SessionID"],
  42: ["User SessionID"],
};

const CONNECTION_MANAGER: Readonly<Record<number, readonly string[]>> = {
  258: ["listenerName"],
  261: ["listenerName"],
  1149: ["Param1 Param2 Param3"],
};

const RDP_CORE: Readonly<Record<number, readonly string[]>> = {
  66: ["ConnectionName SessionID"],
  68: ["ConnectionName PromptForCredentials PromptForCredentialsDone GfxChannelOpened FirstGraphicsReceived"],
  103: ["ReasonCode"],
  104: ["TimezoneBiasHour"],
  131: ["ConnType ClientIP"],
  132: ["ChannelName TunnelID"],
  133: ["TunnelID RTT Bandwidth"],
  135: ["TunnelID TransportType"],
  139: ["ResultCode IPString"],
  140: ["IPString"],
  148: ["ChannelName TunnelID"],
  169: ["MajorType MinorType ServerName"],
};

const BY_PROVIDER: Readonly<Record<string, Readonly<Record<number, readonly string[]>>>> = {
  "microsoft-windows-security-auditing": SECURITY,
  "microsoft-windows-terminalservices-localsessionmanager": SESSION_MANAGER,
  "microsoft-windows-terminalservices-remoteconnectionmanager": CONNECTION_MANAGER,
  "microsoft-windows-remotedesktopservices-rdpcorets": RDP_CORE,
};

/** Names of the values of an event that has `count` of them, in order; undefined where they are not known. */
export function propertyNames(provider: string, eventId: number, count: number): readonly string[] | undefined {
  const key = provider.toLowerCase();
  const events = Object.hasOwn(BY_PROVIDER, key) ? BY_PROVIDER[key] : undefined;
  if (events === undefined || !Object.hasOwn(events, eventId)) return undefined;
  for (const line of events[eventId] ?? []) {
    const names = line.split(" ");
    if (names.length === count) return names;
  }
  return undefined;
}
