<#
.SYNOPSIS
  Reads what RDPulse needs to explain and audit Remote Desktop on this host, and writes one archive (.zip).
.DESCRIPTION
  Read only: nothing is changed but files in a temporary folder of its own, which is removed. It asks for no password and
  reads no secret: of private keys only where they lie and who may read them. Run it elevated for a full result; without, the
  sections that need it fail alone, each with its reason.
  For Windows PowerShell 5.1 (Windows 10, Server 2016 and later). It was never run on a real Windows by its authors: the
  script was parsed and its commands were checked against a list, no more. Please report what differs.
.PARAMETER OutFile
  The archive; must not exist. Default: rdpulse-COMPUTER-TIME.zip in the current folder.
.PARAMETER Days
  Days of event logs. 0: none.
.PARAMETER MaxEventMB
  A log whose file is larger is left out, with that as its reason.
.PARAMETER Section
  Only these sections.
.PARAMETER Skip
  All but these sections.
.EXAMPLE
  powershell -ExecutionPolicy Bypass -File collect-windows.ps1 -Days 3
#>
[CmdletBinding()]
param(
  [string]$OutFile = '',
  [ValidateRange(0, 3650)][int]$Days = 14,
  [ValidateRange(1, 4096)][int]$MaxEventMB = 300,
  [string[]]$Section = @(),
  [string[]]$Skip = @()
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
[Console]::OutputEncoding = [Text.Encoding]::UTF8

$started = [DateTime]::UtcNow
if ($OutFile -eq '') {
  $OutFile = Join-Path (Get-Location).Path ('rdpulse-{0}-{1}.zip' -f $env:COMPUTERNAME, $started.ToString('yyyyMMddTHHmmss'))
}
if (Test-Path -LiteralPath $OutFile) { throw "$OutFile exists already and is never overwritten." }

$root = Join-Path ([IO.Path]::GetTempPath()) ('rdpulse-' + [Guid]::NewGuid().ToString('N'))
foreach ($name in 'sections', 'exports', 'logs', 'certificates') {
  $null = [IO.Directory]::CreateDirectory((Join-Path $root $name))
}
$utf8 = New-Object Text.UTF8Encoding $false
$index = New-Object Collections.ArrayList

$identity = [Security.Principal.WindowsIdentity]::GetCurrent()
$principal = New-Object Security.Principal.WindowsPrincipal $identity
$isElevated = $principal.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)

$terminalServer = 'HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server'
$listenerKey = "$terminalServer\WinStations\RDP-Tcp"
$policyKey = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services'
$rdsNamespace = 'root\cimv2\TerminalServices'

function ConvertTo-UnixMs($time) {
  if ($null -eq $time) { return $null }
  $epoch = New-Object DateTime 1970, 1, 1, 0, 0, 0, ([DateTimeKind]::Utc)
  return [long][Math]::Floor((([DateTime]$time).ToUniversalTime() - $epoch).TotalMilliseconds)
}

# What is null is left out: nobody said it.
function Get-Known($values) {
  $known = [ordered]@{}
  foreach ($name in $values.Keys) { if ($null -ne $values[$name]) { $known[$name] = $values[$name] } }
  return $known
}

# A list stays one, with no, one or many items; ConvertTo-Json would make an object or nothing of it.
function Get-List($items) {
  return , @($items | Where-Object { $null -ne $_ })
}

function Get-Value($key, $name) {
  $item = Get-ItemProperty -LiteralPath $key -ErrorAction SilentlyContinue
  if ($null -eq $item) { return $null }
  $property = $item.PSObject.Properties[$name]
  if ($null -eq $property) { return $null }
  return $property.Value
}

function Get-Port {
  $port = Get-Value $listenerKey 'PortNumber'
  if ($null -eq $port) { return 3389 }
  return [int]$port
}

function Save-Text($path, $text) {
  [IO.File]::WriteAllText((Join-Path $root $path), $text, $utf8)
}

function Test-Wanted($name) {
  if ($Skip -contains $name) { return $false }
  return ($Section.Count -eq 0) -or ($Section -contains $name)
}

# One section: it may fail alone, and then says why.
function Add-Section($name, [scriptblock]$read) {
  if (-not (Test-Wanted $name)) { return }
  [Console]::Error.WriteLine($name)
  $file = "sections/$name.json"
  $entry = [ordered]@{ section = $name; outcome = 'collected'; file = $file }
  try {
    $value = & $read
    $document = [ordered]@{ section = $name; outcome = 'collected'; value = $value }
  } catch {
    $entry.outcome = 'failed'
    $entry.reason = [string]$_.Exception.Message
    $document = [ordered]@{ section = $name; outcome = 'failed'; reason = $entry.reason }
  }
  Save-Text $file (ConvertTo-Json -InputObject $document -Depth 8 -Compress)
  $null = $index.Add($entry)
}

# A raw export: the file itself is the section's value.
function Add-Export($name, $file, [scriptblock]$write) {
  if (-not (Test-Wanted $name)) { return }
  [Console]::Error.WriteLine("$name ($file)")
  $entry = [ordered]@{ section = $name; outcome = 'collected'; file = $file }
  try {
    $output = & $write (Join-Path $root $file) 2>&1
    if (-not (Test-Path -LiteralPath (Join-Path $root $file))) { throw (($output | Out-String).Trim() + ' (nothing was written)') }
  } catch {
    $entry.outcome = 'failed'
    $entry.reason = [string]$_.Exception.Message
  }
  $null = $index.Add($entry)
}

Add-Section 'services' {
  $names = 'TermService', 'SessionEnv', 'UmRdpService', 'Tssdis', 'TSGateway', 'TermServLicensing', 'W32Time', 'Netlogon', 'KeyIso', 'CryptSvc', 'Audiosrv'
  $services = @(Get-CimInstance -ClassName Win32_Service | Where-Object { $names -contains $_.Name })
  $list = foreach ($service in $services) {
    $process = $null
    if ($service.ProcessId -gt 0) { $process = Get-CimInstance -ClassName Win32_Process -Filter "ProcessId = $($service.ProcessId)" }
    $values = [ordered]@{ name = $service.Name; state = $service.State; startMode = $service.StartMode }
    if ($null -ne $process) {
      $values.processId = [long]$service.ProcessId
      $values.workingSetBytes = [long]$process.WorkingSetSize
      $values.privateBytes = [long]$process.PrivatePageCount
      $values.handles = [long]$process.HandleCount
      $values.threads = [long]$process.ThreadCount
      $values.startedAtMs = ConvertTo-UnixMs $process.CreationDate
    }
    Get-Known $values
  }
  Get-List $list
}

Add-Section 'port-owner' {
  $ports = @(3389, (Get-Port)) | Select-Object -Unique
  $list = foreach ($connection in @(Get-NetTCPConnection -State Listen | Where-Object { $ports -contains $_.LocalPort })) {
    $id = $connection.OwningProcess
    $process = Get-CimInstance -ClassName Win32_Process -Filter "ProcessId = $id"
    $services = @(Get-CimInstance -ClassName Win32_Service -Filter "ProcessId = $id" | ForEach-Object { $_.Name })
    $name = $null
    if ($null -ne $process) { $name = $process.Name }
    Get-Known ([ordered]@{ port = [int]$connection.LocalPort; localAddress = $connection.LocalAddress; processId = [long]$id; process = $name; services = (Get-List $services) })
  }
  Get-List $list
}

Add-Section 'firewall' {
  $active = @(Get-NetConnectionProfile -ErrorAction SilentlyContinue | ForEach-Object { [string]$_.NetworkCategory -replace 'DomainAuthenticated', 'Domain' })
  $profiles = foreach ($one in @(Get-NetFirewallProfile -PolicyStore ActiveStore)) {
    [ordered]@{ name = [string]$one.Name; enabled = ([string]$one.Enabled -eq 'True'); active = ($active -contains [string]$one.Name) }
  }
  $port = [string](Get-Port)
  # Filters first: asking each rule for its ports takes minutes.
  $filters = @(Get-NetFirewallPortFilter -PolicyStore ActiveStore | Where-Object { @($_.LocalPort) -contains $port -or @($_.LocalPort) -contains '3389' })
  $rules = foreach ($filter in $filters) {
    foreach ($rule in @(Get-NetFirewallRule -PolicyStore ActiveStore -AssociatedNetFirewallPortFilter $filter -ErrorAction SilentlyContinue)) {
      $address = Get-NetFirewallAddressFilter -PolicyStore ActiveStore -AssociatedNetFirewallRule $rule
      $direction = 'in'
      if ([string]$rule.Direction -eq 'Outbound') { $direction = 'out' }
      $action = 'allow'
      if ([string]$rule.Action -eq 'Block') { $action = 'block' }
      Get-Known ([ordered]@{
        name = [string]$rule.DisplayName; enabled = ([string]$rule.Enabled -eq 'True'); direction = $direction; action = $action
        profiles = @(([string]$rule.Profile) -split ',\s*'); protocol = [string]$filter.Protocol
        localPorts = @($filter.LocalPort | ForEach-Object { [string]$_ }); remoteAddresses = @($address.RemoteAddress | ForEach-Object { [string]$_ })
        store = [string]$rule.PolicyStoreSource
      })
    }
  }
  [ordered]@{ profiles = (Get-List $profiles); rules = (Get-List $rules) }
}

Add-Section 'listener' {
  $settings = [ordered]@{}
  $sources = @(
    @{ Class = 'Win32_TSGeneralSetting'; Filter = 'TerminalName = "RDP-Tcp"' },
    @{ Class = 'Win32_TSClientSetting'; Filter = 'TerminalName = "RDP-Tcp"' },
    @{ Class = 'Win32_TSSessionSetting'; Filter = 'TerminalName = "RDP-Tcp"' },
    @{ Class = 'Win32_TerminalServiceSetting'; Filter = '' }
  )
  $thumbprint = $null
  foreach ($source in $sources) {
    $query = @{ Namespace = $rdsNamespace; ClassName = $source.Class }
    if ($source.Filter -ne '') { $query.Filter = $source.Filter }
    foreach ($instance in @(Get-CimInstance @query)) {
      foreach ($property in $instance.CimInstanceProperties) {
        $value = $property.Value
        if ($null -eq $value) { continue }
        if ($value -is [string] -or $value -is [bool] -or $value.GetType().IsPrimitive) { $settings[$property.Name] = $value }
      }
      if ($source.Class -eq 'Win32_TSGeneralSetting') { $thumbprint = $instance.SSLCertificateSHA1Hash }
    }
  }
  Get-Known ([ordered]@{ settings = $settings; certificateSha1 = $thumbprint })
}

$keys = [ordered]@{
  'terminal-server' = 'HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server'
  'rds-policies' = 'HKLM\SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services'
  'credentials-policies' = 'HKLM\SOFTWARE\Policies\Microsoft\Windows\CredentialsDelegation'
  'credssp' = 'HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System\CredSSP'
  'system-policies' = 'HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System'
  'lsa' = 'HKLM\SYSTEM\CurrentControlSet\Control\Lsa'
  'schannel' = 'HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL'
  'cipher-policies' = 'HKLM\SOFTWARE\Policies\Microsoft\Cryptography\Configuration\SSL'
  'eventlog-policies' = 'HKLM\SOFTWARE\Policies\Microsoft\Windows\EventLog'
  'eventlog-security' = 'HKLM\SYSTEM\CurrentControlSet\Services\EventLog\Security'
  'rds-client' = 'HKLM\SOFTWARE\Microsoft\Terminal Server Client'
  'tcpip' = 'HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters'
}
foreach ($name in $keys.Keys) {
  $key = $keys[$name]
  Add-Export 'registry' "exports/$name.reg" {
    param($path)
    # A key that is not there is no failure: none of its values is set. An empty key says so.
    if (-not (Test-Path -LiteralPath "Registry::$($key -replace '^HKLM', 'HKEY_LOCAL_MACHINE')")) {
      $text = "Windows Registry Editor Version 5.00`r`n`r`n[$($key -replace '^HKLM', 'HKEY_LOCAL_MACHINE')]`r`n"
      [IO.File]::WriteAllText($path, $text, [Text.Encoding]::Unicode)
    } else {
      reg.exe export $key $path /y
    }
  }
}

Add-Export 'security-policy' 'exports/secedit.inf' { param($path) secedit.exe /export /cfg $path /areas USER_RIGHTS SECURITYPOLICY /quiet }
Add-Export 'audit-policy' 'exports/auditpol.csv' {
  param($path)
  $lines = @(auditpol.exe /get /category:* /r)
  if ($lines.Count -lt 2) { throw 'auditpol gave nothing; it needs elevation.' }
  [IO.File]::WriteAllLines($path, [string[]]$lines, $utf8)
}
Add-Export 'policy-results' 'exports/gpresult.xml' { param($path) gpresult.exe /x $path /scope computer /f }

Add-Section 'remote-desktop-users' {
  $group = Get-CimInstance -ClassName Win32_Group -Filter 'SID = "S-1-5-32-555" AND LocalAccount = TRUE'
  if ($null -eq $group) { throw 'The group S-1-5-32-555 is not there (a domain controller keeps it in the domain).' }
  $list = foreach ($member in @(Get-CimAssociatedInstance -InputObject $group -Association Win32_GroupUser)) {
    Get-Known ([ordered]@{ name = [string]$member.Caption; sid = [string]$member.SID })
  }
  Get-List $list
}

Add-Section 'certificates' {
  $general = Get-CimInstance -Namespace $rdsNamespace -ClassName Win32_TSGeneralSetting -Filter 'TerminalName = "RDP-Tcp"'
  $bound = [string]$general.SSLCertificateSHA1Hash
  $list = foreach ($store in 'My', 'Remote Desktop') {
    foreach ($certificate in @(Get-ChildItem -LiteralPath "Cert:\LocalMachine\$store" -ErrorAction SilentlyContinue)) {
      $usages = @($certificate.Extensions | Where-Object { $_.Oid.Value -eq '2.5.29.37' } | ForEach-Object { $_.EnhancedKeyUsages } | ForEach-Object { $_.Value })
      $file = $null
      $access = $null
      if ($certificate.HasPrivateKey) {
        # Only where the key lies and who may read it; the key itself is never opened for use.
        try {
          $key = [Security.Cryptography.X509Certificates.RSACertificateExtensions]::GetRSAPrivateKey($certificate)
          $unique = $null
          if ($key -is [Security.Cryptography.RSACng]) { $unique = $key.Key.UniqueName }
          elseif ($key -is [Security.Cryptography.RSACryptoServiceProvider]) { $unique = $key.CspKeyContainerInfo.UniqueKeyContainerName }
          foreach ($folder in 'Microsoft\Crypto\RSA\MachineKeys', 'Microsoft\Crypto\Keys', 'Microsoft\Crypto\SystemKeys') {
            $path = Join-Path (Join-Path $env:ProgramData $folder) ([string]$unique)
            if ($unique -and (Test-Path -LiteralPath $path)) {
              $file = $path
              $access = @(foreach ($rule in @((Get-Acl -LiteralPath $path).Access)) {
                $kind = 'allow'
                if ([string]$rule.AccessControlType -eq 'Deny') { $kind = 'deny' }
                [ordered]@{ account = [string]$rule.IdentityReference; rights = [string]$rule.FileSystemRights; kind = $kind }
              })
            }
          }
        } catch { $file = $null }
      }
      Get-Known ([ordered]@{
        thumbprintSha1 = [string]$certificate.Thumbprint; store = $store; derHex = ([BitConverter]::ToString($certificate.RawData) -replace '-', '')
        subject = [string]$certificate.Subject; notBeforeMs = ConvertTo-UnixMs $certificate.NotBefore; notAfterMs = ConvertTo-UnixMs $certificate.NotAfter
        hasPrivateKey = [bool]$certificate.HasPrivateKey; keyFile = $file; keyAccess = $access; extendedKeyUsages = (Get-List $usages)
        bound = ($bound -ne '' -and $bound -eq [string]$certificate.Thumbprint)
      })
    }
  }
  Get-List $list
}

Add-Section 'version' {
  $system = Get-CimInstance -ClassName Win32_OperatingSystem
  $computer = Get-CimInstance -ClassName Win32_ComputerSystem
  $current = 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion'
  $types = @{ 'Client' = 'client'; 'Server' = 'server'; 'Server Core' = 'server-core' }
  $roles = @{ 0 = 'workstation'; 1 = 'workstation'; 2 = 'standalone-server'; 3 = 'member'; 4 = 'domain-controller'; 5 = 'domain-controller' }
  $pending = (Test-Path -LiteralPath 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending') -or
    (Test-Path -LiteralPath 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update\RebootRequired') -or
    ($null -ne (Get-Value 'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager' 'PendingFileRenameOperations'))
  $hotfixes = foreach ($fix in @(Get-CimInstance -ClassName Win32_QuickFixEngineering)) {
    $installed = $null
    if ($null -ne $fix.InstalledOn) { $installed = ([DateTime]$fix.InstalledOn).ToString('yyyy-MM-dd') }
    Get-Known ([ordered]@{ id = [string]$fix.HotFixID; installedOn = $installed })
  }
  Get-Known ([ordered]@{
    product = [string]$system.Caption; version = [string]$system.Version; build = [int]$system.BuildNumber; ubr = Get-Value $current 'UBR'
    installationType = $types[[string](Get-Value $current 'InstallationType')]; edition = Get-Value $current 'EditionID'
    hotfixes = (Get-List $hotfixes); pendingReboot = [bool]$pending; bootedAtMs = ConvertTo-UnixMs $system.LastBootUpTime; domainRole = $roles[[int]$computer.DomainRole]
  })
}

Add-Section 'integrity' {
  # What the last sfc and DISM runs wrote; neither is started here.
  $list = @()
  $cbs = Join-Path $env:windir 'Logs\CBS\CBS.log'
  $last = @(Get-Content -LiteralPath $cbs -Tail 200000 -ErrorAction SilentlyContinue | Where-Object { $_ -match '\[SR\] (Verify complete|Cannot repair member file|Repairing file|Repair complete)' })
  if ($last.Count -gt 0) {
    $result = 'clean'
    if (@($last | Where-Object { $_ -match 'Cannot repair' }).Count -gt 0) { $result = 'corrupt' }
    elseif (@($last | Where-Object { $_ -match 'Repairing file' }).Count -gt 0) { $result = 'repaired' }
    $list += [ordered]@{ tool = 'sfc'; result = $result; at = ($last[-1] -split ',')[0] }
  }
  $dism = Join-Path $env:windir 'Logs\DISM\dism.log'
  $health = @(Get-Content -LiteralPath $dism -Tail 50000 -ErrorAction SilentlyContinue | Where-Object { $_ -match 'RestoreHealth|CheckHealth|ScanHealth' })
  if ($health.Count -gt 0) { $list += [ordered]@{ tool = 'dism'; result = 'unknown'; at = ($health[-1] -split ',')[0] } }
  Get-List $list
}

Add-Section 'memory' {
  $system = Get-CimInstance -ClassName Win32_OperatingSystem
  $memory = Get-CimInstance -ClassName Win32_PerfFormattedData_PerfOS_Memory
  [ordered]@{
    totalBytes = [long]$system.TotalVisibleMemorySize * 1024; availableBytes = [long]$memory.AvailableBytes
    committedBytes = [long]$memory.CommittedBytes; commitLimitBytes = [long]$memory.CommitLimit
  }
}

Add-Section 'graphics' {
  $processor = @(Get-CimInstance -ClassName Win32_Processor)[0]
  $computer = Get-CimInstance -ClassName Win32_ComputerSystem
  $hyperV = $null -ne (Get-CimInstance -ClassName Win32_Service -Filter 'Name = "vmms"')
  $adapters = foreach ($adapter in @(Get-CimInstance -ClassName Win32_VideoController)) {
    Get-Known ([ordered]@{ name = [string]$adapter.Name; driverVersion = [string]$adapter.DriverVersion; driverDateMs = ConvertTo-UnixMs $adapter.DriverDate; status = [string]$adapter.Status })
  }
  Get-Known ([ordered]@{
    virtualizationFirmwareEnabled = $processor.VirtualizationFirmwareEnabled; hypervisorPresent = $computer.HypervisorPresent; hyperVRole = $hyperV; adapters = (Get-List $adapters)
  })
}

Add-Section 'time' {
  $values = [ordered]@{ collectorNowMs = ConvertTo-UnixMs ([DateTime]::UtcNow) }
  # The names of the lines are localised; the source alone is asked for by itself, stratum and offset by their shape.
  $values.source = ([string](@(w32tm.exe /query /source) | Select-Object -First 1)).Trim()
  $status = @(w32tm.exe /query /status /verbose)
  foreach ($line in $status) {
    if ($line -match '^Phase Offset:\s*(-?[0-9.]+)s') { $values.offsetMs = [double]$Matches[1] * 1000 }
    if ($line -match '^Stratum:\s*(\d+)') { $values.stratum = [int]$Matches[1] }
  }
  Get-Known $values
}

Add-Section 'domain' {
  $computer = Get-CimInstance -ClassName Win32_ComputerSystem
  $values = [ordered]@{ isJoined = [bool]$computer.PartOfDomain; domain = [string]$computer.Domain }
  if ($computer.PartOfDomain) {
    $channel = (@(nltest.exe "/sc_query:$($computer.Domain)") | Out-String).Trim()
    if ($channel -match '0x0\b') { $values.secureChannel = 'ok' }
    elseif ($channel -match '0x[0-9a-fA-F]+') { $values.secureChannel = 'broken'; $values.secureChannelError = $Matches[0] }
    $found = (@(nltest.exe "/dsgetdc:$($computer.Domain)") | Out-String)
    if ($found -match '\\\\(\S+)') { $values.domainController = $Matches[1] }
    $values.nameResolves = $null -ne (Resolve-DnsName -Name $computer.Domain -ErrorAction SilentlyContinue)
    $values.srvResolves = $null -ne (Resolve-DnsName -Name "_ldap._tcp.dc._msdcs.$($computer.Domain)" -Type SRV -ErrorAction SilentlyContinue)
  }
  $values
}

Add-Section 'licensing' {
  $setting = Get-CimInstance -Namespace $rdsNamespace -ClassName Win32_TerminalServiceSetting
  $modes = @{ 1 = 'remote-administration'; 2 = 'per-device'; 4 = 'per-user'; 5 = 'not-configured' }
  $values = [ordered]@{ mode = $modes[[int]$setting.LicensingType]; role = ([int]$setting.TerminalServerMode -eq 1) }
  try {
    $grace = Invoke-CimMethod -InputObject $setting -MethodName GetGracePeriodDays
    $values.graceDaysLeft = [int]$grace.DaysLeft
  } catch { $values.graceDaysLeft = $null }
  try {
    $servers = Invoke-CimMethod -InputObject $setting -MethodName GetSpecifiedLicenseServerList
    $values.licenseServers = @($servers.SpecifiedLSList | Where-Object { $_ })
  } catch { $values.licenseServers = $null }
  Get-Known $values
}

Add-Section 'sessions' {
  # Columns of qwinsta are found by the marks in its own header, whatever the language.
  $lines = @(qwinsta.exe)
  $list = foreach ($line in @($lines | Select-Object -Skip 1)) {
    if ($line -match '^.(?<name>\S+(?: \S+)*)?\s+(?:(?<user>\S+)\s+)?(?<id>\d+)\s+(?<state>\S+)') {
      Get-Known ([ordered]@{ id = [int]$Matches['id']; name = $Matches['name']; user = $Matches['user']; state = $Matches['state'] })
    }
  }
  $limits = [ordered]@{}
  foreach ($name in 'MaxIdleTime', 'MaxDisconnectionTime', 'MaxConnectionTime', 'MaxInstanceCount') {
    $value = Get-Value $policyKey $name
    if ($null -eq $value) { $value = Get-Value $listenerKey $name }
    # MaxInstanceCount 0xFFFFFFFF is "no limit", and comes as -1.
    if ($null -ne $value -and [int]$value -ge 0) { $limits[$name] = [int]$value }
  }
  $setting = Get-CimInstance -Namespace $rdsNamespace -ClassName Win32_TerminalServiceSetting
  $logons = 'allowed'
  if ([int]$setting.Logons -eq 1) { $logons = 'denied' }
  elseif ([int]$setting.SessionBrokerDrainMode -eq 1) { $logons = 'draining-until-restart' }
  elseif ([int]$setting.SessionBrokerDrainMode -eq 2) { $logons = 'draining' }
  [ordered]@{ sessions = (Get-List $list); limits = $limits; logons = $logons }
}

Add-Section 'hooking-products' {
  $pattern = 'Citrix|VMware Horizon|Omnissa|Parallels RAS|TSplus|RDP Wrapper|Thinstuff|Ericom|Cisco (Secure )?Endpoint|CrowdStrike|SentinelOne|Duo Authentication|Okta Credential|AnyDesk|TeamViewer|Splashtop|ScreenConnect|RES |Ivanti|FSLogix'
  $keys = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\*', 'HKLM:\SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall\*'
  $list = foreach ($item in @(Get-ItemProperty -Path $keys -ErrorAction SilentlyContinue)) {
    $name = $item.PSObject.Properties['DisplayName']
    if ($null -eq $name -or [string]$name.Value -notmatch $pattern) { continue }
    $version = $item.PSObject.Properties['DisplayVersion']
    $text = $null
    if ($null -ne $version) { $text = [string]$version.Value }
    Get-Known ([ordered]@{ name = [string]$name.Value; version = $text })
  }
  # A TermService that runs another library is a wrapper, whatever it calls itself.
  $library = [string](Get-Value 'HKLM:\SYSTEM\CurrentControlSet\Services\TermService\Parameters' 'ServiceDll')
  if ($library -ne '' -and $library -notmatch '\\termsrv\.dll$') { $list = @($list) + @([ordered]@{ name = "TermService library $library" }) }
  Get-List $list
}

$channels = @(
  'Microsoft-Windows-TerminalServices-LocalSessionManager/Operational', 'Microsoft-Windows-TerminalServices-LocalSessionManager/Admin',
  'Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational', 'Microsoft-Windows-TerminalServices-RemoteConnectionManager/Admin',
  'Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Operational', 'Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Admin',
  'Microsoft-Windows-TerminalServices-RDPClient/Operational', 'Microsoft-Windows-TerminalServices-Gateway/Operational',
  'Microsoft-Windows-TerminalServices-SessionBroker/Operational', 'Microsoft-Windows-TerminalServices-SessionBroker-Client/Operational',
  'Microsoft-Windows-TerminalServices-Licensing/Admin', 'Microsoft-Windows-CertificateServicesClient-Lifecycle-System/Operational',
  'Microsoft-Windows-Sysmon/Operational', 'System', 'Security', 'Application'
)

Add-Section 'channels' {
  $list = foreach ($name in $channels) {
    $log = Get-WinEvent -ListLog $name -ErrorAction SilentlyContinue
    if ($null -eq $log) { continue }
    $oldest = Get-WinEvent -LogName $name -MaxEvents 1 -Oldest -ErrorAction SilentlyContinue
    $oldestMs = $null
    if ($null -ne $oldest) { $oldestMs = ConvertTo-UnixMs $oldest.TimeCreated }
    Get-Known ([ordered]@{ name = $name; enabled = [bool]$log.IsEnabled; maxSizeBytes = [long]$log.MaximumSizeInBytes; recordCount = $log.RecordCount; mode = [string]$log.LogMode; oldestMs = $oldestMs })
  }
  Get-List $list
}

if ($Days -gt 0) {
  $query = "*[System[TimeCreated[timediff(@SystemTime) <= $([long]$Days * 86400000)]]]"
  foreach ($channel in $channels) {
    $log = Get-WinEvent -ListLog $channel -ErrorAction SilentlyContinue
    if ($null -eq $log) { continue }
    $file = 'logs/' + ($channel -replace '[/\\]', '-') + '.evtx'
    $size = $log.FileSize
    Add-Export 'logs' $file {
      param($path)
      if ($size -gt [long]$MaxEventMB * 1048576) { throw "The log is larger than $MaxEventMB MB; -MaxEventMB takes more." }
      wevtutil.exe epl $channel $path "/q:$query"
    }
  }
}

$manifest = [ordered]@{
  schema = 'rdpulse.collect/1'; collector = 'collect-windows 1'; platform = 'windows'; host = $env:COMPUTERNAME
  collectedAt = $started.ToString('yyyy-MM-ddTHH:mm:ssZ'); isElevated = [bool]$isElevated; sections = @($index)
}
Save-Text 'manifest.json' (ConvertTo-Json -InputObject $manifest -Depth 6)

try {
  # Compress-Archive of PowerShell 5.1 ends at 2 GB and writes "\" into names.
  Add-Type -AssemblyName System.IO.Compression.FileSystem
  [IO.Compression.ZipFile]::CreateFromDirectory($root, $OutFile)
} finally {
  Remove-Item -LiteralPath $root -Recurse -Force -ErrorAction SilentlyContinue
}
Write-Output $OutFile
