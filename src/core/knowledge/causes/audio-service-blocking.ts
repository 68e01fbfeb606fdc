import type { Cause } from "./cause.ts";
import { advise, both, powershell, risk } from "./steps.ts";

export const cause: Cause = {
  id: "audio-service-blocking",
  class: "client",
  title: both("First connect hangs about a minute, second works: audio query", "首次连接卡顿约一分钟（音频服务阻塞）"),
  explanation: both(
    "The first connection stops for up to a minute and ends in an internal error, because a question to the audio service gets no answer. The second try works.",
    "首次连接会卡住最多一分钟，然后报内部错误，因为对音频服务的查询没有得到应答。第二次连接正常。",
  ),
  fromOutside: both(
    'Not visible to a check, which opens no audio. Next: connect once with audio set to "do not play".',
    "检测不涉及音频，因此看不出来。下一步：把音频设为“不播放”连接一次。",
  ),
  remedies: {
    windows: {
      confirm: [
        advise(
          "client",
          'Connect with audio set to "Do not play" (in an .rdp file: audiomode:i:2). If the wait is gone, this is it.',
          "将音频设为“不播放”后连接（.rdp 文件中为 audiomode:i:2）。如果不再等待，即为此原因。",
        ),
      ],
      backup: [
        powershell(
          "host",
          "Note the state of the service.",
          "记录服务状态。",
          String.raw`Get-CimInstance Win32_Service -Filter "Name='Audiosrv'" | Select-Object Name,State,StartMode | Export-Csv "C:\audiosrv-before.csv" -NoTypeInformation`,
        ),
      ],
      fix: [
        advise(
          "client",
          "Keep audio off in the connection file, if sound is not needed.",
          "如不需要声音，在连接文件中保持音频关闭。",
        ),
        powershell(
          "host",
          "Or stop the audio service on the host.",
          "或在主机上停止音频服务。",
          "Stop-Service Audiosrv; Set-Service Audiosrv -StartupType Disabled",
        ),
      ],
      rollback: [
        powershell(
          "host",
          "Start the audio service again.",
          "重新启动音频服务。",
          "Set-Service Audiosrv -StartupType Automatic; Start-Service Audiosrv",
        ),
      ],
      risk: risk("low", "No sound in the sessions.", "会话中将没有声音。"),
    },
  },
  events: [],
  sources: [
    "MicrosoftDocs/SupportArticles-docs: support/windows-server/remote/internal-error-has-occurred-connecting-remote-machine.md",
  ],
};
