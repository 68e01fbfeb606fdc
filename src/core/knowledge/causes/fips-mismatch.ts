import type { Cause } from "./cause.ts";
import { restoreXrdp, saveTerminalServerKey, saveXrdp } from "./recurring-steps.ts";
import { RDP_TCP } from "./registry-paths.ts";
import { both, powershell, risk, riskWithHostRestart, sh } from "./steps.ts";

export const cause: Cause = {
  id: "fips-mismatch",
  class: "tls",
  title: both("FIPS demanded on one side only", "FIPS 要求不一致"),
  explanation: both(
    "The host accepts only FIPS methods and the client offers none, or the other way round. Mostly this happens when no TLS is used.",
    "主机只接受 FIPS 算法而客户端没有提供，或者相反。多见于未使用 TLS 的连接。",
  ),
  fromOutside: both(
    "The encryption level that the host demands can be read on the wire. Whether FIPS is a duty there cannot be seen. Next: read the FIPS policy and MinEncryptionLevel on the host (xrdp: crypt_level).",
    "主机要求的加密级别可从协议中读出，但看不出 FIPS 是否为合规要求。下一步：查看主机的 FIPS 策略和 MinEncryptionLevel（xrdp：crypt_level）。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "host",
          "1 = the FIPS policy is on; level 4 = FIPS.",
          "1 表示启用了 FIPS 策略；级别 4 即 FIPS。",
          String.raw`(Get-ItemProperty 'HKLM:\SYSTEM\CurrentControlSet\Control\Lsa\FIPSAlgorithmPolicy').Enabled; (Get-ItemProperty '${RDP_TCP}').MinEncryptionLevel; (Get-ItemProperty '${RDP_TCP}').SecurityLayer`,
        ),
      ],
      backup: [
        saveTerminalServerKey,
        powershell(
          "host",
          "Save the FIPS policy.",
          "备份 FIPS 策略。",
          String.raw`reg export "HKLM\SYSTEM\CurrentControlSet\Control\Lsa\FIPSAlgorithmPolicy" "C:\fips-before.reg" /y`,
        ),
      ],
      fix: [
        powershell(
          "host",
          "Use TLS, and clients that do TLS 1.2: then the level no longer matters.",
          "改用 TLS 以及支持 TLS 1.2 的客户端，加密级别便不再起作用。",
          String.raw`Set-ItemProperty '${RDP_TCP}' SecurityLayer 2 -Type DWord`,
        ),
        powershell(
          "host",
          "Only if FIPS is not required: turn it off and restart.",
          "仅当不要求 FIPS 时：关闭并重启。",
          String.raw`Set-ItemProperty '${RDP_TCP}' MinEncryptionLevel 3 -Type DWord; Set-ItemProperty 'HKLM:\SYSTEM\CurrentControlSet\Control\Lsa\FIPSAlgorithmPolicy' Enabled 0 -Type DWord; Restart-Computer`,
        ),
      ],
      rollback: [
        powershell(
          "host",
          "Put the saved values back and restart.",
          "恢复备份的值并重启。",
          String.raw`reg import "C:\rdp-before.reg"; reg import "C:\fips-before.reg"; Restart-Computer`,
        ),
      ],
      risk: riskWithHostRestart(
        "medium",
        "FIPS may be a legal duty; ask the owner.",
        "FIPS 可能是合规要求，请先询问负责人。",
      ),
    },
    xrdp: {
      confirm: [
        sh(
          "host",
          "crypt_level=fips counts only without TLS.",
          "crypt_level=fips 仅在未使用 TLS 时起作用。",
          "grep -nE '^(crypt_level|security_layer)=' /etc/xrdp/xrdp.ini",
        ),
      ],
      backup: [saveXrdp],
      fix: [
        sh(
          "host",
          "Use TLS where the client can. New connections use it at once.",
          "在客户端支持时使用 TLS。新连接立即生效。",
          "sed -i 's/^security_layer=.*/security_layer=negotiate/' /etc/xrdp/xrdp.ini",
        ),
        sh(
          "host",
          "Only if FIPS is not required: the strongest ordinary level.",
          "仅当不要求 FIPS 时：改为最高的普通级别。",
          "sed -i 's/^crypt_level=.*/crypt_level=high/' /etc/xrdp/xrdp.ini",
        ),
      ],
      rollback: [restoreXrdp],
      risk: risk(
        "medium",
        "FIPS may be a legal duty; ask the owner. Nobody is cut off.",
        "FIPS 可能是合规要求，请先询问负责人。不会断开任何人。",
      ),
    },
  },
  events: ["RemoteConnectionManager 1050", "client reason 3590"],
  sources: [
    "MicrosoftDocs/SupportArticles-docs: support/azure/virtual-machines/windows/cannot-connect-rdp-azure-vm.md",
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/troubleshoot-remote-desktop-disconnected-errors.md",
  ],
};
