import type { Cause } from "./cause.ts";
import { nothingToSave, nothingToUndo, readXrdpLog } from "./recurring-steps.ts";
import { advise, both, powershell, risk, sh } from "./steps.ts";

export const cause: Cause = {
  id: "rdp-listener-not-listening",
  class: "listener",
  title: both("Port is closed: no RDP listener", "端口被拒绝：RDP 侦听器未监听"),
  explanation: both(
    "The host is alive but nothing listens on the port, so it refuses at once. Remote Desktop is off, its service is stopped, it listens elsewhere, or its settings are damaged.",
    "主机在线，但该端口没有程序监听，连接立即被拒绝：可能远程桌面已关闭、服务已停止、监听在别的端口，或设置已损坏。",
  ),
  fromOutside: both(
    "A refused port does not say which of these it is. Next: look on the host whether the service runs and which port it holds.",
    "端口被拒绝并不能说明是哪一种原因。下一步：在主机上看服务是否运行、占用哪个端口。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "host",
          "Is there a line rdp-tcp in state Listen, and who owns the port?",
          "是否有状态为 Listen 的 rdp-tcp，端口由谁占用？",
          "qwinsta; Get-NetTCPConnection -LocalPort 3389 -State Listen -ErrorAction SilentlyContinue | Select-Object LocalAddress,OwningProcess",
        ),
      ],
      backup: [nothingToSave],
      fix: [
        advise(
          "host",
          "Walk through these causes in this order: rdp-disabled, rdp-disabled-by-gpo, termservice-stopped, listener-port-changed, port-conflict, rdp-listener-config-corrupt. Each has its own remedy.",
          "按顺序排查以下原因：rdp-disabled、rdp-disabled-by-gpo、termservice-stopped、listener-port-changed、port-conflict、rdp-listener-config-corrupt，各有对应的处理办法。",
        ),
      ],
      rollback: [advise("host", "That of the remedy that was used.", "按所用处理办法的回退步骤操作。")],
      risk: risk("none", "Looking changes nothing.", "仅查看，不改动。"),
    },
    xrdp: {
      confirm: [
        sh(
          "host",
          "Does xrdp run, and on which port does it listen?",
          "xrdp 是否运行，监听哪个端口？",
          "systemctl status xrdp xrdp-sesman --no-pager; ss -ltnp | grep -i xrdp; grep -n '^port=' /etc/xrdp/xrdp.ini",
        ),
        readXrdpLog,
      ],
      backup: [nothingToSave],
      fix: [
        advise(
          "host",
          "No listener at all: see termservice-stopped. A listener on 127.0.0.1 or on another port: see listener-port-changed. A failing start: see port-conflict and rdp-listener-config-corrupt.",
          "完全没有监听：见 termservice-stopped。只监听 127.0.0.1 或其他端口：见 listener-port-changed。启动失败：见 port-conflict 和 rdp-listener-config-corrupt。",
        ),
      ],
      rollback: [nothingToUndo],
      risk: risk("none", "Looking changes nothing.", "仅查看，不改动。"),
    },
  },
  events: [
    "RemoteConnectionManager 1035",
    "RemoteConnectionManager 259",
    "RemoteConnectionManager 262",
    "RemoteConnectionManager 258",
  ],
  sources: ["MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/rdp-error-general-troubleshooting.md"],
};
