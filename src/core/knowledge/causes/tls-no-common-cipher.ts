import type { Cause } from "./cause.ts";
import { restoreXrdp, saveXrdp } from "./recurring-steps.ts";
import { advise, both, powershell, risk, riskWithHostRestart, sh } from "./steps.ts";

const ORDER_REG = String.raw`HKLM\SOFTWARE\Policies\Microsoft\Cryptography\Configuration\SSL\00010002`;
const ORDER = String.raw`HKLM:\SOFTWARE\Policies\Microsoft\Cryptography\Configuration\SSL\00010002`;

export const cause: Cause = {
  id: "tls-no-common-cipher",
  class: "tls",
  title: both("No cipher suite in common", "没有共同的密码套件"),
  explanation: both(
    "Both sides speak the same TLS version, but no cipher suite is on both lists, or none that fits the type of the certificate. A cipher order set by policy is the usual reason.",
    "双方的 TLS 版本相同，但没有共同的密码套件，或没有适合证书类型的套件。通常是策略设置的密码套件顺序所致。",
  ),
  fromOutside: both(
    "The alert says that nothing fits; which suites the host would take can be tried out, why the others are missing cannot be seen. Next: read the cipher order policy on the host (xrdp: tls_ciphers).",
    "告警说明没有匹配的套件；主机接受哪些可逐个试出，但看不出其他套件为何缺失。下一步：查看主机上的密码套件顺序策略（xrdp：tls_ciphers）。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "host",
          "Which suites are on, and does a policy set the order?",
          "启用了哪些套件，是否由策略指定顺序？",
          String.raw`Get-TlsCipherSuite | Select-Object Name; (Get-ItemProperty '${ORDER}' -ErrorAction SilentlyContinue).Functions`,
        ),
      ],
      backup: [
        powershell(
          "host",
          "Save the policy value. If the key does not exist there is nothing to save.",
          "备份策略值。如果该项不存在，则无需备份。",
          String.raw`reg export "${ORDER_REG}" "C:\cipher-order-before.reg" /y`,
        ),
      ],
      fix: [
        advise(
          "dc",
          'Set the policy "SSL Cipher Suite Order" to Not configured in the GPO that holds it.',
          "在设置该值的 GPO 中把策略“SSL 密码套件顺序”设为“未配置”。",
        ),
        powershell(
          "host",
          "Remove the value that it left behind, and restart.",
          "删除其遗留的值并重启。",
          String.raw`Remove-ItemProperty '${ORDER}' Functions -ErrorAction SilentlyContinue; Restart-Computer`,
        ),
        powershell(
          "host",
          "Or switch one common suite on and restart.",
          "或启用一个通用套件并重启。",
          "Enable-TlsCipherSuite -Name TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384; Restart-Computer",
        ),
      ],
      rollback: [
        powershell(
          "host",
          "Put the saved order back.",
          "恢复备份的顺序。",
          String.raw`reg import "C:\cipher-order-before.reg"; Restart-Computer`,
        ),
      ],
      risk: riskWithHostRestart(
        "medium",
        "The order also serves IIS, LDAPS and others on the host.",
        "该顺序同样作用于主机上的 IIS、LDAPS 等。",
      ),
    },
    xrdp: {
      confirm: [
        sh(
          "host",
          "Which ciphers are set, and are they valid?",
          "设置了哪些密码套件，是否有效？",
          "grep -n 'tls_ciphers' /etc/xrdp/xrdp.ini; grep -iE 'no shared cipher|Invalid TLS cipher' /var/log/xrdp.log | tail -n 5",
        ),
        sh(
          "host",
          "RSA or EC key? The suites must fit it.",
          "私钥是 RSA 还是 EC？套件必须与之匹配。",
          `c=$(sed -n 's/^certificate=//p' /etc/xrdp/xrdp.ini | head -n 1); openssl x509 -in "\${c:-/etc/xrdp/cert.pem}" -noout -text | grep 'Public Key Algorithm'`,
        ),
      ],
      backup: [saveXrdp],
      fix: [
        sh(
          "host",
          "Go back to the default list. New connections use it at once.",
          "恢复默认列表。新连接立即生效。",
          "sed -i 's/^tls_ciphers=.*/tls_ciphers=HIGH/' /etc/xrdp/xrdp.ini && openssl ciphers -v HIGH | head -n 5",
        ),
      ],
      rollback: [restoreXrdp],
      risk: risk(
        "low",
        "A wider list may admit suites that your rules forbid. Nobody is cut off.",
        "放宽列表可能引入安全规定不允许的套件。不会断开任何人。",
      ),
    },
  },
  events: ["Schannel 36874", "Schannel 36888", "Schannel 36873"],
  sources: [
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/internal-error-has-occurred-connecting-remote-machine.md",
    "xrdp 0.9.21: xrdp.ini, tls_ciphers",
  ],
};
