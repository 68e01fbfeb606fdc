import type {
  AuditChange,
  Change,
  ChannelChange,
  CorrectionCommands,
  FirewallChange,
  IniChange,
  RegistryChange,
  TemplateChange,
} from "./correction.ts";

/** A PowerShell text between single quotes. */
export function quoted(text: string): string {
  return `'${text.replaceAll(/['\u2018\u2019\u201a\u201b]/g, "$&$&")}'`;
}

/** A registry key as the provider of PowerShell names it. */
export function providerPath(key: string): string {
  return key.replace(/^HKLM\\/i, "HKLM:\\");
}

interface Lines {
  readonly backup: readonly string[];
  readonly fix: readonly string[];
  readonly rollback: readonly string[];
}

function registryLines({ key, name, value, before }: RegistryChange): Lines {
  const path = quoted(providerPath(key));
  const remove = `Remove-ItemProperty -LiteralPath ${path} -Name ${quoted(name)}`;
  const write = (number: number | string): string =>
    `New-ItemProperty -LiteralPath ${path} -Name ${quoted(name)} -Value ${number} -PropertyType DWord -Force | Out-Null`;
  return {
    backup: [`$before_${name} = Get-ItemProperty -LiteralPath ${path} -ErrorAction SilentlyContinue`],
    fix:
      value === undefined
        ? [remove]
        : // New-Item -Force on a key that is there would take all its values away.
          [`if (-not (Test-Path -LiteralPath ${path})) { New-Item -Path ${path} -Force | Out-Null }`, write(value)],
    rollback:
      before === "absent"
        ? [remove]
        : before === "unknown"
          ? [
              `if ($before_${name} -and $before_${name}.PSObject.Properties[${quoted(name)}]) { ${write(`$before_${name}.${name}`)} } else { ${remove} }`,
            ]
          : [write(before)],
  };
}

const TEMPLATE_AREAS = "USER_RIGHTS SECURITYPOLICY";

function templateLines({ section, key, value }: TemplateChange): Lines {
  const template = [
    "[Unicode]",
    "Unicode=yes",
    "[Version]",
    'signature="$CHICAGO$"',
    "Revision=1",
    `[${section}]`,
    `${key} = ${value}`,
  ];
  return {
    backup: [`secedit /export /cfg security-before.inf /areas ${TEMPLATE_AREAS}`],
    fix: [
      `Set-Content -LiteralPath security-after.inf -Encoding Unicode -Value @(${template.map(quoted).join(", ")})`,
      `secedit /configure /db security-after.sdb /cfg security-after.inf /areas ${TEMPLATE_AREAS}`,
    ],
    rollback: [`secedit /configure /db security-before.sdb /cfg security-before.inf /areas ${TEMPLATE_AREAS}`],
  };
}

function auditLines({ guid, success, failure }: AuditChange): Lines {
  const words = [...(success ? ["/success:enable"] : []), ...(failure ? ["/failure:enable"] : [])];
  return {
    backup: ["auditpol /backup /file:audit-before.csv"],
    fix: [`auditpol /set ${quoted(`/subcategory:{${guid}}`)} ${words.join(" ")}`],
    rollback: ["auditpol /restore /file:audit-before.csv"],
  };
}

function channelLines({ channel, maxSizeBytes, before }: ChannelChange): Lines {
  const name = quoted(channel);
  const old = before?.maxSizeBytes;
  return {
    backup: [`$log_before = Get-WinEvent -ListLog ${name}`],
    fix: [`wevtutil sl ${name} /e:true /ms:${maxSizeBytes}`],
    rollback: [
      before === undefined || old === undefined
        ? `wevtutil sl ${name} "/e:$($log_before.IsEnabled.ToString().ToLowerInvariant())" "/ms:$($log_before.MaximumSizeInBytes)"`
        : `wevtutil sl ${name} /e:${before.enabled} /ms:${old}`,
    ],
  };
}

function firewallLines({ port }: FirewallChange): Lines {
  const rules = `Get-NetFirewallPortFilter | Where-Object { $_.LocalPort -contains '${port}' } | Get-NetFirewallRule | Where-Object { $_.Enabled -eq 'True' -and $_.Direction -eq 'Inbound' -and $_.Action -eq 'Allow' }`;
  return {
    backup: [
      "netsh advfirewall export firewall-before.wfw",
      `$allowed = @()   # the networks that may connect, for instance '192.0.2.0/24'`,
    ],
    fix: [
      `if ($allowed.Count -eq 0) { throw 'Name the networks that may connect first.' }`,
      `${rules} | Set-NetFirewallRule -RemoteAddress $allowed`,
    ],
    rollback: ["netsh advfirewall import firewall-before.wfw"],
  };
}

/* Between single quotes of a POSIX shell. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function iniLines(change: IniChange): Lines {
  const path = `/etc/xrdp/${change.file}`;
  const old = `${path}.before-${change.key}`;
  const line = `${change.key}=${change.value}`;
  return {
    backup: [`cp -p ${path} ${old}`],
    fix: [
      `# ${path}, section [${change.section}]: ${line}`,
      `awk -v section=${shellQuoted(`[${change.section}]`)} -v key=${shellQuoted(change.key)} -v line=${shellQuoted(line)} ${INI_PROGRAM} ${old} > ${path}`,
      "systemctl restart xrdp xrdp-sesman",
    ],
    rollback: [`cp -p ${old} ${path}`, "systemctl restart xrdp xrdp-sesman"],
  };
}

/* Replaces the line of the key in its section, or adds it at the end of the section; everything else stays. */
const INI_PROGRAM = `'function add() { if (inside && !done) { print line; done = 1 } } /^[ \\t]*\\[/ { add(); head = $0; gsub(/[ \\t\\r]/, "", head); inside = (tolower(head) == tolower(section)) } { name = $0; sub(/=.*/, "", name); gsub(/[ \\t]/, "", name); if (inside && index($0, "=") && tolower(name) == tolower(key)) { add(); next } print } END { add() }'`;

function linesOf(change: Change): Lines {
  switch (change.kind) {
    case "registry":
      return registryLines(change);
    case "template":
      return templateLines(change);
    case "audit":
      return auditLines(change);
    case "channel":
      return channelLines(change);
    case "firewall":
      return firewallLines(change);
    case "ini":
      return iniLines(change);
  }
}

/** The commands that save the old state, make the changes, and take them back; undefined without changes. */
export function commandsFor(changes: readonly Change[]): CorrectionCommands | undefined {
  const [first] = changes;
  if (first === undefined) return undefined;
  const all = changes.map(linesOf);
  return {
    shell: first.kind === "ini" ? "sh" : "powershell",
    backup: [...new Set(all.flatMap(({ backup }) => backup))],
    fix: all.flatMap(({ fix }) => fix),
    rollback: all.toReversed().flatMap(({ rollback }) => rollback),
  };
}
