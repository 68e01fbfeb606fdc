<#
.SYNOPSIS
Hosts, incidents and certificates of an RDPulse server, as objects.

.DESCRIPTION
Dot-source this file, name the server once, and ask:

    . .\RDPulse.ps1
    $env:RDPULSE_URL = 'https://monitor.example:8480'
    $env:RDPULSE_TOKEN = Get-Content C:\Secrets\rdpulse.token
    Get-RDPulseHost -Status down | Format-Table name, status, cause, since

The token needs the scope "read". It is sent in a header and never shown. Everything only reads.
For Windows PowerShell 5.1 and PowerShell 7. It was checked by a grammar and never run on a real Windows.
#>

Set-StrictMode -Version 2.0

function Get-RDPulsePage {
    # One page of the API: follows no redirect, so that the token reaches nobody else.
    param([string] $Path, [System.Collections.IDictionary] $Query, [string] $Url, [string] $Token)

    if (-not $Url) { $Url = $env:RDPULSE_URL }
    if (-not $Url) { $Url = 'http://127.0.0.1:8480' }
    if (-not $Token) { $Token = $env:RDPULSE_TOKEN }
    $pairs = foreach ($name in $Query.Keys) {
        foreach ($value in @($Query[$name])) {
            '{0}={1}' -f $name, [Uri]::EscapeDataString([string] $value)
        }
    }
    $address = '{0}/api/v1/{1}?{2}' -f $Url.TrimEnd('/'), $Path, (@($pairs) -join '&')
    $headers = @{ Accept = 'application/json' }
    if ($Token) { $headers['Authorization'] = 'Bearer ' + $Token.Trim() }
    Invoke-RestMethod -Uri $address -Headers $headers -Method Get -MaximumRedirection 0 -TimeoutSec 60
}

function Get-RDPulseItem {
    # Every item of a list, page after page, as it comes.
    param([string] $Path, [System.Collections.IDictionary] $Query, [string] $Url, [string] $Token)

    do {
        $page = Get-RDPulsePage -Path $Path -Query $Query -Url $Url -Token $Token
        $page.items
        $next = $null
        if ($page.PSObject.Properties.Name -contains 'next') { $next = $page.next }
        if ($next) { $Query['cursor'] = $next }
    } while ($next)
}

function ConvertFrom-RDPulseTime {
    # Milliseconds since 1970 as local time; nothing for nothing.
    param($Milliseconds)

    if ($null -ne $Milliseconds) { [DateTimeOffset]::FromUnixTimeMilliseconds([long] $Milliseconds).LocalDateTime }
}

function Get-RDPulseField {
    # A field that an answer may lack.
    param($Of, [string] $Name)

    if ($null -ne $Of -and $Of.PSObject.Properties.Name -contains $Name) { $Of.$Name }
}

function Get-RDPulseHost {
    <#
    .SYNOPSIS
    Hosts that are watched, with their state, the worst first.

    .PARAMETER Search
    Part of the name or of the address.

    .PARAMETER Status
    Only hosts in one of these states.

    .PARAMETER Cause
    Only hosts with this cause, for example certificate-expired.

    .PARAMETER Site
    Only hosts of this site.

    .PARAMETER Url
    Address of the server. When absent: $env:RDPULSE_URL, then http://127.0.0.1:8480.

    .PARAMETER Token
    Token with the scope "read". When absent: $env:RDPULSE_TOKEN.

    .EXAMPLE
    Get-RDPulseHost -Status down, flapping | Export-Csv hosts.csv -NoTypeInformation

    .EXAMPLE
    Get-RDPulseHost -Site berlin | Where-Object certificateEnd -lt (Get-Date).AddDays(30)
    #>
    [CmdletBinding()]
    param(
        [string] $Search,
        [ValidateSet('unknown', 'up', 'degraded', 'suspect', 'down', 'flapping', 'suppressed')]
        [string[]] $Status,
        [string] $Cause,
        [string] $Site,
        [string] $Url,
        [string] $Token
    )

    $query = @{ limit = 1000 }
    if ($Search) { $query['search'] = $Search }
    if ($Status) { $query['status'] = $Status }
    if ($Cause) { $query['cause'] = $Cause }
    if ($Site) { $query['site'] = $Site }
    Get-RDPulseItem -Path 'hosts' -Query $query -Url $Url -Token $Token | ForEach-Object {
        $state = $_.state
        $status = Get-RDPulseField $state 'status'
        if (-not $status) { $status = 'unknown' }
        $first = @(Get-RDPulseField $state 'causes') | Select-Object -First 1
        $port = Get-RDPulseField $_.settings 'port'
        if (-not $port) { $port = 3389 }
        $totalUs = Get-RDPulseField $state 'totalUs'
        $seconds = $null
        if ($totalUs) { $seconds = $totalUs / 1e6 }
        [PSCustomObject]@{
            id             = $_.id
            name           = $_.name
            host           = $_.settings.host
            port           = $port
            site           = Get-RDPulseField $_.settings 'site'
            status         = $status
            since          = ConvertFrom-RDPulseTime (Get-RDPulseField $state 'sinceMs')
            cause          = Get-RDPulseField $first 'id'
            setupSeconds   = $seconds
            lastCheck      = ConvertFrom-RDPulseTime (Get-RDPulseField $state 'lastAtMs')
            certificateEnd = ConvertFrom-RDPulseTime (Get-RDPulseField $_.facts 'certificateNotAfterMs')
            build          = Get-RDPulseField $_.facts 'osBuild'
        }
    }
}

function Get-RDPulseIncident {
    <#
    .SYNOPSIS
    Incidents, the newest first.

    .PARAMETER State
    open, acknowledged, closed; open and acknowledged when absent.

    .PARAMETER Severity
    Only incidents of one of these severities.

    .PARAMETER Cause
    Only incidents of this cause.

    .PARAMETER Url
    Address of the server. When absent: $env:RDPULSE_URL, then http://127.0.0.1:8480.

    .PARAMETER Token
    Token with the scope "read". When absent: $env:RDPULSE_TOKEN.

    .EXAMPLE
    Get-RDPulseIncident -Severity critical
    #>
    [CmdletBinding()]
    param(
        [ValidateSet('open', 'acknowledged', 'closed')]
        [string[]] $State = @('open', 'acknowledged'),
        [ValidateSet('critical', 'major', 'minor')]
        [string[]] $Severity,
        [string] $Cause,
        [string] $Url,
        [string] $Token
    )

    $query = @{ limit = 1000; state = $State }
    if ($Severity) { $query['severity'] = $Severity }
    if ($Cause) { $query['cause'] = $Cause }
    Get-RDPulseItem -Path 'incidents' -Query $query -Url $Url -Token $Token | ForEach-Object {
        [PSCustomObject]@{
            id       = $_.id
            severity = $_.severity
            state    = $_.state
            cause    = $_.cause
            title    = $_.title.en
            titleZh  = $_.title.zh
            scope    = '{0} {1}' -f $_.scope.kind, $_.scope.key
            hosts    = @($_.members).Count
            opened   = ConvertFrom-RDPulseTime $_.openedMs
            closed   = ConvertFrom-RDPulseTime (Get-RDPulseField $_ 'closedMs')
            assignee = Get-RDPulseField $_ 'assignee'
        }
    }
}

function Get-RDPulseCertificate {
    <#
    .SYNOPSIS
    Certificates that hosts show, the one that ends first at the head.

    .PARAMETER WithinDays
    Only certificates that end within so many days.

    .PARAMETER Url
    Address of the server. When absent: $env:RDPULSE_URL, then http://127.0.0.1:8480.

    .PARAMETER Token
    Token with the scope "read". When absent: $env:RDPULSE_TOKEN.

    .EXAMPLE
    Get-RDPulseCertificate -WithinDays 30 | Format-Table daysLeft, subject, hosts
    #>
    [CmdletBinding()]
    param(
        [ValidateRange(0, 36500)]
        [int] $WithinDays,
        [string] $Url,
        [string] $Token
    )

    $query = @{}
    if ($PSBoundParameters.ContainsKey('WithinDays')) { $query['withinDays'] = $WithinDays }
    Get-RDPulseItem -Path 'certificates' -Query $query -Url $Url -Token $Token | ForEach-Object {
        [PSCustomObject]@{
            daysLeft   = $_.daysLeft
            subject    = $_.subject
            issuer     = $_.issuer
            notBefore  = ConvertFrom-RDPulseTime $_.notBeforeMs
            notAfter   = ConvertFrom-RDPulseTime $_.notAfterMs
            selfSigned = $_.selfSigned
            sha256     = $_.sha256
            hosts      = @($_.hosts | ForEach-Object { $_.name }) -join ', '
        }
    }
}
