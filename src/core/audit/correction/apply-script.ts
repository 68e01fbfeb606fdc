import { quoted, providerPath } from "./commands.ts";
import type { Change, Correction } from "./correction.ts";

const HEAD = `#Requires -Version 5.1
#Requires -RunAsAdministrator
# Written by "rdpulse audit --fix-out". Its makers never ran it on Windows: read it, and try it on one test host first.
# It saves the old state into -BackupFolder before each change; rollback.ps1 with the same folder takes the changes back.`;

const APPLY = `${HEAD}
[CmdletBinding()]
param(
  [Parameter(Mandatory = $true)] [string] $BackupFolder,
  # Ids of controls; without it all of them.
  [string[]] $Only = @(),
  # Networks that may connect to the port of Remote Desktop, for FW-RDP; without it that control is left out.
  [string[]] $AllowedRemoteAddress = @()
)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
if (Test-Path -LiteralPath $BackupFolder) { throw "The folder exists already; a backup is never overwritten: $BackupFolder" }
New-Item -ItemType Directory -Path $BackupFolder | Out-Null
$BackupFolder = (Resolve-Path -LiteralPath $BackupFolder).Path
$Saved = New-Object System.Collections.ArrayList

function Test-Wanted([string] $Control) { return ($Only.Count -eq 0) -or ($Only -contains $Control) }

function Save-State { ConvertTo-Json -InputObject @($Saved) -Depth 4 | Set-Content -LiteralPath (Join-Path $BackupFolder 'registry-before.json') -Encoding UTF8 }

function Invoke-Tool([string] $Tool, [string[]] $Arguments) {
  & $Tool @Arguments
  if ($LASTEXITCODE -ne 0) { throw "$Tool ended with $LASTEXITCODE" }
}

function Set-RegistryNumber([string] $Control, [string] $Path, [string] $Name, [object] $Value) {
  if (-not (Test-Wanted $Control)) { return }
  $Old = $null
  $HadValue = $false
  $Kind = 'DWord'
  $HadKey = Test-Path -LiteralPath $Path
  if ($HadKey) {
    $Key = Get-Item -LiteralPath $Path
    if ($Key.GetValueNames() -contains $Name) {
      $HadValue = $true
      $Old = $Key.GetValue($Name)
      $Kind = $Key.GetValueKind($Name).ToString()
    }
  }
  [void] $Saved.Add([pscustomobject] @{ Control = $Control; Path = $Path; Name = $Name; HadValue = $HadValue; Old = $Old; Kind = $Kind })
  Save-State
  if ($null -eq $Value) {
    if ($HadValue) { Remove-ItemProperty -LiteralPath $Path -Name $Name }
  } else {
    # New-Item -Force on a key that is there would take its values away.
    if (-not $HadKey) { New-Item -Path $Path -Force | Out-Null }
    New-ItemProperty -LiteralPath $Path -Name $Name -Value $Value -PropertyType DWord -Force | Out-Null
  }
  Write-Output "$Control $Name"
}
`;

const ROLLBACK = `${HEAD}
[CmdletBinding()]
param([Parameter(Mandatory = $true)] [string] $BackupFolder)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
$BackupFolder = (Resolve-Path -LiteralPath $BackupFolder).Path

function Invoke-Tool([string] $Tool, [string[]] $Arguments) {
  & $Tool @Arguments
  if ($LASTEXITCODE -ne 0) { throw "$Tool ended with $LASTEXITCODE" }
}

$Firewall = Join-Path $BackupFolder 'firewall-before.wfw'
if (Test-Path -LiteralPath $Firewall) { Invoke-Tool 'netsh' @('advfirewall', 'import', $Firewall) }

$Security = Join-Path $BackupFolder 'security-before.inf'
if (Test-Path -LiteralPath $Security) {
  Invoke-Tool 'secedit' @('/configure', '/db', (Join-Path $BackupFolder 'security-before.sdb'), '/cfg', $Security, '/areas', 'USER_RIGHTS', 'SECURITYPOLICY')
}

$Audit = Join-Path $BackupFolder 'audit-before.csv'
if (Test-Path -LiteralPath $Audit) { Invoke-Tool 'auditpol' @('/restore', "/file:$Audit") }

$Channels = Join-Path $BackupFolder 'channels-before.json'
if (Test-Path -LiteralPath $Channels) {
  # PowerShell 5.1 hands an array of JSON on as one object: it is taken apart from a variable.
  $States = Get-Content -LiteralPath $Channels -Raw -Encoding UTF8 | ConvertFrom-Json
  foreach ($Channel in @($States)) {
    Invoke-Tool 'wevtutil' @('sl', $Channel.Name, "/e:$($Channel.Enabled.ToString().ToLowerInvariant())", "/ms:$($Channel.Size)")
  }
}

$Registry = Join-Path $BackupFolder 'registry-before.json'
if (Test-Path -LiteralPath $Registry) {
  $Parsed = Get-Content -LiteralPath $Registry -Raw -Encoding UTF8 | ConvertFrom-Json
  $Values = @($Parsed)
  for ($Index = $Values.Count - 1; $Index -ge 0; $Index--) {
    $Value = $Values[$Index]
    if ($Value.HadValue) {
      New-ItemProperty -LiteralPath $Value.Path -Name $Value.Name -Value $Value.Old -PropertyType $Value.Kind -Force | Out-Null
    } else {
      Remove-ItemProperty -LiteralPath $Value.Path -Name $Value.Name -ErrorAction SilentlyContinue
    }
    Write-Output "$($Value.Control) $($Value.Name)"
  }
}
`;

type Of<Kind extends Change["kind"]> = Extract<Change, { readonly kind: Kind }>;

interface Placed<Kind extends Change["kind"]> {
  readonly controlId: string;
  readonly change: Of<Kind>;
}

function changesOf<Kind extends Change["kind"]>(
  corrections: readonly Correction[],
  isOf: (change: Change) => change is Of<Kind>,
): readonly Placed<Kind>[] {
  return corrections.flatMap(({ controlId, changes }) => changes.filter(isOf).map((change) => ({ controlId, change })));
}

function auditSteps(corrections: readonly Correction[]): readonly string[] {
  const placed = changesOf(corrections, (change): change is Of<"audit"> => change.kind === "audit");
  if (placed.length === 0) return [];
  return [
    "",
    "Invoke-Tool 'auditpol' @('/backup', \"/file:$(Join-Path $BackupFolder 'audit-before.csv')\")",
    ...placed.map(({ controlId, change }) => {
      const words = [...(change.success ? ["/success:enable"] : []), ...(change.failure ? ["/failure:enable"] : [])];
      const list = ["/set", `/subcategory:{${change.guid}}`, ...words].map(quoted).join(", ");
      return `if (Test-Wanted ${quoted(controlId)}) { Invoke-Tool 'auditpol' @(${list}) }`;
    }),
  ];
}

function channelSteps(corrections: readonly Correction[]): readonly string[] {
  const placed = changesOf(corrections, (change): change is Of<"channel"> => change.kind === "channel");
  if (placed.length === 0) return [];
  const names = placed.map(({ change }) => quoted(change.channel)).join(", ");
  return [
    "",
    `$Logs = @(${names}) | ForEach-Object { Get-WinEvent -ListLog $_ }`,
    "$States = @($Logs | ForEach-Object { [pscustomobject] @{ Name = $_.LogName; Enabled = $_.IsEnabled; Size = $_.MaximumSizeInBytes } })",
    "ConvertTo-Json -InputObject $States | Set-Content -LiteralPath (Join-Path $BackupFolder 'channels-before.json') -Encoding UTF8",
    ...placed.map(
      ({ controlId, change }) =>
        `if (Test-Wanted ${quoted(controlId)}) { Invoke-Tool 'wevtutil' @('sl', ${quoted(change.channel)}, '/e:true', '/ms:${change.maxSizeBytes}') }`,
    ),
  ];
}

function templateSteps(corrections: readonly Correction[]): readonly string[] {
  const ids = corrections
    .filter(({ changes }) => changes.some(({ kind }) => kind === "template"))
    .map(({ controlId }) => controlId);
  if (ids.length === 0) return [];
  return [
    "",
    `# The template holds ${ids.join(", ")} together: take lines out of it to leave one out.`,
    `if (@(${ids.map(quoted).join(", ")} | Where-Object { Test-Wanted $_ }).Count -gt 0) {`,
    "  Invoke-Tool 'secedit' @('/export', '/cfg', (Join-Path $BackupFolder 'security-before.inf'), '/areas', 'USER_RIGHTS', 'SECURITYPOLICY')",
    "  Invoke-Tool 'secedit' @('/configure', '/db', (Join-Path $BackupFolder 'security-after.sdb'), '/cfg', (Join-Path $PSScriptRoot 'security-template.inf'), '/areas', 'USER_RIGHTS', 'SECURITYPOLICY')",
    "}",
  ];
}

function firewallSteps(corrections: readonly Correction[]): readonly string[] {
  return changesOf(corrections, (change): change is Of<"firewall"> => change.kind === "firewall").flatMap(
    ({ controlId, change }) => [
      "",
      `if ((Test-Wanted ${quoted(controlId)}) -and $AllowedRemoteAddress.Count -gt 0) {`,
      "  Invoke-Tool 'netsh' @('advfirewall', 'export', (Join-Path $BackupFolder 'firewall-before.wfw'))",
      `  Get-NetFirewallPortFilter | Where-Object { $_.LocalPort -contains '${change.port}' } | Get-NetFirewallRule |`,
      "    Where-Object { $_.Enabled -eq 'True' -and $_.Direction -eq 'Inbound' -and $_.Action -eq 'Allow' } |",
      "    Set-NetFirewallRule -RemoteAddress $AllowedRemoteAddress",
      "}",
    ],
  );
}

/** A PowerShell 5.1 script that saves the old state and makes the changes; undefined where none of them is of Windows. */
export function applyScript(corrections: readonly Correction[]): string | undefined {
  const registry = changesOf(corrections, (change): change is Of<"registry"> => change.kind === "registry");
  const steps = [
    ...registry.map(({ controlId, change: { key, name, value } }) => {
      const words = [controlId, providerPath(key), name].map(quoted).join(" ");
      return `Set-RegistryNumber ${words} ${value ?? "$null"}`;
    }),
    ...auditSteps(corrections),
    ...channelSteps(corrections),
    ...templateSteps(corrections),
    ...firewallSteps(corrections),
  ];
  return steps.length === 0 ? undefined : `${APPLY}\n${steps.join("\n")}\n`;
}

/** The script that takes back what `applyScript` did, from the folder that it saved the old state in. */
export function rollbackScript(): string {
  return ROLLBACK;
}
