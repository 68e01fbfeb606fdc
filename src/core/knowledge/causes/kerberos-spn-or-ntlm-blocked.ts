import type { Cause } from "./cause.ts";
import { advise, both, cmd, powershell, risk } from "./steps.ts";

export const cause: Cause = {
  id: "kerberos-spn-or-ntlm-blocked",
  class: "auth",
  title: both("Kerberos cannot be used and NTLM is not allowed", "Kerberos 不可用且 NTLM 被禁止"),
  explanation: both(
    "The user connects by address or by an alias that Kerberos does not know, or the service name is registered wrongly; NTLM, the way out, is forbidden by policy. By the full name it works.",
    "用户用 IP 地址或 Kerberos 不认识的别名连接，或服务名称（SPN）登记有误；而退路 NTLM 又被策略禁止。用完整域名连接则正常。",
  ),
  fromOutside: both(
    "Not visible without credentials. That the host offers NTLM in the first exchange does not mean that the domain allows it. Next: connect by the full name and compare.",
    "不使用凭据看不出来。主机在首轮交换中提供 NTLM，并不代表域策略允许。下一步：改用完整域名连接并比较。",
  ),
  remedies: {
    windows: {
      confirm: [
        cmd(
          "client",
          "Is the name registered, and does the client get a ticket for it?",
          "该名称是否已登记，客户端能否取得票据？",
          "setspn -Q TERMSRV/rdp01.contoso.com & klist get TERMSRV/rdp01.contoso.com",
        ),
        powershell(
          "host",
          "Is NTLM restricted? 1 or 2 denies incoming NTLM (domain accounts, all accounts).",
          "是否限制了 NTLM？1 或 2 表示拒绝传入的 NTLM（域账户、所有账户）。",
          String.raw`(Get-ItemProperty 'HKLM:\SYSTEM\CurrentControlSet\Control\Lsa\MSV1_0').RestrictReceivingNTLMTraffic`,
        ),
      ],
      backup: [
        cmd(
          "dc",
          "Note the names that the host has.",
          "记录主机现有的 SPN。",
          String.raw`setspn -L RDP01 > "C:\spn-before.txt"`,
        ),
      ],
      fix: [
        advise(
          "client",
          "Connect by the full name: rdp01.contoso.com, not the address.",
          "用完整域名 rdp01.contoso.com 连接，不要用 IP 地址。",
        ),
        cmd(
          "dc",
          "Look for duplicates first, then register the missing name.",
          "先查重复项，再登记缺失的名称。",
          "setspn -X & setspn -S TERMSRV/rdp01.contoso.com RDP01",
        ),
        advise(
          "network",
          "Give the client a way to a domain controller, or a KDC proxy.",
          "让客户端能访问域控制器，或提供 KDC 代理。",
        ),
      ],
      rollback: [cmd("dc", "Remove the name again.", "删除该名称。", "setspn -D TERMSRV/rdp01.contoso.com RDP01")],
      risk: risk(
        "low",
        "Do not lift NTLM limits for convenience. Members of Protected Users can never use NTLM.",
        "不要为图方便放开 NTLM 限制。Protected Users 组成员始终不能使用 NTLM。",
      ),
    },
  },
  events: ["RemoteConnectionManager 1067", "Security 4769", "Security 4776"],
  sources: ["event text 1067", "[MS-ERREF] SSPI codes"],
  unverified: both(
    "The SPN commands and the NTLM restriction value were not checked against a page.",
    "SPN 命令与 NTLM 限制值未对照页面核实。",
  ),
};
