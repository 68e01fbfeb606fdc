import type { Cause } from "./cause.ts";
import {
  bindThumbprint,
  nothingToSave,
  restoreThumbprint,
  restoreXrdp,
  saveThumbprint,
  saveXrdp,
  showXrdpCertificate,
  useXrdpCertificate,
} from "./recurring-steps.ts";
import { POLICY } from "./registry-paths.ts";
import { advise, both, cmd, powershell, risk, sh } from "./steps.ts";

const neverIgnore = risk(
  "low",
  "Do not make the warning go away by setting clients to connect in any case: that invites interception. Never hand out a PFX: it holds the private key.",
  "不要通过让客户端“始终连接”来消除警告，那会给中间人可乘之机。切勿分发 PFX：其中含有私钥。",
);

export const cause: Cause = {
  id: "rdp-cert-untrusted-by-client",
  class: "certificate",
  title: both("Client does not trust the certificate", "客户端不信任服务器证书"),
  explanation: both(
    "The certificate comes from an issuer that the client does not know, as every self-signed one does. Clients warn; strict ones refuse.",
    "证书的签发者不被客户端信任，自签名证书都是如此。客户端会警告，严格的客户端会拒绝连接。",
  ),
  fromOutside: both(
    "Trust depends on the machine that asks: what is unknown here may be known to your clients. Next: see which root the clients hold, and who issued the certificate.",
    "是否信任取决于发起连接的机器：此处不认识的签发者，你的客户端可能认识。下一步：查看客户端信任的根证书和该证书的签发者。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "client",
          "Check the chain of the host's certificate (export it to the file first) and the client policy: 0 connect anyway, 1 refuse, 2 warn.",
          "检查主机证书的证书链（先导出到文件）以及客户端策略：0 仍然连接，1 拒绝，2 警告。",
          String.raw`certutil -verify -urlfetch "C:\rdp.cer"; (Get-ItemProperty '${POLICY}' -ErrorAction SilentlyContinue).AuthenticationLevel`,
        ),
      ],
      backup: [
        saveThumbprint,
        powershell(
          "client",
          "Note the trusted roots.",
          "记录受信任的根证书。",
          String.raw`Get-ChildItem 'Cert:\LocalMachine\Root' | Select-Object Thumbprint,Subject | Export-Csv "C:\roots-before.csv" -NoTypeInformation`,
        ),
      ],
      fix: [
        advise(
          "host",
          "Give the host a certificate of a CA that the clients know, then bind it.",
          "为主机签发客户端信任的 CA 证书，然后绑定。",
        ),
        bindThumbprint,
        cmd(
          "dc",
          "Publish the public root certificate to all domain members.",
          "向所有域成员发布根证书（公钥）。",
          String.raw`certutil -dspublish -f "C:\root.cer" RootCA`,
        ),
      ],
      rollback: [
        restoreThumbprint,
        cmd(
          "dc",
          "Withdraw the published root (put its subject in).",
          "撤回已发布的根证书（填入其使用者名称）。",
          String.raw`certutil -viewdelstore "ldap:///CN=Certification Authorities,CN=Public Key Services,CN=Services,CN=Configuration,DC=contoso,DC=com?cACertificate"`,
        ),
      ],
      risk: neverIgnore,
    },
    xrdp: {
      confirm: [showXrdpCertificate],
      backup: [saveXrdp],
      fix: [
        advise(
          "host",
          "Best: a certificate of a CA that the clients know. Save its chain as /etc/xrdp/rdp-cert.pem and its key as /etc/xrdp/rdp-key.pem (group xrdp, mode 0640).",
          "最佳做法：使用客户端信任的 CA 证书。证书链存为 /etc/xrdp/rdp-cert.pem，私钥存为 /etc/xrdp/rdp-key.pem（属组 xrdp，权限 0640）。",
        ),
        useXrdpCertificate,
        sh(
          "client",
          "Or make Linux clients trust the public CA certificate (PEM).",
          "或让 Linux 客户端信任 CA 的公钥证书（PEM）。",
          "install -m 0644 /root/example-ca.pem /usr/local/share/ca-certificates/example-ca.crt && update-ca-certificates",
        ),
      ],
      rollback: [
        restoreXrdp,
        sh(
          "client",
          "Withdraw the trust again.",
          "撤销信任。",
          "rm -f /usr/local/share/ca-certificates/example-ca.crt && update-ca-certificates --fresh",
        ),
      ],
      risk: neverIgnore,
    },
  },
  variants: {
    "key-changed": {
      title: both("The host shows another key than last time", "主机出示的密钥与上次不同"),
      explanation: both(
        "The certificate was renewed, the host was installed anew, another host answers under this name, or somebody stands in between. The password was not sent.",
        "证书已更新、主机已重装、该名称由另一台主机应答，或中间有人截获。密码没有发送。",
      ),
      fromOutside: both(
        "That the key changed is certain, why is not. Windows renews the certificate that it makes itself every six months. Next: compare the fingerprint with the one on the host's console, then allow the new key by name.",
        "密钥已更改是确定的，原因不确定。Windows 自动生成的证书约每六个月更新一次。下一步：与主机控制台上的指纹核对，确认后再明确允许新密钥。",
      ),
      remedies: {
        windows: {
          confirm: [
            powershell(
              "host",
              "On the console: thumbprint and begin of the certificate in use.",
              "在控制台上运行：所用证书的指纹和生效时间。",
              String.raw`$t=(Get-CimInstance -Namespace root/cimv2/TerminalServices -ClassName Win32_TSGeneralSetting -Filter "TerminalName='RDP-Tcp'").SSLCertificateSHA1Hash; Get-ChildItem 'Cert:\LocalMachine\My','Cert:\LocalMachine\Remote Desktop' | Where-Object Thumbprint -eq $t | Select-Object Thumbprint,Subject,NotBefore,NotAfter`,
            ),
          ],
          backup: [nothingToSave],
          fix: [
            advise(
              "client",
              "If it is the host's: log on once with the option that allows a changed key; it is then remembered. If it is not: do not log on, and find out who answers.",
              "如果确认是主机的证书：使用允许密钥变更的选项登录一次，之后会记住新密钥。如果不是：不要登录，先查明是谁在应答。",
            ),
          ],
          rollback: [
            advise(
              "client",
              "Take the remembered key out of the state folder again.",
              "从状态目录中删除已记住的密钥。",
            ),
          ],
          risk: neverIgnore,
        },
        xrdp: {
          confirm: [
            showXrdpCertificate,
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
              "client",
              "If it is the host's: log on once with the option that allows a changed key; it is then remembered. If it is not: do not log on, and find out who answers.",
              "如果确认是主机的证书：使用允许密钥变更的选项登录一次，之后会记住新密钥。如果不是：不要登录，先查明是谁在应答。",
            ),
          ],
          rollback: [
            advise(
              "client",
              "Take the remembered key out of the state folder again.",
              "从状态目录中删除已记住的密钥。",
            ),
          ],
          risk: neverIgnore,
        },
      },
    },
  },
  events: ["Schannel 36887", "Schannel 36882", "Schannel 36883", "Schannel 36884"],
  sources: ["TerminalServer.admx: TS_SERVER_AUTH", "Schannel event texts"],
};
