import type { Cause } from "./cause.ts";
import { restoreSchannelKey, restoreXrdp, saveSchannelKey, saveXrdp } from "./recurring-steps.ts";
import { advise, both, powershell, risk, riskWithHostRestart, sh } from "./steps.ts";

const PROTOCOLS = String.raw`HKLM:\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols`;
const PROTOCOLS_REG = String.raw`HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols`;

const enableTls12 = powershell(
  "host",
  "Switch TLS 1.2 on for both roles and restart the host. reg add leaves the other values alone.",
  "为两个角色启用 TLS 1.2 并重启主机。reg add 不影响其他值。",
  String.raw`foreach ($role in 'Server','Client') { reg add "${PROTOCOLS_REG}\TLS 1.2\$role" /v Enabled /t REG_DWORD /d 1 /f; reg add "${PROTOCOLS_REG}\TLS 1.2\$role" /v DisabledByDefault /t REG_DWORD /d 0 /f }; Restart-Computer`,
);

const showVersions = powershell(
  "host",
  "Which versions are switched on or off? No entry means the default of Windows.",
  "哪些版本被启用或禁用？没有条目表示使用 Windows 默认值。",
  String.raw`Get-ChildItem '${PROTOCOLS}' -Recurse | Get-ItemProperty | Select-Object PSPath,Enabled,DisabledByDefault`,
);

const setXrdpVersions = sh(
  "host",
  "Offer TLS 1.2 and 1.3. New connections use it at once.",
  "提供 TLS 1.2 和 1.3。新连接立即生效。",
  "sed -i 's/^[#;]*ssl_protocols=.*/ssl_protocols=TLSv1.2, TLSv1.3/' /etc/xrdp/xrdp.ini",
);

const showXrdpVersions = sh(
  "host",
  "Which versions are set, and what does the log say?",
  "设置了哪些版本，日志怎么说？",
  "grep -n 'ssl_protocols' /etc/xrdp/xrdp.ini; grep -iE 'SSL_accept|SSL/TLS protocols|TLS connection' /var/log/xrdp.log | tail -n 10",
);

export const cause: Cause = {
  id: "tls-no-common-version",
  class: "tls",
  title: both("No TLS version in common", "没有共同的 TLS 版本"),
  explanation: both(
    "Client and host have no TLS version that both accept, so the connection ends before anything is encrypted. One side is too old, or was hardened too far.",
    "客户端与主机没有双方都接受的 TLS 版本，在加密开始前连接就结束了：一方过旧，或安全加固过度。",
  ),
  fromOutside: both(
    "Which versions the host accepts can be tried out from outside. Why one is off cannot be seen. Next: read the SCHANNEL protocol switches (xrdp: ssl_protocols).",
    "主机接受哪些版本可从外部逐个试出，但看不出为何被禁用。下一步：查看 SCHANNEL 协议开关（xrdp：ssl_protocols）。",
  ),
  remedies: {
    windows: {
      confirm: [
        showVersions,
        powershell(
          "host",
          "What does Schannel log (36871, 36874, 36888)?",
          "Schannel 记录了什么（36871、36874、36888）？",
          "Get-WinEvent -FilterHashtable @{LogName='System';ProviderName='Schannel';Id=36871,36874,36888} -MaxEvents 10 -ErrorAction SilentlyContinue | Select-Object TimeCreated,Id,Message",
        ),
      ],
      backup: [saveSchannelKey],
      fix: [
        enableTls12,
        advise(
          "client",
          "Update an old client rather than turning TLS 1.0 or 1.1 on again.",
          "应升级旧客户端，而不是重新启用 TLS 1.0 或 1.1。",
        ),
      ],
      rollback: [
        powershell(
          "host",
          "Remove the added switches, if they were not there before.",
          "如果原先没有这些开关，删除新增的项。",
          String.raw`reg delete "${PROTOCOLS_REG}\TLS 1.2" /f; reg import "C:\schannel-before.reg"; Restart-Computer`,
        ),
      ],
      risk: riskWithHostRestart(
        "medium",
        "Schannel serves every program of the host. A broker with the built-in database on Server 2012 R2 or 2016 needs TLS 1.0 (see broker-or-balancer-redirect).",
        "Schannel 供主机上所有程序使用。Server 2012 R2/2016 上使用内置数据库的连接代理需要 TLS 1.0（见 broker-or-balancer-redirect）。",
      ),
    },
    xrdp: {
      confirm: [showXrdpVersions],
      backup: [saveXrdp],
      fix: [setXrdpVersions],
      rollback: [restoreXrdp],
      risk: risk(
        "low",
        "Clients without TLS 1.2 cannot connect. Nobody is cut off.",
        "不支持 TLS 1.2 的客户端将无法连接。不会断开任何人。",
      ),
    },
  },
  variants: {
    "only-tls-1.0-1.1": {
      title: both("The host offers only TLS 1.0 or 1.1", "主机仅支持 TLS 1.0 或 1.1"),
      explanation: both(
        "The host accepts only TLS versions that current clients have switched off. It is old and unpatched, or TLS 1.2 was disabled on it.",
        "主机只接受新版客户端已停用的 TLS 版本：系统过旧未更新，或 TLS 1.2 被禁用。",
      ),
      fromOutside: both(
        "That TLS 1.2 is refused and an older version is accepted was seen on the wire. Whether it is missing or switched off cannot be seen. Next: read the SCHANNEL protocol switches (xrdp: ssl_protocols).",
        "已观察到主机拒绝 TLS 1.2、接受更旧的版本；但看不出是不支持还是被关闭。下一步：查看 SCHANNEL 协议开关（xrdp：ssl_protocols）。",
      ),
      remedies: {
        windows: {
          confirm: [showVersions],
          backup: [saveSchannelKey],
          fix: [
            enableTls12,
            advise(
              "host",
              "On Windows 7 and Server 2008 R2: install the updates that bring TLS 1.2 to RDP, or better replace the system.",
              "Windows 7 和 Server 2008 R2：安装为 RDP 提供 TLS 1.2 的更新，最好更换系统。",
            ),
          ],
          rollback: [restoreSchannelKey],
          risk: riskWithHostRestart(
            "medium",
            "Schannel serves every program of the host.",
            "Schannel 供主机上所有程序使用。",
          ),
        },
        xrdp: {
          confirm: [showXrdpVersions],
          backup: [saveXrdp],
          fix: [setXrdpVersions],
          rollback: [restoreXrdp],
          risk: risk(
            "low",
            "Clients without TLS 1.2 cannot connect. Nobody is cut off.",
            "不支持 TLS 1.2 的客户端将无法连接。不会断开任何人。",
          ),
        },
      },
    },
  },
  events: ["Schannel 36871", "Schannel 36888", "Schannel 36874", "RdpCoreTS 139", "RdpCoreTS 153", "TermDD 56"],
  sources: [
    "MicrosoftDocs/SupportArticles-docs: support/azure/virtual-machines/windows/troubleshoot-rdp-internal-error.md",
    "MicrosoftDocs/SupportArticles-docs: support/azure/virtual-machines/windows/event-id-troubleshoot-vm-rdp-connecton.md",
    "xrdp 0.9.21: xrdp.ini, ssl_protocols",
  ],
};
