import type { Language } from "../texts/index.ts";

/** Comments of the example, by the place where they stand. */
interface Comments {
  readonly head: readonly string[];
  readonly server: string;
  readonly beyond: string;
  readonly store: string;
  readonly monitor: string;
  readonly forbidden: string;
  readonly groups: string;
  readonly targets: string;
  readonly long: string;
  readonly vantages: string;
  readonly channels: string;
  readonly secret: string;
  readonly rules: string;
  readonly escalation: string;
  readonly maintenance: string;
  readonly slo: string;
  readonly reports: string;
  readonly discovery: string;
  readonly add: string;
  readonly metrics: string;
}

const COMMENTS: Readonly<Record<Language, Comments>> = {
  en: {
    head: [
      "RDPulse configuration. Every part may be left out; what is left out has a default.",
      "Check it with: rdpulse config check rdpulse.yaml",
      "It is read again when it changes; a file with a mistake changes nothing.",
    ],
    server: "Where the page and the API are.",
    beyond: "Beyond this machine TLS is required:",
    store: "How long results are kept. Without url: files in the folder of this account.",
    monitor: "How everything is watched; a target can have its own interval.",
    forbidden: "No check and no discovery reaches these.",
    groups: "What the members of a group share. A target's own words win.",
    targets: "What is watched: HOST, HOST:PORT or in long form.",
    long: "Farms, gateways and sites make one incident of one fault.",
    vantages: "Other places that check from there: rdpulse vantage --join URL",
    channels: "Where alerts go.",
    secret: "Secrets are references: env:NAME, file:PATH, or secret:NAME in the store.",
    rules: "Who is told of what. The first rule that matches decides.",
    escalation: "When nobody acknowledged it:",
    maintenance: "When faults are expected: no alert, and not counted.",
    slo: "Objectives; these values are the defaults.",
    reports: "The health report, sent by a channel.",
    discovery: "How new hosts are found.",
    add: "true: what is found is watched from then on.",
    metrics: "Metrics for Prometheus and its like, besides /metrics.",
  },
  zh: {
    head: [
      "RDPulse 配置。任何部分都可以省略；省略时使用默认值。",
      "检查方法：rdpulse config check rdpulse.yaml",
      "文件更改后会自动重新读取；有错误的文件不会改变任何设置。",
    ],
    server: "页面和 API 的地址。",
    beyond: "在本机之外监听必须启用 TLS：",
    store: "结果保留多久。没有 url 时使用当前帐户的文件夹。",
    monitor: "监控方式；每个目标可以有自己的间隔。",
    forbidden: "任何检查和发现都不会访问这些地址。",
    groups: "组成员共用的设置。目标自己的设置优先。",
    targets: "监控对象：主机、主机:端口，或完整写法。",
    long: "有了场、网关和站点，一个故障只产生一个事件。",
    vantages: "从其他位置执行检查：rdpulse vantage --join URL",
    channels: "告警发往何处。",
    secret: "机密只写引用：env:NAME、file:PATH，或存储中的 secret:NAME。",
    rules: "何种情况通知谁。第一条匹配的规则生效。",
    escalation: "无人确认时：",
    maintenance: "预期会有故障的时段：不告警，也不计入统计。",
    slo: "服务目标；以下均为默认值。",
    reports: "健康报告，由渠道发送。",
    discovery: "如何发现新主机。",
    add: "设为 true 时，发现的主机随即开始监控。",
    metrics: "除 /metrics 之外，推送给 Prometheus 等系统的指标。",
  },
};

/** A configuration that says something of everything, with comments; it is accepted as it stands. */
export function configurationExample(language: Language): string {
  const words = COMMENTS[language];
  return `${words.head.map((line) => `# ${line}\n`).join("")}
# ${words.server}
server:
  listen: 127.0.0.1:8480
  # publicUrl: https://rdpulse.example.com
  # ${words.beyond}
  # tls:
  #   certificate: /etc/rdpulse/server.pem
  #   key: /etc/rdpulse/server.key

# ${words.store}
store:
  # url: postgres://rdpulse@db.example.com/rdpulse
  # password: env:RDPULSE_DB_PASSWORD
  retention:
    rawDays: 30

# ${words.monitor}
monitor:
  intervalSeconds: 60
  # ${words.forbidden}
  forbidden: [10.99.0.0/16]

# ${words.groups}
groups:
  sites:
    berlin:
      intervalSeconds: 30
      tags: { country: de }
  pools:
    finance:
      site: berlin
      gateway: gw1

# ${words.targets}
targets:
  - rds01.example.com
  - rds02.example.com:3390
  # ${words.long}
  - name: finance-1
    host: 10.0.0.21
    pool: finance
    tags: { owner: finance }
    certificateName: finance-1.example.com
    dependsOn: [rds01.example.com:3389]

# ${words.vantages}
vantages:
  - name: branch-office

# ${words.channels}
channels:
  - name: mail
    kind: email
    host: smtp.example.com
    user: rdpulse
    # ${words.secret}
    password: env:SMTP_PASSWORD
    from: rdpulse@example.com
    to: [ops@example.com]
    lang: ${language}
  - name: chat
    kind: slack
    url: file:/etc/rdpulse/slack-url

# ${words.rules}
rules:
  - name: critical
    match: { severity: [critical] }
    channels: [mail, chat]
    repeatMinutes: 60
    # ${words.escalation}
    escalation:
      - { afterMinutes: 30, channels: [mail] }
  - name: everything-else
    channels: [mail]
    waitSeconds: 120
    quiet: { hours: "22:00-07:00", zone: Europe/Berlin }

# ${words.maintenance}
maintenance:
  - name: patch-night
    members: { sites: [berlin] }
    weekly: { days: [2], from: "22:00", minutes: 240, zone: Europe/Berlin }
  - name: move
    once: { from: "2026-12-24T22:00+01:00", until: "2026-12-25T02:00+01:00" }

# ${words.slo}
slo:
  - name: fleet
    windowDays: 30
    setupSuccessPercent: 99.95
    meanConnectSeconds: 2

# ${words.reports}
reports:
  - { name: weekly, period: week, at: "07:00", zone: Europe/Berlin, channels: [mail] }

# ${words.discovery}
discovery:
  - name: office
    ranges: [192.0.2.0/24]
    srv: [_rdp._tcp.example.com]
    everyMinutes: 1440
    # ${words.add}
    add: false

# ${words.metrics}
metrics:
  remoteWrite:
    - { name: victoria, url: "https://metrics.example.com/api/v1/write", bearer: "env:METRICS_TOKEN" }
`;
}
