import type { Cause } from "./cause.ts";
import { advise, both, powershell, riskWithHostRestart } from "./steps.ts";

export const cause: Cause = {
  id: "rds-license-material-corrupt",
  class: "licence",
  title: both(
    "Licensing certificate on the host or licence store on the client is damaged",
    "授权证书或客户端许可证损坏",
  ),
  explanation: both(
    "What host and client keep for licensing is damaged: the licensing certificates of the host, or the stored licence of the client. Users read of a security error.",
    "主机上的授权证书或客户端上保存的许可证已损坏。用户看到的是安全错误。",
  ),
  fromOutside: both(
    "The licensing error points there but cannot tell which side is damaged. Next: try another client; if that fails as well, look at the host's RCM key.",
    "授权错误能提示方向，但分不清是哪一边损坏。下一步：换一台客户端测试；若同样失败，检查主机的 RCM 项。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "host",
          "Which of the four values exist?",
          "四个值中存在哪些？",
          String.raw`Get-Item 'HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server\RCM' | Select-Object -ExpandProperty Property | Where-Object { $_ -match 'Certificate' }`,
        ),
        powershell(
          "client",
          "Is there a licence store on the client?",
          "客户端上是否有许可证存储？",
          String.raw`Get-ChildItem 'HKLM:\SOFTWARE\Microsoft\MSLicensing' -ErrorAction SilentlyContinue`,
        ),
      ],
      backup: [
        powershell(
          "host",
          "Save the host's key.",
          "备份主机的项。",
          String.raw`reg export "HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server\RCM" "C:\rcm.reg" /y`,
        ),
        powershell(
          "client",
          "Save the client's store. If the key does not exist there is nothing to save.",
          "备份客户端的存储。如果该项不存在，则无需备份。",
          String.raw`reg export "HKLM\SOFTWARE\Microsoft\MSLicensing" "C:\mslicensing.reg" /y`,
        ),
      ],
      fix: [
        powershell(
          "host",
          "Host: remove the four values and restart; Windows makes them again. Reactivate the licence server afterwards.",
          "主机：删除这四个值并重启，Windows 会重新生成。之后重新激活授权服务器。",
          String.raw`'Certificate','X509 Certificate','X509 Certificate ID','X509 Certificate2' | ForEach-Object { Remove-ItemProperty 'HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server\RCM' $_ -ErrorAction SilentlyContinue }; Restart-Computer`,
        ),
        powershell(
          "client",
          "Client: remove the store, then start mstsc once as administrator.",
          "客户端：删除存储，然后以管理员身份运行一次 mstsc。",
          String.raw`Remove-Item 'HKLM:\SOFTWARE\Microsoft\MSLicensing' -Recurse -Force; Start-Process mstsc.exe`,
        ),
        advise(
          "licence-server",
          "Reactivate the licence server (licmgr.exe, Advanced).",
          "重新激活授权服务器（licmgr.exe，高级）。",
        ),
      ],
      rollback: [
        powershell(
          "host",
          "Put the host's values back and restart.",
          "恢复主机的值并重启。",
          String.raw`reg import "C:\rcm.reg"; Restart-Computer`,
        ),
        powershell(
          "client",
          "Put the client's store back.",
          "恢复客户端的存储。",
          String.raw`reg import "C:\mslicensing.reg"`,
        ),
      ],
      risk: riskWithHostRestart(
        "medium",
        "Only these four values may go, not the key around them.",
        "只能删除这四个值，不能删除整个项。",
      ),
    },
  },
  events: [
    "RemoteConnectionManager 50285",
    "RemoteConnectionManager 1003",
    "TermDD 50",
    "client reason 1030",
    "client reason 1542",
  ],
  sources: [
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/troubleshoot-remote-desktop-disconnected-errors.md",
  ],
  unverified: both(
    "The repair on the client was not checked against a page here.",
    "客户端的修复方法未在此对照页面核实。",
  ),
};
