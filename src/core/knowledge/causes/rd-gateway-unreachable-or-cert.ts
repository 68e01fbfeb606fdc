import type { Cause } from "./cause.ts";
import { nothingToSave, nothingToUndo } from "./recurring-steps.ts";
import { advise, both, powershell, risk } from "./steps.ts";

const gatewayRestart = risk(
  "medium",
  "Restarting the gateway service cuts every connection through it.",
  "重启网关服务会断开经由它的所有连接。",
);

export const cause: Cause = {
  id: "rd-gateway-unreachable-or-cert",
  class: "gateway",
  title: both("RD Gateway not reachable or its certificate is bad", "RD 网关不可达或证书问题"),
  explanation: both(
    "The way to the desktop goes through a gateway, and the gateway is out of reach, stopped, or shows a certificate that clients refuse.",
    "到桌面的连接要经过网关，而网关不可达、已停止，或其证书被客户端拒绝。",
  ),
  fromOutside: both(
    "Port, HTTPS answer and certificate of the gateway are seen; the desktop behind it is not. Next: look at the services TSGateway and W3SVC on the gateway.",
    "从外部能看到网关的端口、HTTPS 应答和证书，看不到其后的桌面。下一步：在网关上查看 TSGateway 和 W3SVC 服务。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "client",
          "Does the gateway answer? UDP 3391 blocked only makes it slower.",
          "网关是否应答？UDP 3391 被阻断只会变慢。",
          "Test-NetConnection gw.contoso.com -Port 443",
        ),
        powershell(
          "gateway",
          "Do the services run, and is the certificate in date and for the right name?",
          "服务是否运行，证书是否在有效期内且名称正确？",
          String.raw`Get-Service TSGateway,W3SVC; Get-ChildItem 'Cert:\LocalMachine\My' | Where-Object { $_.DnsNameList -match 'gw' } | Select-Object Subject,NotAfter,Thumbprint`,
        ),
      ],
      backup: [
        powershell(
          "gateway",
          "Note the present binding.",
          "记录当前绑定。",
          String.raw`netsh http show sslcert | Set-Content "C:\sslcert-before.txt"`,
        ),
        advise(
          "gateway",
          "RD Gateway Manager: export policy and configuration settings.",
          "RD 网关管理器：导出策略和配置设置。",
        ),
      ],
      fix: [
        powershell("gateway", "Start the services.", "启动服务。", "Start-Service W3SVC,TSGateway"),
        advise(
          "network",
          "Open TCP 443 (and UDP 3391), and let the path through the web proxy without its own logon.",
          "放行 TCP 443（及 UDP 3391），并让该路径免代理认证通过 Web 代理。",
        ),
      ],
      rollback: [
        advise(
          "gateway",
          "Import the exported settings, or stop the services if they were stopped on purpose.",
          "导入导出的设置；如果服务本来就应停止，则重新停止。",
        ),
      ],
      risk: gatewayRestart,
    },
  },
  variants: {
    certificate: {
      title: both("The certificate of the RD Gateway is bad", "RD 网关证书有问题"),
      explanation: both(
        "The gateway's certificate is out of date, for another name, or not trusted. Clients refuse to go through it.",
        "网关证书已过期、名称不符或不受信任，客户端拒绝经由它连接。",
      ),
      fromOutside: both(
        "Dates and names are certain; whether your clients trust the issuer depends on them. Next: look at the certificate bound in RD Gateway Manager.",
        "有效期和名称是确定的；是否信任签发者取决于客户端。下一步：在 RD 网关管理器中查看绑定的证书。",
      ),
      remedies: {
        windows: {
          confirm: [
            powershell(
              "gateway",
              "Dates, names and thumbprint; and what is bound to port 443.",
              "有效期、名称、指纹，以及 443 端口绑定的证书。",
              String.raw`Get-ChildItem 'Cert:\LocalMachine\My' | Select-Object Subject,DnsNameList,NotAfter,Thumbprint; netsh http show sslcert`,
            ),
          ],
          backup: [
            powershell(
              "gateway",
              "Note the thumbprint that is bound now.",
              "记录当前绑定的指纹。",
              String.raw`Import-Module RemoteDesktopServices; Get-Item 'RDS:\GatewayServer\SSLCertificate\Thumbprint' | Select-Object CurrentValue | Export-Csv "C:\gw-thumbprint-before.csv" -NoTypeInformation`,
            ),
          ],
          fix: [
            advise(
              "gateway",
              "Enrol a certificate with the public name of the gateway, and make its revocation list reachable for the clients.",
              "申请包含网关公开名称的证书，并保证客户端能访问其吊销列表。",
            ),
            powershell(
              "gateway",
              "Bind it (put its thumbprint in) and restart the gateway service.",
              "绑定证书（填入指纹）并重启网关服务。",
              String.raw`Import-Module RemoteDesktopServices; Set-Item 'RDS:\GatewayServer\SSLCertificate\Thumbprint' -Value '0123456789ABCDEF0123456789ABCDEF01234567'; Restart-Service TSGateway`,
            ),
          ],
          rollback: [
            powershell(
              "gateway",
              "Bind the former certificate again.",
              "重新绑定原来的证书。",
              String.raw`Import-Module RemoteDesktopServices; Set-Item 'RDS:\GatewayServer\SSLCertificate\Thumbprint' -Value (Import-Csv "C:\gw-thumbprint-before.csv").CurrentValue; Restart-Service TSGateway`,
            ),
          ],
          risk: gatewayRestart,
        },
      },
      unverified: both(
        "The path RDS:\\GatewayServer\\SSLCertificate\\Thumbprint was not checked against a page.",
        "路径 RDS:\\GatewayServer\\SSLCertificate\\Thumbprint 未对照页面核实。",
      ),
    },
    "service-unavailable": {
      title: both("The gateway's web server says: service unavailable", "网关的 Web 服务返回“服务不可用”"),
      explanation: both(
        "The web server answers, but the gateway behind it does not: the service is stopped, its application pool is off, or a balancer has no living gateway.",
        "Web 服务器有应答，但其后的网关没有：服务已停止、应用程序池已关闭，或负载均衡没有可用的网关。",
      ),
      fromOutside: both(
        "The answer 503 is certain, its reason is not. Next: look at the service TSGateway and the application pools on the gateway.",
        "503 应答是确定的，原因则不能确定。下一步：在网关上查看 TSGateway 服务和应用程序池。",
      ),
      remedies: {
        windows: {
          confirm: [
            powershell(
              "gateway",
              "Do services and application pools run?",
              "服务和应用程序池是否运行？",
              "Get-Service TSGateway,W3SVC; Import-Module WebAdministration; Get-ChildItem 'IIS:\\AppPools'",
            ),
          ],
          backup: [nothingToSave],
          fix: [
            powershell(
              "gateway",
              "Start them.",
              "启动它们。",
              "Start-Service W3SVC,TSGateway; Import-Module WebAdministration; Start-WebAppPool -Name 'DefaultAppPool'",
            ),
          ],
          rollback: [nothingToUndo],
          risk: risk("low", "Somebody may have stopped it on purpose; ask.", "可能有人特意停止了服务，请先询问。"),
        },
      },
    },
    "not-a-gateway": {
      title: both("What answers is not an RD Gateway", "应答的不是 RD 网关"),
      explanation: both(
        "A web server answers on this address, but it does not know the paths of an RD Gateway. The name or port is wrong, or the role is not installed.",
        "此地址上有 Web 服务器，但它不识别 RD 网关的路径：名称或端口不对，或未安装该角色。",
      ),
      fromOutside: both(
        "The answer shows that the paths are missing here; a proxy in between may hide them. Next: check the gateway's name in the client's settings.",
        "应答说明此处没有这些路径；也可能被中间的代理隐藏。下一步：核对客户端设置中的网关名称。",
      ),
      remedies: {
        windows: {
          confirm: [
            powershell("gateway", "Is the role installed?", "是否安装了该角色？", "Get-WindowsFeature RDS-Gateway"),
            advise(
              "client",
              "Is the gateway's name in the client's settings (gatewayhostname in the .rdp file) right?",
              "客户端设置中的网关名称（.rdp 文件的 gatewayhostname）是否正确？",
            ),
          ],
          backup: [advise("client", "Keep a copy of the .rdp file.", "保留 .rdp 文件副本。")],
          fix: [
            advise(
              "client",
              "Write the right name into gatewayhostname, or publish the gateway's paths /remoteDesktopGateway/ and /rpc/ on the proxy.",
              "在 gatewayhostname 中写入正确的名称，或在代理上发布网关路径 /remoteDesktopGateway/ 和 /rpc/。",
            ),
          ],
          rollback: [advise("client", "Put the copy of the .rdp file back.", "恢复 .rdp 文件副本。")],
          risk: risk("low", "Only the client's file or the proxy's paths change.", "只改动客户端文件或代理路径。"),
        },
      },
    },
  },
  events: [],
  sources: [
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/ports-used-by-rds.md",
    "rackerlabs/rackspace-how-to: rds-client-disconnected-codes-and-reasons.md (reasons 0x3000002 to 0x300000D)",
  ],
};
