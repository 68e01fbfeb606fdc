import type { Cause } from "./cause.ts";
import { advise, both, powershell, risk, sh } from "./steps.ts";

const bigStep = risk(
  "medium",
  "A big step of the clock disturbs databases, logs and running jobs.",
  "时钟大幅跳变会影响数据库、日志和正在运行的任务。",
);

export const cause: Cause = {
  id: "clock-skew",
  class: "auth",
  title: both("Clocks differ", "时间不同步"),
  explanation: both(
    "The host's clock is wrong. Kerberos allows 5 minutes by default; beyond that domain logons fail, and certificates seem expired or not yet valid. A few seconds do no harm.",
    "主机时钟不准。Kerberos 默认允许 5 分钟误差，超过后域登录失败，证书也会显得过期或尚未生效。几秒的偏差没有影响。",
  ),
  fromOutside: both(
    "A host with NLA tells its time before any password, so the difference to this machine's clock is measured. Which of the two is wrong is not. Next: compare both with a trusted clock.",
    "启用 NLA 的主机在输入密码前就会给出自己的时间，因此与本机时钟的差值可以测得；但不能断定哪一边不准。下一步：用可信时间源核对两边。",
  ),
  remedies: {
    windows: {
      confirm: [
        powershell(
          "host",
          "Where does the host take its time from, and how far off is it?",
          "主机的时间来源是什么，偏差多少？",
          "w32tm /query /status; w32tm /stripchart /computer:dc01.contoso.com /samples:5 /dataonly",
        ),
      ],
      backup: [
        powershell(
          "host",
          "Note the offset and the time settings.",
          "记录偏差与时间设置。",
          String.raw`w32tm /query /configuration | Set-Content "C:\w32time-before.txt"; reg export "HKLM\SYSTEM\CurrentControlSet\Services\W32Time" "C:\w32time-before.reg" /y`,
        ),
      ],
      fix: [
        powershell(
          "host",
          "Find the source again and set the clock.",
          "重新发现时间源并校时。",
          "Restart-Service w32time; w32tm /resync /rediscover",
        ),
        powershell(
          "dc",
          "If the domain's own clock is wrong: give the PDC emulator good sources.",
          "如果域自身时间不准：为 PDC 模拟器配置可靠的时间源。",
          'w32tm /config /manualpeerlist:"0.pool.ntp.org 1.pool.ntp.org" /syncfromflags:manual /reliable:yes /update; Restart-Service w32time; w32tm /resync',
        ),
        advise(
          "hypervisor",
          "A virtual machine takes its time from one source only: the domain or the hypervisor.",
          "虚拟机只应使用一个时间源：域或虚拟化平台。",
        ),
      ],
      rollback: [
        powershell(
          "host",
          "Put the time settings back. The clock itself stays right.",
          "恢复时间设置（时钟本身保持正确）。",
          String.raw`reg import "C:\w32time-before.reg"; Restart-Service w32time`,
        ),
      ],
      risk: bigStep,
    },
    xrdp: {
      confirm: [
        sh(
          "host",
          "Is the clock synchronised, and how far off is it?",
          "时钟是否同步，偏差多少？",
          "timedatectl; chronyc tracking 2>/dev/null || timedatectl timesync-status",
        ),
      ],
      backup: [
        sh(
          "host",
          "Save the time settings.",
          "备份时间设置。",
          "for f in /etc/chrony /etc/systemd/timesyncd.conf; do test ! -e $f || cp -a $f /root/; done; date -u > /root/clock-before.txt",
        ),
      ],
      fix: [
        sh(
          "host",
          "With systemd-timesyncd.",
          "使用 systemd-timesyncd。",
          "timedatectl set-ntp true && systemctl restart systemd-timesyncd && timedatectl timesync-status",
        ),
        sh(
          "host",
          "Or with chrony: set the clock in one step.",
          "或使用 chrony：一次校准到位。",
          "systemctl restart chrony && chronyc -a makestep && chronyc tracking",
        ),
      ],
      rollback: [
        sh(
          "host",
          "Put the time settings back. The clock itself stays right.",
          "恢复时间设置（时钟本身保持正确）。",
          "for f in chrony systemd/timesyncd.conf; do b=/root/$(basename $f); test ! -e $b || cp -a $b /etc/$(dirname $f)/; done",
        ),
      ],
      risk: bigStep,
    },
  },
  variants: {
    "kerberos-limit": {
      title: both("The clocks differ by more than Kerberos allows", "时间偏差超过 Kerberos 允许范围"),
      explanation: both(
        "The difference is above 5 minutes, the default limit of Kerberos. Domain users cannot log on; local accounts can.",
        "偏差超过 5 分钟，即 Kerberos 的默认上限。域用户无法登录，本地账户可以。",
      ),
      fromOutside: both(
        "The difference is measured against this machine's clock; the limit of your domain is a policy that cannot be seen. Next: compare the host's clock with a domain controller's.",
        "偏差是相对本机时钟测得的；你的域所设的上限属于策略，从外部看不到。下一步：将主机时钟与域控制器核对。",
      ),
    },
  },
  events: ["Time-Service 50", "Security 4771", "client reason 7431", "client reason 6919"],
  sources: [
    "MicrosoftDocs/windows-itpro-docs: windows/security/threat-protection/security-policy-settings/maximum-tolerance-for-computer-clock-synchronization.md",
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/remote-desktop-cannot-verify-identity-connecting-remote-machine.md",
    "[MS-NLMP] AV_PAIR; FreeRDP/FreeRDP: winpr/libwinpr/sspi/NTLM",
  ],
};
