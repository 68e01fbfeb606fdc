import type { Localized } from "../../texts/index.ts";
import { cause as accountDisabledOrRestricted } from "./account-disabled-or-restricted.ts";
import { cause as accountLockedOut } from "./account-locked-out.ts";
import { cause as audioServiceBlocking } from "./audio-service-blocking.ts";
import { cause as badCredentials } from "./bad-credentials.ts";
import { cause as brokerOrBalancerRedirect } from "./broker-or-balancer-redirect.ts";
import { cause as channelBindingNtlmv1 } from "./channel-binding-ntlmv1.ts";
import { cause as citrixIcaCoexistence } from "./citrix-ica-coexistence.ts";
import { cause as clockSkew } from "./clock-skew.ts";
import { cause as credentialDelegationOrSmartcard } from "./credential-delegation-or-smartcard.ts";
import { cause as credsspOracleRemediation } from "./credssp-oracle-remediation.ts";
import { cause as dnsNameOrAddressWrong } from "./dns-name-or-address-wrong.ts";
import { cause as drainModeOrLogonsDisabled } from "./drain-mode-or-logons-disabled.ts";
import { cause as fipsMismatch } from "./fips-mismatch.ts";
import { cause as firewallDrop } from "./firewall-drop.ts";
import { cause as gpuGraphicsPolicy } from "./gpu-graphics-policy.ts";
import { cause as hostDownOrAsleep } from "./host-down-or-asleep.ts";
import { cause as hypervOrVgpuLegacy } from "./hyperv-or-vgpu-legacy.ts";
import { cause as idleNatTimeoutOrKeepalive } from "./idle-nat-timeout-or-keepalive.ts";
import { cause as kerberosSpnOrNtlmBlocked } from "./kerberos-spn-or-ntlm-blocked.ts";
import { cause as listenerPortChanged } from "./listener-port-changed.ts";
import { cause as logonRightMissing } from "./logon-right-missing.ts";
import { cause as lossyOrHighLatencyPath } from "./lossy-or-high-latency-path.ts";
import { cause as machinekeysPermissions } from "./machinekeys-permissions.ts";
import { cause as maxConnectionsReached } from "./max-connections-reached.ts";
import { cause as memoryOrSessionLeak } from "./memory-or-session-leak.ts";
import { cause as natOrSegmentationPath } from "./nat-or-segmentation-path.ts";
import { cause as nlaDcUnreachable } from "./nla-dc-unreachable.ts";
import { cause as nlaRequiredClientUnsupported } from "./nla-required-client-unsupported.ts";
import { cause as passwordExpiredOrMustChange } from "./password-expired-or-must-change.ts";
import { cause as portConflict } from "./port-conflict.ts";
import { cause as protocolStreamError } from "./protocol-stream-error.ts";
import { cause as rdGatewayDeniedOrLimit } from "./rd-gateway-denied-or-limit.ts";
import { cause as rdGatewayUnreachableOrCert } from "./rd-gateway-unreachable-or-cert.ts";
import { cause as rdpBruteforceOrFlood } from "./rdp-bruteforce-or-flood.ts";
import { cause as rdpCertExpired } from "./rdp-cert-expired.ts";
import { cause as rdpCertPrivateKeyAccess } from "./rdp-cert-private-key-access.ts";
import { cause as rdpCertThumbprintMismatch } from "./rdp-cert-thumbprint-mismatch.ts";
import { cause as rdpCertUntrustedByClient } from "./rdp-cert-untrusted-by-client.ts";
import { cause as rdpCertWrongEkuOrName } from "./rdp-cert-wrong-eku-or-name.ts";
import { cause as rdpDisabled } from "./rdp-disabled.ts";
import { cause as rdpDisabledByGpo } from "./rdp-disabled-by-gpo.ts";
import { cause as rdpListenerConfigCorrupt } from "./rdp-listener-config-corrupt.ts";
import { cause as rdpListenerNotListening } from "./rdp-listener-not-listening.ts";
import { cause as rdpSelfsignedNotRecreated } from "./rdp-selfsigned-not-recreated.ts";
import { cause as rdsCalUnavailable } from "./rds-cal-unavailable.ts";
import { cause as rdsGracePeriodExpired } from "./rds-grace-period-expired.ts";
import { cause as rdsLicenseMaterialCorrupt } from "./rds-license-material-corrupt.ts";
import { cause as rdsLicenseServerUnreachable } from "./rds-license-server-unreachable.ts";
import { cause as securityLayerMismatch } from "./security-layer-mismatch.ts";
import { cause as sessionEndedByPolicyOrAdmin } from "./session-ended-by-policy-or-admin.ts";
import { cause as slowLogonProfile } from "./slow-logon-profile.ts";
import { cause as tcpPortExhaustion } from "./tcp-port-exhaustion.ts";
import { cause as termserviceCrashLoop } from "./termservice-crash-loop.ts";
import { cause as termserviceStopped } from "./termservice-stopped.ts";
import { cause as thirdPartySecurityHook } from "./third-party-security-hook.ts";
import { cause as tlsNoCommonCipher } from "./tls-no-common-cipher.ts";
import { cause as tlsNoCommonVersion } from "./tls-no-common-version.ts";
import { cause as udpTransportBroken } from "./udp-transport-broken.ts";
import { cause as wddmDriverIssue } from "./wddm-driver-issue.ts";
import { cause as windowsUpdateRegression } from "./windows-update-regression.ts";
import type { CauseId } from "./cause-id.ts";
import type { Cause, CauseClass, Where } from "./cause.ts";

export type { CauseId } from "./cause-id.ts";
export type { Cause, CauseClass, CauseVariant, Remedies, Remedy, RemedyStep, Risk, Shell, Where } from "./cause.ts";

/** The whole catalogue. A new id in CauseId does not compile until its entry stands here. */
export const causes: Readonly<Record<CauseId, Cause>> = {
  "dns-name-or-address-wrong": dnsNameOrAddressWrong,
  "host-down-or-asleep": hostDownOrAsleep,
  "firewall-drop": firewallDrop,
  "nat-or-segmentation-path": natOrSegmentationPath,
  "rdp-listener-not-listening": rdpListenerNotListening,
  "rdp-disabled": rdpDisabled,
  "rdp-disabled-by-gpo": rdpDisabledByGpo,
  "termservice-stopped": termserviceStopped,
  "termservice-crash-loop": termserviceCrashLoop,
  "rdp-listener-config-corrupt": rdpListenerConfigCorrupt,
  "listener-port-changed": listenerPortChanged,
  "port-conflict": portConflict,
  "citrix-ica-coexistence": citrixIcaCoexistence,
  "rdp-cert-expired": rdpCertExpired,
  "rdp-selfsigned-not-recreated": rdpSelfsignedNotRecreated,
  "machinekeys-permissions": machinekeysPermissions,
  "rdp-cert-private-key-access": rdpCertPrivateKeyAccess,
  "rdp-cert-thumbprint-mismatch": rdpCertThumbprintMismatch,
  "rdp-cert-wrong-eku-or-name": rdpCertWrongEkuOrName,
  "rdp-cert-untrusted-by-client": rdpCertUntrustedByClient,
  "tls-no-common-version": tlsNoCommonVersion,
  "tls-no-common-cipher": tlsNoCommonCipher,
  "fips-mismatch": fipsMismatch,
  "security-layer-mismatch": securityLayerMismatch,
  "nla-required-client-unsupported": nlaRequiredClientUnsupported,
  "nla-dc-unreachable": nlaDcUnreachable,
  "clock-skew": clockSkew,
  "credssp-oracle-remediation": credsspOracleRemediation,
  "channel-binding-ntlmv1": channelBindingNtlmv1,
  "kerberos-spn-or-ntlm-blocked": kerberosSpnOrNtlmBlocked,
  "bad-credentials": badCredentials,
  "account-locked-out": accountLockedOut,
  "account-disabled-or-restricted": accountDisabledOrRestricted,
  "password-expired-or-must-change": passwordExpiredOrMustChange,
  "logon-right-missing": logonRightMissing,
  "credential-delegation-or-smartcard": credentialDelegationOrSmartcard,
  "max-connections-reached": maxConnectionsReached,
  "drain-mode-or-logons-disabled": drainModeOrLogonsDisabled,
  "rds-grace-period-expired": rdsGracePeriodExpired,
  "rds-cal-unavailable": rdsCalUnavailable,
  "rds-license-server-unreachable": rdsLicenseServerUnreachable,
  "rds-license-material-corrupt": rdsLicenseMaterialCorrupt,
  "memory-or-session-leak": memoryOrSessionLeak,
  "tcp-port-exhaustion": tcpPortExhaustion,
  "rdp-bruteforce-or-flood": rdpBruteforceOrFlood,
  "wddm-driver-issue": wddmDriverIssue,
  "gpu-graphics-policy": gpuGraphicsPolicy,
  "hyperv-or-vgpu-legacy": hypervOrVgpuLegacy,
  "udp-transport-broken": udpTransportBroken,
  "windows-update-regression": windowsUpdateRegression,
  "lossy-or-high-latency-path": lossyOrHighLatencyPath,
  "idle-nat-timeout-or-keepalive": idleNatTimeoutOrKeepalive,
  "session-ended-by-policy-or-admin": sessionEndedByPolicyOrAdmin,
  "audio-service-blocking": audioServiceBlocking,
  "third-party-security-hook": thirdPartySecurityHook,
  "broker-or-balancer-redirect": brokerOrBalancerRedirect,
  "rd-gateway-denied-or-limit": rdGatewayDeniedOrLimit,
  "rd-gateway-unreachable-or-cert": rdGatewayUnreachableOrCert,
  "slow-logon-profile": slowLogonProfile,
  "protocol-stream-error": protocolStreamError,
};

/** How the commands of all remedies are meant; to be shown once beside them. */
export const commandConventions: Localized = {
  en: "Windows commands are for PowerShell 5.1 or newer (or cmd), run as administrator; sh commands are for Debian or Ubuntu, run as root. Names and addresses such as rdp01.contoso.com, alice or 192.0.2.10 are examples: put your own in. Most backup commands overwrite a file of the same name: back up once, before the first change. The Windows commands were written from the documented names and were not run on a Windows host by us.",
  zh: "Windows 命令适用于 PowerShell 5.1 及以上（或 cmd），需以管理员身份运行；sh 命令适用于 Debian/Ubuntu，需以 root 身份运行。rdp01.contoso.com、alice、192.0.2.10 等名称和地址仅为示例，请换成自己的。多数备份命令会覆盖同名文件：请只在首次改动之前备份一次。Windows 命令依据公开文档中的名称编写，我们未在 Windows 主机上实际运行过。",
};

/** Where a step is done, for people. */
export const whereTexts: Readonly<Record<Where, Localized>> = {
  host: { en: "on the host", zh: "在主机上" },
  client: { en: "on the client", zh: "在客户端上" },
  dc: { en: "in the domain (domain controller, GPO, DNS)", zh: "在域中（域控制器、GPO、DNS）" },
  gateway: { en: "on the RD Gateway", zh: "在 RD 网关上" },
  broker: { en: "on the Connection Broker", zh: "在连接代理上" },
  "licence-server": { en: "on the licence server", zh: "在授权服务器上" },
  network: { en: "in the network (firewall, router, balancer)", zh: "在网络设备上（防火墙、路由器、负载均衡）" },
  hypervisor: { en: "on the hypervisor or cloud portal", zh: "在虚拟化平台或云控制台上" },
  anywhere: { en: "anywhere", zh: "任意位置" },
};

/** The name of each class of causes, for people. */
export const classTexts: Readonly<Record<CauseClass, Localized>> = {
  network: { en: "network", zh: "网络" },
  host: { en: "host", zh: "主机" },
  listener: { en: "listener", zh: "侦听器" },
  policy: { en: "policy", zh: "策略" },
  service: { en: "service", zh: "服务" },
  certificate: { en: "certificate", zh: "证书" },
  tls: { en: "security negotiation and TLS", zh: "安全协商与 TLS" },
  auth: { en: "authentication", zh: "身份验证" },
  capacity: { en: "capacity", zh: "容量" },
  licence: { en: "licence", zh: "授权" },
  security: { en: "attack", zh: "攻击" },
  graphics: { en: "graphics", zh: "图形" },
  transport: { en: "transport", zh: "传输" },
  session: { en: "session", zh: "会话" },
  client: { en: "client", zh: "客户端" },
  farm: { en: "farm", zh: "会话主机场" },
  gateway: { en: "gateway", zh: "网关" },
  protocol: { en: "protocol", zh: "协议" },
};
