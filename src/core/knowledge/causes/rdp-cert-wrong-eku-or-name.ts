import type { Cause } from "./cause.ts";
import {
  bindThumbprint,
  makeXrdpCertificate,
  restoreThumbprint,
  restoreXrdp,
  saveThumbprint,
  saveXrdp,
  showXrdpCertificate,
  useXrdpCertificate,
} from "./recurring-steps.ts";
import { LISTENER_SETTINGS } from "./registry-paths.ts";
import { advise, both, powershell, risk } from "./steps.ts";

export const cause: Cause = {
  id: "rdp-cert-wrong-eku-or-name",
  class: "certificate",
  title: both("Certificate unfit: use, key, name or template", "证书用途、名称或模板不合格"),
  explanation: both(
    "The certificate is there, but a client has reason to refuse it: it is for another name, not meant for servers, or its key or signature is too weak.",
    "证书存在，但客户端有理由拒绝：名称不符、用途不含服务器身份验证，或密钥、签名强度不足。",
  ),
  fromOutside: both(
    "Names, uses, key and signature are read from the certificate and are certain. Whether the template or the person asked for the wrong thing cannot be seen. Next: look at the bound certificate and its template on the host.",
    "名称、用途、密钥和签名直接读自证书，确定无疑；但看不出是模板还是申请时出错。下一步：在主机上查看所绑定的证书及其模板。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "host",
          "Names, uses, key size and signature of the bound certificate.",
          "所绑定证书的名称、用途、密钥长度和签名算法。",
          String.raw`$t = (${LISTENER_SETTINGS}).SSLCertificateSHA1Hash; Get-ChildItem 'Cert:\LocalMachine\Remote Desktop','Cert:\LocalMachine\My' | Where-Object Thumbprint -eq $t | Select-Object Subject,DnsNameList,EnhancedKeyUsageList,@{n='KeySize';e={$_.PublicKey.Key.KeySize}},@{n='Signature';e={$_.SignatureAlgorithm.FriendlyName}}`,
        ),
      ],
      backup: [saveThumbprint],
      fix: [
        advise(
          "host",
          'In a domain: the policy "Server authentication certificate template" makes every host enrol for itself. The template must take the DNS name as subject and hold Server Authentication.',
          "域环境：用策略“服务器身份验证证书模板”让各主机自动申请。模板须以 DNS 名称作为使用者，并包含“服务器身份验证”。",
        ),
        powershell(
          "host",
          "For a test: make a fitting certificate with both names (put yours in). It does nothing until it is bound and NETWORK SERVICE can read its key.",
          "测试用：生成含两个名称的合格证书（换成自己的）。在绑定并让 NETWORK SERVICE 可读私钥之前，它不起作用。",
          String.raw`New-SelfSignedCertificate -DnsName rdp01.contoso.com,rdp01 -CertStoreLocation 'Cert:\LocalMachine\My' -KeyAlgorithm RSA -KeyLength 2048 -KeyUsage DigitalSignature,KeyEncipherment -TextExtension '2.5.29.37={text}1.3.6.1.5.5.7.3.1' -KeyExportPolicy NonExportable -NotAfter (Get-Date).AddMonths(12)`,
        ),
        bindThumbprint,
      ],
      rollback: [restoreThumbprint],
      risk: risk(
        "medium",
        "An exportable key is a theft risk: keep it non-exportable. Clients warn once for the new certificate.",
        "可导出的私钥有被盗风险，请保持不可导出。客户端会对新证书警告一次。",
      ),
    },
    xrdp: {
      confirm: [showXrdpCertificate],
      backup: [saveXrdp],
      fix: [makeXrdpCertificate, useXrdpCertificate],
      rollback: [restoreXrdp],
      risk: risk(
        "low",
        "Clients see a new certificate and warn once. Nobody is cut off.",
        "客户端会看到新证书并警告一次。不会断开任何人。",
      ),
    },
  },
  variants: {
    "name-mismatch": {
      title: both("The certificate is for another name", "证书名称与所用名称不符"),
      explanation: both(
        "The certificate does not contain the name or address that was asked, so clients warn. Use the name that it contains, or issue one with the name that people use.",
        "证书中没有所请求的名称或地址，客户端会警告。请改用证书里的名称连接，或重新签发包含实际所用名称的证书。",
      ),
      fromOutside: both(
        "A different name can also mean a different machine: compare with the name that the host gives of itself. Next: connect by the name in the certificate.",
        "名称不同也可能是连到了别的机器：请与主机自报的名称核对。下一步：改用证书中的名称连接。",
      ),
    },
    "weak-key-or-signature": {
      title: both("Key or signature of the certificate is too weak", "证书密钥或签名过弱"),
      explanation: both(
        "The key is shorter than 2048 bits (RSA), or the signature uses SHA-1 or MD5. Current clients warn or refuse.",
        "RSA 密钥短于 2048 位，或签名使用了 SHA-1、MD5。新版客户端会警告或拒绝。",
      ),
    },
    "no-server-auth-eku": {
      title: both("The certificate is not meant for servers", "证书用途不含服务器身份验证"),
      explanation: both(
        "The certificate lists its uses, and neither Server Authentication (1.3.6.1.5.5.7.3.1) nor Remote Desktop Authentication (1.3.6.1.4.1.311.54.1.2) is among them.",
        "证书列出了用途，但既不含“服务器身份验证”（1.3.6.1.5.5.7.3.1），也不含“远程桌面身份验证”（1.3.6.1.4.1.311.54.1.2）。",
      ),
    },
    "unusable-key-type": {
      title: both("The key type is not usable for RDP clients", "密钥类型无法被 RDP 客户端使用"),
      explanation: both(
        "The certificate uses a key type that common RDP clients cannot handle in TLS, such as Ed25519. Use RSA 2048 or longer, or ECDSA P-256.",
        "证书使用了常见 RDP 客户端在 TLS 中无法处理的密钥类型，例如 Ed25519。请改用 RSA 2048 位以上或 ECDSA P-256。",
      ),
      unverified: both(
        "Which Windows builds refuse Ed25519 was not read on a Microsoft page.",
        "哪些 Windows 版本拒绝 Ed25519，未在微软页面上核实。",
      ),
    },
  },
  events: [
    "RemoteConnectionManager 1054",
    "RemoteConnectionManager 1062",
    "RemoteConnectionManager 1064",
    "CertificateServicesClient-AutoEnrollment 6",
    "CertificateServicesClient-AutoEnrollment 13",
  ],
  sources: [
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/remote-desktop-listener-certificate-configurations.md",
    "TerminalServer.admx: TS_CERTIFICATE_TEMPLATE_POLICY",
    "event texts 1054, 1062",
  ],
  unverified: both(
    "Some TLS libraries refuse the Windows self-signed certificate for ECDHE and TLS 1.3, because its key usage has only encipherment bits (one public report); that is a fault of the tool, not of the host. AutoEnrollment 6 and 13 were not checked against a page.",
    "有公开报告称，Windows 自签名证书的密钥用途只含加密位，部分 TLS 库会因此拒绝 ECDHE 和 TLS 1.3；这是工具的问题，不是主机故障。AutoEnrollment 6、13 未对照页面核实。",
  ),
};
