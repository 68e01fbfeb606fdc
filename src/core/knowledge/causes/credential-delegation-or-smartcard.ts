import type { Cause } from "./cause.ts";
import { POLICY } from "./registry-paths.ts";
import { advise, both, powershell, risk } from "./steps.ts";

export const cause: Cause = {
  id: "credential-delegation-or-smartcard",
  class: "auth",
  title: both("Saved, delegated or smart-card credentials are refused", "凭据委派/已保存凭据/智能卡被拒"),
  explanation: both(
    "Typed credentials would work, but the saved password, the delegated credentials or the smart card are not accepted, mostly by policy.",
    "手工输入凭据可以登录，但已保存的密码、委派的凭据或智能卡不被接受，多半是策略所致。",
  ),
  fromOutside: both(
    "Only whether the host offers Restricted Admin or redirected authentication can be seen. Next: type the credentials and compare.",
    "从外部只能看到主机是否提供受限管理员模式或重定向身份验证。下一步：改为手工输入凭据并比较。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "client",
          "Which delegation policies are set?",
          "设置了哪些委派策略？",
          String.raw`Get-ItemProperty 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\CredentialsDelegation' -ErrorAction SilentlyContinue`,
        ),
        powershell(
          "host",
          "1 means that the host always asks for the password.",
          "1 表示主机总是提示输入密码。",
          String.raw`(Get-ItemProperty '${POLICY}' -ErrorAction SilentlyContinue).fPromptForPassword; Get-Service SCardSvr,CertPropSvc`,
        ),
      ],
      backup: [
        powershell(
          "client",
          "Save the delegation policies. If the key does not exist there is nothing to save.",
          "备份委派策略。如果该项不存在，则无需备份。",
          String.raw`reg export "HKLM\SOFTWARE\Policies\Microsoft\Windows\CredentialsDelegation" "C:\delegation-before.reg" /y`,
        ),
      ],
      fix: [
        advise("client", "Type the credentials. This settles most cases.", "手工输入凭据，多数情况即可解决。"),
        advise(
          "dc",
          'If saved credentials must work: allow them for named hosts only (policy "Allow delegating saved credentials", TERMSRV/*.contoso.com).',
          "如必须使用已保存的凭据：仅对指定主机允许（策略“允许分配保存的凭据”，TERMSRV/*.contoso.com）。",
        ),
        powershell(
          "host",
          "Smart card: start its services.",
          "智能卡：启动相关服务。",
          "Start-Service SCardSvr,CertPropSvc",
        ),
      ],
      rollback: [
        powershell(
          "client",
          "Put the saved policies back.",
          "恢复备份的策略。",
          String.raw`reg import "C:\delegation-before.reg"; gpupdate /force`,
        ),
      ],
      risk: risk("medium", "Wide delegation lists leak passwords to any host.", "委派范围过宽会把密码泄露给任意主机。"),
    },
  },
  events: [
    "RdpCoreTS 149",
    "client reason 5639",
    "client reason 5895",
    "client reason 8455",
    "client reason 3593",
    "client reason 266",
    "client reason 522",
    "client reason 778",
    "client reason 7175",
    "client reason 8711",
  ],
  sources: [
    "MicrosoftDocs/win32: desktop-src/TermServ/imstscaxevents-ondisconnected.md",
    "TerminalServer.admx: TS_PASSWORD",
    "FreeRDP/FreeRDP: libfreerdp/core/nego.h",
  ],
};
