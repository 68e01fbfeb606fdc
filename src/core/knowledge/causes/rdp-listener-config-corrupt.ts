import type { Cause } from "./cause.ts";
import { readXrdpLog, saveXrdp } from "./recurring-steps.ts";
import { RDP_TCP, RDP_TCP_REG } from "./registry-paths.ts";
import { advise, both, powershell, risk, riskWithServiceRestart, riskWithXrdpRestart, sh } from "./steps.ts";

export const cause: Cause = {
  id: "rdp-listener-config-corrupt",
  class: "listener",
  title: both("RDP-Tcp settings are damaged or missing", "RDP-Tcp 侦听器注册表损坏"),
  explanation: both(
    "The settings of the listener are incomplete or damaged, so the service cannot open the port, or opens it and cannot answer.",
    "侦听器的设置缺失或损坏，服务无法打开端口，或打开了却无法应答。",
  ),
  fromOutside: both(
    "From outside this looks like a stopped or hung service. Next: see whether qwinsta shows rdp-tcp in state Listen (xrdp: read /var/log/xrdp.log).",
    "从外部看与服务停止或挂起相同。下一步：运行 qwinsta，看 rdp-tcp 是否为 Listen（xrdp：查看 /var/log/xrdp.log）。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell("host", "rdp-tcp should be there in state Listen.", "应能看到状态为 Listen 的 rdp-tcp。", "qwinsta"),
        powershell(
          "host",
          "All three values must exist.",
          "这三个值都必须存在。",
          String.raw`Get-ItemProperty '${RDP_TCP}' | Select-Object PortNumber,fEnableWinStation,LoadableProtocol_Object`,
        ),
      ],
      backup: [
        powershell(
          "host",
          "Save the damaged key.",
          "备份已损坏的项。",
          String.raw`reg export "${RDP_TCP_REG}" "C:\rdp-tcp-backup.reg" /y`,
        ),
      ],
      fix: [
        powershell(
          "anywhere",
          "On a healthy machine of the same Windows version: export the key, and take the line SSLCertificateSHA1Hash out of the file.",
          "在同版本的正常机器上：导出该项，并从文件中删去 SSLCertificateSHA1Hash 一行。",
          String.raw`reg export "${RDP_TCP_REG}" "C:\good.reg" /y`,
        ),
        powershell(
          "host",
          "Replace the key by the copy. The command stops if the copy is not there.",
          "用副本替换该项。副本不存在时命令不会执行。",
          String.raw`if (Test-Path 'C:\good.reg') { Remove-Item '${RDP_TCP}' -Recurse -Force; reg import "C:\good.reg"; Remove-ItemProperty '${RDP_TCP}' SSLCertificateSHA1Hash -ErrorAction SilentlyContinue; Restart-Service TermService -Force } else { 'C:\good.reg is missing' }`,
        ),
      ],
      rollback: [
        powershell(
          "host",
          "Put the former key back.",
          "恢复原来的项。",
          String.raw`reg import "C:\rdp-tcp-backup.reg"; Restart-Service TermService -Force`,
        ),
      ],
      risk: riskWithServiceRestart(
        "high",
        "The copied key also brings the other machine's port, limits and certificate thumbprint with it.",
        "复制的项会把另一台机器的端口、限制和证书指纹一起带过来。",
      ),
    },
    xrdp: {
      confirm: [
        readXrdpLog,
        sh(
          "host",
          "Files that xrdp cannot start without.",
          "xrdp 启动所必需的文件。",
          "ls -lL /etc/xrdp/xrdp.ini /etc/xrdp/sesman.ini /etc/xrdp/rsakeys.ini",
        ),
        sh("host", "What differs from the package?", "与软件包自带的文件有何不同？", "dpkg --verify xrdp"),
      ],
      backup: [saveXrdp],
      fix: [
        sh(
          "host",
          "A missing rsakeys.ini keeps xrdp from starting: make it again.",
          "缺少 rsakeys.ini 时 xrdp 无法启动：重新生成。",
          "test -s /etc/xrdp/rsakeys.ini || { (umask 077; xrdp-keygen xrdp auto); chown xrdp:xrdp /etc/xrdp/rsakeys.ini; }",
        ),
        sh(
          "host",
          "A broken or missing xrdp.ini or sesman.ini: move it away and take the package's own.",
          "xrdp.ini 或 sesman.ini 损坏或缺失：移走后使用软件包自带的文件。",
          "for f in xrdp.ini sesman.ini; do test ! -e /etc/xrdp/$f || mv /etc/xrdp/$f /etc/xrdp/$f.broken; done; apt-get install --reinstall -o Dpkg::Options::=--force-confmiss xrdp",
        ),
        sh(
          "host",
          "Start it and check that it listens.",
          "启动并确认监听。",
          "systemctl restart xrdp; sleep 1; ss -ltnp 'sport = :3389'",
        ),
      ],
      rollback: [
        sh(
          "host",
          "Put the saved configuration back.",
          "恢复备份的配置。",
          "tar -C / -xzf /root/xrdp-before.tgz && systemctl restart xrdp",
        ),
        advise(
          "host",
          "Take your own settings (port, certificate, sessions) over from the .broken files by hand.",
          "把自己的设置（端口、证书、会话）从 .broken 文件中手工移回。",
        ),
      ],
      risk: riskWithXrdpRestart(
        "medium",
        "Own settings in the two files are lost until they are written again.",
        "两个文件中的自定义设置在重新写入前会丢失。",
      ),
    },
  },
  variants: {
    "session-type-missing": {
      title: both("xrdp does not have the session type that was asked for", "xrdp 中没有所请求的会话类型"),
      explanation: both(
        "xrdp chooses the kind of session by its name (Xorg, Xvnc …), which a client hands over as the domain. No section of xrdp.ini has this name, or its library cannot be loaded.",
        "xrdp 按名称（Xorg、Xvnc 等）选择会话类型，客户端在域字段中传递该名称。xrdp.ini 中没有该名称的节，或其库无法加载。",
      ),
      fromOutside: both(
        "The login window stays although name and password were sent. Next: compare the sections of xrdp.ini with the name that the client sends.",
        "虽然已发送用户名和密码，登录窗口仍然存在。下一步：核对 xrdp.ini 的各节名称与客户端发送的名称。",
      ),
      remedies: {
        xrdp: {
          confirm: [
            sh(
              "host",
              "Which session types are there, which libraries do they name, and are these installed?",
              "有哪些会话类型，指定了哪些库，这些库是否已安装？",
              String.raw`grep -nE '^\[|^(lib|name|autorun)=' /etc/xrdp/xrdp.ini; ls /usr/lib/*/xrdp/*.so /usr/lib/xrdp/*.so`,
            ),
          ],
          backup: [saveXrdp],
          fix: [
            advise(
              "client",
              "Leave the domain empty, or write the name of a section that is there.",
              "域字段留空，或填写存在的节名称。",
            ),
            sh(
              "host",
              "If the section was deleted: take it over from the file of the package.",
              "如果该节被删除：从软件包自带的文件中取回。",
              "cd /tmp && apt-get download xrdp && dpkg-deb -x xrdp_*.deb xrdp-original && diff /etc/xrdp/xrdp.ini xrdp-original/etc/xrdp/xrdp.ini",
            ),
          ],
          rollback: [
            sh(
              "host",
              "Put the saved configuration back. New connections use it at once.",
              "恢复备份的配置。新连接立即生效。",
              "tar -C / -xzf /root/xrdp-before.tgz",
            ),
          ],
          risk: risk("low", "xrdp.ini is read anew for each connection.", "xrdp.ini 在每次连接时重新读取。"),
        },
      },
    },
  },
  events: [
    "RemoteConnectionManager 1035",
    "RemoteConnectionManager 260",
    "RemoteConnectionManager 1157",
    "RemoteConnectionManager 1059",
  ],
  sources: [
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/rdp-error-general-troubleshooting.md",
    "xrdp 0.9.21: without rsakeys.ini it ends at start (seen)",
  ],
};
