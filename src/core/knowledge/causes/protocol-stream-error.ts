import type { Cause } from "./cause.ts";
import { nothingToSave, nothingToUndo, readXrdpLog, restoreXrdp, saveXrdp } from "./recurring-steps.ts";
import { advise, both, powershell, risk, sh } from "./steps.ts";

export const cause: Cause = {
  id: "protocol-stream-error",
  class: "protocol",
  title: both("Malformed or unexpected RDP data", "协议流错误（异常或损坏的 RDP 数据）"),
  explanation: both(
    "One side received RDP data that breaks the rules of the protocol. A client or server with a fault, a device that alters data, or an attack does this.",
    "某一方收到了违反协议规则的 RDP 数据。可能是客户端或服务器有缺陷、设备篡改了数据，或遭受攻击。",
  ),
  fromOutside: both(
    "The wrong bytes are in the evidence; whose fault they are cannot always be told. Next: try the same host with a current client from another network.",
    "证据中列出了错误的字节，但不一定能判断是哪一方的问题。下一步：从另一网络用新版客户端连接同一主机。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "host",
          "Does the host log protocol errors?",
          "主机是否记录了协议错误？",
          "Get-WinEvent -FilterHashtable @{LogName='System';ProviderName='TermDD'} -MaxEvents 10 -ErrorAction SilentlyContinue | Select-Object TimeCreated,Id,Message; Get-WinEvent -FilterHashtable @{LogName='Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Operational';Id=67,97,228} -MaxEvents 10 -ErrorAction SilentlyContinue | Select-Object TimeCreated,Id,Message",
        ),
        advise("client", "Does a current mstsc from another network work?", "从另一网络用新版 mstsc 是否正常？"),
      ],
      backup: [advise("client", "Keep a copy of the .rdp file.", "保留 .rdp 文件副本。")],
      fix: [
        advise("client", "Update the client.", "更新客户端。"),
        advise(
          "client",
          "Turn one feature off at a time: bitmap cache, compression, redirections, several monitors.",
          "逐项关闭功能：位图缓存、压缩、重定向、多显示器。",
        ),
      ],
      rollback: [advise("client", "Put the copy of the .rdp file back.", "恢复 .rdp 文件副本。")],
      risk: risk(
        "low",
        "Many such events from unknown addresses are scans or exploit tries: hand them to security.",
        "大量来自陌生地址的此类事件是扫描或漏洞利用尝试，请交给安全团队。",
      ),
    },
    xrdp: {
      confirm: [readXrdpLog, sh("host", "Which version is it?", "是哪个版本？", "dpkg-query -W xrdp xorgxrdp")],
      backup: [saveXrdp],
      fix: [
        sh(
          "host",
          "Turn one feature off at a time, for example compression. New connections use it at once.",
          "逐项关闭功能，例如压缩。新连接立即生效。",
          "sed -i 's/^bulk_compression=.*/bulk_compression=false/; s/^bitmap_compression=.*/bitmap_compression=false/' /etc/xrdp/xrdp.ini",
        ),
        advise("host", "Bring xrdp up to date in the next maintenance window.", "在下一个维护窗口更新 xrdp。"),
      ],
      rollback: [restoreXrdp],
      risk: risk(
        "low",
        "Without compression the line carries more. Many such errors from unknown addresses are scans: hand them to security.",
        "关闭压缩会增加流量。大量来自陌生地址的此类错误是扫描，请交给安全团队。",
      ),
    },
  },
  variants: {
    "lying-length": {
      title: both("A length in the answer is not true", "应答中的长度字段不实"),
      explanation: both(
        "The answer announces a length that its bytes do not keep. Not a sound RDP server, or something in the path has cut or changed it.",
        "应答声明的长度与实际字节不符：不是正常的 RDP 服务器，或途中的设备截断、改动了数据。",
      ),
      remedies: {
        windows: {
          confirm: [
            powershell(
              "host",
              "Which process answers on the port?",
              "端口上应答的是哪个进程？",
              "Get-NetTCPConnection -LocalPort 3389 -State Listen | ForEach-Object { Get-Process -Id $_.OwningProcess }",
            ),
          ],
          backup: [nothingToSave],
          fix: [
            advise(
              "host",
              "If it is not the RDP service: see port-conflict. If it is: check from the host's own segment; if the answer is sound there, a device in between changes it.",
              "若不是 RDP 服务：见 port-conflict。若是：从主机所在网段检测；那里正常则说明中间设备改动了数据。",
            ),
          ],
          rollback: [nothingToUndo],
          risk: risk("none", "Looking changes nothing.", "仅查看，不改动。"),
        },
        xrdp: {
          confirm: [
            sh("host", "Which process answers on the port?", "端口上应答的是哪个进程？", "ss -ltnp 'sport = :3389'"),
          ],
          backup: [nothingToSave],
          fix: [
            advise(
              "host",
              "If it is not xrdp: see port-conflict. If it is: check from the host's own segment; if the answer is sound there, a device in between changes it.",
              "若不是 xrdp：见 port-conflict。若是：从主机所在网段检测；那里正常则说明中间设备改动了数据。",
            ),
          ],
          rollback: [nothingToUndo],
          risk: risk("none", "Looking changes nothing.", "仅查看，不改动。"),
        },
      },
    },
    malformed: {
      title: both("The answer breaks the rules of the protocol", "应答违反协议规则"),
      explanation: both(
        "The answer begins like RDP but then holds values that the protocol does not know. A faulty or unusual server, or a honeypot, does this.",
        "应答开头像 RDP，但其后含有协议中不存在的值。可能是有缺陷或不常见的服务器，也可能是蜜罐。",
      ),
    },
  },
  events: ["TermDD 50", "RdpCoreTS 97", "RdpCoreTS 67", "RdpCoreTS 228"],
  sources: [
    "FreeRDP/FreeRDP: libfreerdp/core/errinfo.c",
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/troubleshoot-remote-desktop-disconnected-errors.md",
  ],
};
