import type { Cause } from "./cause.ts";
import { restoreTerminalServerKey, restoreXrdp, saveTerminalServerKey, saveXrdp } from "./recurring-steps.ts";
import { POLICY, RDP_TCP } from "./registry-paths.ts";
import { advise, both, powershell, risk, riskWithServiceRestart, sh } from "./steps.ts";

export const cause: Cause = {
  id: "security-layer-mismatch",
  class: "tls",
  title: both("Security layer of client and server do not meet", "安全层/加密级别不匹配"),
  explanation: both(
    'Client and host cannot agree on how the connection is protected (old RDP encryption, TLS, or TLS with NLA). This is what people mean by "a different encryption level".',
    "客户端与主机无法就保护方式（旧式 RDP 加密、TLS、TLS+NLA）达成一致。所谓“加密级别不同”实际就是这个问题。",
  ),
  fromOutside: both(
    "Which ways the host accepts can be tried out one by one. Whether a policy or the local setting is the reason cannot be seen. Next: read SecurityLayer and UserAuthentication on the host, policy first (xrdp: security_layer).",
    "主机接受哪些方式可以逐个试出，但看不出是策略还是本机设置所致。下一步：查看主机的 SecurityLayer 和 UserAuthentication，先看策略（xrdp：security_layer）。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "host",
          "Local values first, policy values after; the policy wins. SecurityLayer in the registry: 0 = RDP, 1 = Negotiate, 2 = TLS (the WMI page counts differently).",
          "先是本机值，后是策略值，以策略为准。注册表中 SecurityLayer：0=RDP，1=协商，2=TLS（WMI 文档的编号不同）。",
          String.raw`Get-ItemProperty '${RDP_TCP}' | Select-Object SecurityLayer,UserAuthentication,MinEncryptionLevel,fAllowSecProtocolNegotiation; Get-ItemProperty '${POLICY}' -ErrorAction SilentlyContinue | Select-Object SecurityLayer,UserAuthentication,MinEncryptionLevel`,
        ),
      ],
      backup: [saveTerminalServerKey],
      fix: [
        powershell(
          "host",
          "TLS with NLA. If the policy holds a value, change it in the GPO instead.",
          "设为 TLS 加 NLA。如果由策略设置，请改 GPO。",
          String.raw`Set-ItemProperty '${RDP_TCP}' SecurityLayer 2 -Type DWord; Set-ItemProperty '${RDP_TCP}' UserAuthentication 1 -Type DWord; Set-ItemProperty '${RDP_TCP}' MinEncryptionLevel 3 -Type DWord; Set-ItemProperty '${RDP_TCP}' fAllowSecProtocolNegotiation 1 -Type DWord; Restart-Service TermService -Force`,
        ),
        advise(
          "client",
          "Update a client that cannot do TLS 1.2 with CredSSP.",
          "升级不支持 TLS 1.2 与 CredSSP 的客户端。",
        ),
      ],
      rollback: [restoreTerminalServerKey],
      risk: riskWithServiceRestart(
        "low",
        "Raising the layer shuts very old clients out. Lowering it is a test at most: put the values back in the same change.",
        "提高安全层会使很旧的客户端无法连接。降低安全层至多只能作为测试，并须在同一次变更中恢复。",
      ),
    },
    xrdp: {
      confirm: [
        sh(
          "host",
          "What is set, and what was negotiated with each client?",
          "设置是什么，与各客户端协商的结果是什么？",
          "grep -nE '^(security_layer|crypt_level|certificate|key_file)=' /etc/xrdp/xrdp.ini; grep 'Security protocol' /var/log/xrdp.log | tail -n 5",
        ),
      ],
      backup: [saveXrdp],
      fix: [
        sh(
          "host",
          "Only TLS. New connections use it at once. Take negotiate instead of tls if clients without TLS must still connect.",
          "只允许 TLS，新连接立即生效。如仍需支持没有 TLS 的客户端，请把 tls 换成 negotiate。",
          "sed -i 's/^security_layer=.*/security_layer=tls/' /etc/xrdp/xrdp.ini",
        ),
      ],
      rollback: [restoreXrdp],
      risk: risk(
        "low",
        "Clients without TLS cannot connect. Nobody is cut off. xrdp has no NLA: a client that insists on it cannot connect to xrdp at all.",
        "不支持 TLS 的客户端将无法连接。不会断开任何人。xrdp 没有 NLA：坚持使用 NLA 的客户端无法连接 xrdp。",
      ),
    },
  },
  variants: {
    "plain-rdp-only": {
      title: both("The host offers only the old RDP encryption", "主机仅提供旧式 RDP 加密"),
      explanation: both(
        "The host refuses TLS and takes only the encryption of old RDP. It cannot prove who it is, and current clients refuse or warn.",
        "主机拒绝 TLS，只接受旧式 RDP 加密，无法证明自己的身份；新版客户端会拒绝或警告。",
      ),
      fromOutside: both(
        "That TLS was refused was seen; the reason can be the setting or a certificate that the host cannot read. Next: read SecurityLayer on the host (xrdp: security_layer, then the certificate lines of /var/log/xrdp.log).",
        "已看到 TLS 被拒绝；原因可能是设置，也可能是主机读不到证书。下一步：查看主机的 SecurityLayer（xrdp：security_layer，再看 /var/log/xrdp.log 中的证书相关行）。",
      ),
    },
    "plain-rdp-accepted": {
      title: both("Old RDP encryption is accepted beside TLS", "除 TLS 外仍接受旧式 RDP 加密"),
      explanation: both(
        "Current clients are served with TLS, but a client that offers nothing better is let in with the encryption of old RDP. Nobody is kept from connecting; an attacker in the path can ask for the weaker way.",
        "新版客户端使用 TLS，但只支持旧方式的客户端也会以旧式 RDP 加密接入。这不影响连接，但途中的攻击者可以要求使用较弱的方式。",
      ),
      fromOutside: both(
        "That plain RDP was accepted was seen. Next: set SecurityLayer to 2 on the host (xrdp: security_layer=tls).",
        "已看到主机接受旧式 RDP 加密。下一步：将主机的 SecurityLayer 设为 2（xrdp：security_layer=tls）。",
      ),
    },
    "inconsistent-flags": {
      title: both("The host contradicts itself in its answer", "主机的应答自相矛盾"),
      explanation: both(
        "The host says that a protection was refused or not asked for, although it was offered. A device in the path may have altered the request, or the server has a fault.",
        "主机称某种保护方式被拒绝或未被请求，而客户端其实提供了。可能是途中设备改动了请求，或服务器本身有缺陷。",
      ),
      fromOutside: both(
        "The contradiction was seen on the wire; who made it cannot be told. Next: run the same check from the host's own network segment.",
        "矛盾已在协议中看到，但无法判断是谁造成的。下一步：在主机所在网段做同样的检测。",
      ),
    },
    "clear-text": {
      title: both("The host talks without any encryption", "主机以明文通信"),
      explanation: both(
        "Neither TLS nor RDP encryption is used: passwords and screens can be read by anyone on the way. Connections work, but must not be used.",
        "既没有 TLS 也没有 RDP 加密：途中任何人都能读到密码和屏幕内容。虽然能连接，但不应使用。",
      ),
      remedies: {
        windows: {
          confirm: [
            powershell(
              "host",
              "MinEncryptionLevel 1 with SecurityLayer 0 encrypts little or nothing.",
              "SecurityLayer 为 0 且 MinEncryptionLevel 为 1 时几乎不加密。",
              String.raw`Get-ItemProperty '${RDP_TCP}' | Select-Object SecurityLayer,MinEncryptionLevel`,
            ),
          ],
          backup: [saveTerminalServerKey],
          fix: [
            powershell(
              "host",
              "Demand TLS with NLA.",
              "要求 TLS 加 NLA。",
              String.raw`Set-ItemProperty '${RDP_TCP}' SecurityLayer 2 -Type DWord; Set-ItemProperty '${RDP_TCP}' UserAuthentication 1 -Type DWord; Set-ItemProperty '${RDP_TCP}' MinEncryptionLevel 3 -Type DWord; Restart-Service TermService -Force`,
            ),
          ],
          rollback: [restoreTerminalServerKey],
          risk: riskWithServiceRestart(
            "low",
            "Very old clients are shut out. Passwords that were used so far should be changed.",
            "很旧的客户端将无法连接。此前用过的密码应当更换。",
          ),
        },
        xrdp: {
          confirm: [
            sh(
              "host",
              "crypt_level=none without TLS is clear text.",
              "没有 TLS 且 crypt_level=none 即为明文。",
              "grep -nE '^(security_layer|crypt_level)=' /etc/xrdp/xrdp.ini",
            ),
          ],
          backup: [saveXrdp],
          fix: [
            sh(
              "host",
              "Demand TLS. New connections use it at once.",
              "要求 TLS。新连接立即生效。",
              "sed -i 's/^security_layer=.*/security_layer=tls/; s/^crypt_level=.*/crypt_level=high/' /etc/xrdp/xrdp.ini",
            ),
          ],
          rollback: [restoreXrdp],
          risk: risk(
            "low",
            "Clients without TLS cannot connect. Passwords that were used so far should be changed. Nobody is cut off.",
            "不支持 TLS 的客户端将无法连接。此前用过的密码应当更换。不会断开任何人。",
          ),
        },
      },
    },
  },
  events: ["RemoteConnectionManager 1050", "RdpCoreTS 105", "RdpCoreTS 139", "TermDD 50", "TermDD 56"],
  sources: [
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/internal-error-has-occurred-connecting-remote-machine.md",
    "TerminalServer.admx: TS_SECURITY_LAYER_POLICY, TS_ENCRYPTION_POLICY",
    "FreeRDP/FreeRDP: libfreerdp/core/nego.c",
    "xrdp 0.9.21: settings are read for each connection (seen)",
  ],
};
