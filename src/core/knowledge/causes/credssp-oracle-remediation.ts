import type { Cause } from "./cause.ts";
import { advise, both, powershell, risk } from "./steps.ts";

export const cause: Cause = {
  id: "credssp-oracle-remediation",
  class: "auth",
  title: both("CredSSP update missing on one side (CVE-2018-0886)", "CredSSP 加密数据库修正"),
  explanation: both(
    'One side has the CredSSP security update of 2018 and the other has not. The updated side refuses: "the function requested is not supported".',
    "一方安装了 2018 年的 CredSSP 安全更新，另一方没有。已更新的一方拒绝连接，提示“要求的函数不受支持”。",
  ),
  fromOutside: both(
    "The CredSSP version of the host can be read before any password; a low one points to missing updates. The client's policy cannot be seen. Next: compare the Windows builds of both sides.",
    "主机的 CredSSP 版本在输入密码前即可读出，版本低说明缺少更新；客户端的策略则看不到。下一步：比较两边的 Windows 内部版本号。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "anywhere",
          "Run it on both sides: the file version, and the policy (0 force updated, 1 mitigated, 2 vulnerable).",
          "在两边运行：文件版本以及策略（0 强制更新的客户端，1 缓解，2 易受攻击）。",
          String.raw`(Get-Item "$env:windir\System32\tspkg.dll").VersionInfo.ProductVersion; (Get-ItemProperty 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System\CredSSP\Parameters' -ErrorAction SilentlyContinue).AllowEncryptionOracle`,
        ),
      ],
      backup: [
        powershell(
          "client",
          "Save the policy key. If it does not exist there is nothing to save.",
          "备份策略项。如果不存在，则无需备份。",
          String.raw`reg export "HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System\CredSSP" "C:\credssp-before.reg" /y`,
        ),
      ],
      fix: [
        advise(
          "anywhere",
          "Install the Windows updates on both sides and restart them. This is the fix.",
          "在两边安装 Windows 更新并重启。这才是真正的修复。",
        ),
        powershell(
          "client",
          "Only if the host can be reached in no other way to be updated: allow it for an hour, update the host, then run the rollback.",
          "仅当无法通过其他途径更新主机时：临时放行约一小时，更新主机后立即执行回退。",
          String.raw`reg add "HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System\CredSSP\Parameters" /v AllowEncryptionOracle /t REG_DWORD /d 2 /f`,
        ),
      ],
      rollback: [
        powershell(
          "client",
          "Close the hole again.",
          "关闭该漏洞。",
          String.raw`reg delete "HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System\CredSSP\Parameters" /v AllowEncryptionOracle /f`,
        ),
      ],
      risk: risk(
        "high",
        "The value 2 opens a known remote-code-execution hole. Set an alarm while it exists. Installing updates restarts the machines.",
        "值为 2 会打开已知的远程代码执行漏洞，存在期间请设提醒。安装更新需要重启机器。",
      ),
    },
  },
  events: ["LSA 6041"],
  sources: [
    "MicrosoftDocs/SupportArticles-docs: support/azure/virtual-machines/windows/credssp-encryption-oracle-remediation.md",
  ],
  unverified: both("The client event LSA 6041 was not checked against a page.", "客户端事件 LSA 6041 未对照页面核实。"),
};
