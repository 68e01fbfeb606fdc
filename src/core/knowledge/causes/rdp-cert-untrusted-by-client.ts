import type { Cause } from "./cause.ts";
import {
  restoreXrdp,
  saveThumbprint,
  bindThumbprint,
  restoreThumbprint,
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
  events: ["Schannel 36887", "Schannel 36882", "Schannel 36883", "Schannel 36884"],
  sources: ["TerminalServer.admx: TS_SERVER_AUTH", "Schannel event texts"],
};
