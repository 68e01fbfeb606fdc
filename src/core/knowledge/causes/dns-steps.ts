// Steps that several remedies for a wrong name share.
import type { RemedyStep, Risk } from "./cause.ts";
import { advise, cmd, powershell, risk, sh } from "./steps.ts";

export const saveRecord: RemedyStep = powershell(
  "dc",
  "Save the records of the name.",
  "备份该名称的 DNS 记录。",
  String.raw`Get-DnsServerResourceRecord -ZoneName contoso.com -Name rdp01 | Export-Clixml "C:\rdp01-dns-before.xml"`,
);
export const putAddressBack: RemedyStep = powershell(
  "dc",
  "Put the removed address back.",
  "把删除的地址加回去。",
  "Add-DnsServerResourceRecordA -ZoneName contoso.com -Name rdp01 -IPv4Address 192.0.2.10",
);
export const forgetOnWindows: RemedyStep = cmd(
  "client",
  "Forget the old answer on the client.",
  "清除客户端上的旧解析结果。",
  "ipconfig /flushdns",
);
export const forgetOnLinux: RemedyStep = sh(
  "client",
  "Forget the old answer on a Linux client (with systemd-resolved).",
  "清除 Linux 客户端上的旧结果（使用 systemd-resolved 时）。",
  "resolvectl flush-caches",
);
export const readOwnAddresses: RemedyStep = sh(
  "host",
  "Read the host's own name and addresses.",
  "查看主机自己的名称和地址。",
  "hostname -f; ip -brief address",
);
export const correctName: RemedyStep = advise(
  "client",
  "If the name is misspelt or lacks its suffix: correct it where it is used.",
  "如果名称拼写错误或缺少后缀：在使用处改正。",
);
export const wrongRecordRisk: Risk = risk(
  "low",
  "A record with a wrong address leads users to another machine.",
  "地址写错的记录会把用户带到别的机器。",
);
export const saveHosts: RemedyStep = sh(
  "client",
  "Save the local names file.",
  "备份本地名称文件。",
  "cp -a /etc/hosts /root/hosts-before",
);
export const putHostsBack: RemedyStep = sh(
  "client",
  "Put the local names file back.",
  "恢复本地名称文件。",
  "cp -a /root/hosts-before /etc/hosts",
);
