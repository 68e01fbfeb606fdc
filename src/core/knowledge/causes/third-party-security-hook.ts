import type { Cause } from "./cause.ts";
import { nothingToSave } from "./recurring-steps.ts";
import { advise, both, powershell, risk, sh } from "./steps.ts";

const agree = risk(
  "medium",
  "This lowers protection. Agree with the owner of the security product first.",
  "这会降低防护。请先与安全产品负责人达成一致。",
);

export const cause: Cause = {
  id: "third-party-security-hook",
  class: "host",
  title: both("Security agent, crypto provider or filter driver interferes", "第三方安全软件/加密组件干扰"),
  explanation: both(
    "A security product on the host or in the path meddles with the RDP connection and breaks it.",
    "主机上或途中的安全产品干预了 RDP 连接，导致其中断。",
  ),
  fromOutside: both(
    "A cut or altered connection can be seen, the product cannot. Next: compare with a host of the same build without it, or check from the host's own segment.",
    "从外部能看到连接被中断或篡改，但看不到是哪个产品。下一步：与没有该产品的同版本主机比较，或从主机所在网段检测。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "host",
          "Which filters and which crypto providers are loaded?",
          "加载了哪些筛选驱动和加密提供程序？",
          String.raw`fltmc filters; Get-ChildItem 'HKLM:\SYSTEM\CurrentControlSet\Control\SecurityProviders'; (Get-ItemProperty 'HKLM:\SYSTEM\CurrentControlSet\Control\SecurityProviders').SecurityProviders`,
        ),
        advise("host", "Does a host of the same build without the product work?", "没有该产品的同版本主机是否正常？"),
      ],
      backup: [
        advise(
          "host",
          "Export the product's policy in its own console, and keep its installer at hand.",
          "在产品控制台导出其策略，并准备好安装程序。",
        ),
      ],
      fix: [
        advise(
          "host",
          "Update it, exclude RDP in it, or uninstall it. Stopping it is not enough: its hooks stay loaded until a restart.",
          "更新产品、在其中排除 RDP，或卸载。仅停止服务不够：钩子在重启前仍在加载。",
        ),
      ],
      rollback: [advise("host", "Install it again and import the exported policy.", "重新安装并导入导出的策略。")],
      risk: agree,
    },
    xrdp: {
      confirm: [
        sh(
          "host",
          "Does a security module refuse something, and does the connection reach xrdp at all?",
          "是否有安全模块拒绝了操作，连接是否到达了 xrdp？",
          "journalctl -k --since '-1 hour' --no-pager | grep -iE 'apparmor|selinux|avc' | tail -n 10; tail -n 20 /var/log/xrdp.log",
        ),
        sh(
          "host",
          "Which programs hook into it?",
          "哪些程序挂接在其中？",
          "for p in $(pgrep -x xrdp); do grep -oE '/[^ ]+\\.so[^ ]*' /proc/$p/maps | sort -u | grep -vE '^/(usr/)?lib/'; done; cat /etc/ld.so.preload 2>/dev/null",
        ),
      ],
      backup: [
        advise(
          "host",
          "Export the product's policy in its own console, and keep its installer at hand.",
          "在产品控制台导出其策略，并准备好安装程序。",
        ),
      ],
      fix: [
        advise(
          "host",
          "Update it, exclude port 3389 or xrdp in it, or remove it; on the network, take RDP out of inspection.",
          "更新产品、在其中排除 3389 端口或 xrdp，或移除它；网络设备上让 RDP 不经过检查。",
        ),
      ],
      rollback: [advise("host", "Install it again and import the exported policy.", "重新安装并导入导出的策略。")],
      risk: agree,
    },
  },
  variants: {
    "tls-reset": {
      title: both("The connection is reset when TLS begins", "TLS 开始时连接被复位"),
      explanation: both(
        "RDP answers, but the connection is cut as soon as the first TLS message is sent. An inspection device or agent that does not know TLS inside RDP does this; so does a host whose certificate key cannot be used.",
        "RDP 有应答，但一发送 TLS 首条消息就被切断。不认识 RDP 内 TLS 的检测设备或代理会这样做；证书私钥不可用的主机也是如此。",
      ),
      fromOutside: both(
        "Where the reset came from cannot be told. Next: check from the host's own segment; if it works there, the device is in between, else look at the certificate of the host.",
        "无法判断复位来自哪里。下一步：从主机所在网段检测；若正常则设备在中间，否则检查主机证书。",
      ),
    },
    interception: {
      title: both("Something in the path opens the TLS connection", "途中有设备拆解 TLS"),
      explanation: both(
        "The certificate comes from an inspecting device, not from the host. Logons with NLA then fail, and whoever runs the device can read everything.",
        "看到的证书来自检测设备而不是主机。NLA 登录会因此失败，且设备的管理者能读到全部内容。",
      ),
      fromOutside: both(
        "The issuer of the certificate hints at the product. Whether it is yours or an attacker's cannot be told. Next: compare the thumbprint with the one on the host's console.",
        "证书签发者能提示是哪种产品，但分不清是自家的还是攻击者的。下一步：与主机控制台上的证书指纹核对。",
      ),
      remedies: {
        windows: {
          confirm: [
            powershell(
              "host",
              "On the console: this must be the thumbprint that the client sees.",
              "在控制台上运行：客户端看到的指纹应与此一致。",
              `(Get-CimInstance -Namespace root/cimv2/TerminalServices -ClassName Win32_TSGeneralSetting -Filter "TerminalName='RDP-Tcp'").SSLCertificateSHA1Hash`,
            ),
          ],
          backup: [nothingToSave],
          fix: [
            advise(
              "network",
              "If the device is yours: take RDP out of its inspection. If not: disconnect and call security; change the passwords used since.",
              "若为自家设备：将 RDP 排除在检查之外。若不是：断开连接并通知安全团队，更换期间用过的密码。",
            ),
          ],
          rollback: [advise("network", "Put the inspection rule back.", "恢复检查规则。")],
          risk: risk(
            "low",
            "Do not log on through it until it is known whose it is.",
            "在弄清归属之前不要经由它登录。",
          ),
        },
        xrdp: {
          confirm: [
            sh(
              "host",
              "On the console: this must be the fingerprint that the client sees.",
              "在控制台上运行：客户端看到的指纹应与此一致。",
              `c=$(sed -n 's/^certificate=//p' /etc/xrdp/xrdp.ini | head -n 1); openssl x509 -in "\${c:-/etc/xrdp/cert.pem}" -noout -fingerprint -sha256`,
            ),
          ],
          backup: [nothingToSave],
          fix: [
            advise(
              "network",
              "If the device is yours: take RDP out of its inspection. If not: disconnect and call security; change the passwords used since.",
              "若为自家设备：将 RDP 排除在检查之外。若不是：断开连接并通知安全团队，更换期间用过的密码。",
            ),
          ],
          rollback: [advise("network", "Put the inspection rule back.", "恢复检查规则。")],
          risk: risk(
            "low",
            "Do not log on through it until it is known whose it is.",
            "在弄清归属之前不要经由它登录。",
          ),
        },
      },
    },
  },
  events: ["Schannel 36865", "Application Error 1000"],
  sources: [
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/remote-desktop-service-currently-busy.md",
  ],
  unverified: both(
    "From the field, not verified: the integrity check of CryptoPro (registry key CProIntegrity under Session Manager, CheckMode) can break RDP.",
    "社区经验，未核实：CryptoPro 的完整性检查（Session Manager 下的 CProIntegrity 项，CheckMode）可能导致 RDP 故障。",
  ),
};
