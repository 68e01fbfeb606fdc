import type { Cause } from "./cause.ts";
import { saveXrdp } from "./recurring-steps.ts";
import { advise, both, powershell, risk, riskWithXrdpRestart, sh } from "./steps.ts";

export const cause: Cause = {
  id: "logon-right-missing",
  class: "auth",
  title: both("User may not log on through Remote Desktop", "用户没有远程桌面登录权限"),
  explanation: both(
    "Name and password are right, but the user has no right to log on by Remote Desktop on this host, or a Deny rule takes it away. Local administrator rights are not needed for it.",
    "用户名和密码正确，但该用户在此主机上没有远程桌面登录权限，或被“拒绝”规则剥夺。登录并不需要本地管理员权限。",
  ),
  fromOutside: both(
    "Visible only with the user's own credentials. Next: see who is in the group Remote Desktop Users, and who is denied.",
    "只有使用该用户的凭据时才能看到。下一步：查看“Remote Desktop Users”组成员以及被拒绝的对象。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "host",
          "Who is in the group, and who holds or is denied the right? Deny beats allow.",
          "组成员有谁，谁拥有或被拒绝该权限？拒绝优先于允许。",
          String.raw`Get-LocalGroupMember -SID S-1-5-32-555; secedit /export /cfg "C:\ur.inf" /areas USER_RIGHTS; Select-String -Path "C:\ur.inf" -Pattern 'Se(Deny)?RemoteInteractiveLogonRight'`,
        ),
      ],
      backup: [
        powershell(
          "host",
          "Keep the exported rights and the member list.",
          "保留导出的权限和成员列表。",
          String.raw`secedit /export /cfg "C:\ur-before.inf" /areas USER_RIGHTS; Get-LocalGroupMember -SID S-1-5-32-555 | Export-Csv "C:\rdu-before.csv" -NoTypeInformation`,
        ),
      ],
      fix: [
        powershell(
          "host",
          "Add the users' group (put yours in).",
          "加入用户所在的组（换成自己的）。",
          String.raw`Add-LocalGroupMember -SID S-1-5-32-555 -Member 'contoso\rdp-users'`,
        ),
        advise(
          "dc",
          'Take the group out of "Deny log on through Remote Desktop Services" in the GPO that sets it.',
          "在设置该项的 GPO 中，把该组从“拒绝通过远程桌面服务登录”中移除。",
        ),
      ],
      rollback: [
        powershell(
          "host",
          "Take the group out again.",
          "移除该组。",
          String.raw`Remove-LocalGroupMember -SID S-1-5-32-555 -Member 'contoso\rdp-users'`,
        ),
      ],
      risk: risk("medium", "Grant to groups, never to Everyone.", "只授权给组，切勿授权给 Everyone。"),
    },
    xrdp: {
      confirm: [
        sh(
          "host",
          "With AlwaysGroupCheck=true only members of TerminalServerUsers may log on; AllowRootLogin rules root.",
          "AlwaysGroupCheck=true 时只有 TerminalServerUsers 组成员可登录；AllowRootLogin 决定 root 能否登录。",
          "grep -nE '^(AllowRootLogin|TerminalServerUsers|TerminalServerAdmins|AlwaysGroupCheck)=' /etc/xrdp/sesman.ini; id alice; tail -n 30 /var/log/xrdp-sesman.log",
        ),
      ],
      backup: [
        saveXrdp,
        sh("host", "Note the groups of the user.", "记录用户所属的组。", "id alice > /root/alice-groups-before.txt"),
      ],
      fix: [
        sh(
          "host",
          "Put the user into the group that sesman.ini names (here tsusers).",
          "把用户加入 sesman.ini 指定的组（此处为 tsusers）。",
          "getent group tsusers || groupadd tsusers; usermod -aG tsusers alice",
        ),
      ],
      rollback: [sh("host", "Take the user out of the group again.", "把用户移出该组。", "gpasswd -d alice tsusers")],
      risk: riskWithXrdpRestart(
        "low",
        "Membership counts at the next logon and needs no restart; a change of sesman.ini does.",
        "组成员关系在下次登录时生效，无需重启；修改 sesman.ini 才需要重启。",
      ),
    },
  },
  events: ["Security 4825", "Security 4625", "client reason 4871"],
  sources: [
    "MicrosoftDocs/windows-itpro-docs: windows/security/threat-protection/security-policy-settings/deny-log-on-through-remote-desktop-services.md",
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/troubleshoot-remote-desktop-disconnected-errors.md",
    "xrdp 0.9.21: sesman.ini",
  ],
};
