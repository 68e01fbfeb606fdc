/** Local settings of Remote Desktop, as a PowerShell path. */
export const TERMINAL_SERVER: string = String.raw`HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server`;

/** Local settings of the listener RDP-Tcp, as a PowerShell path. */
export const RDP_TCP: string = String.raw`HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server\WinStations\RDP-Tcp`;

/** Group Policy settings, as a PowerShell path. A value here wins over the local one. */
export const POLICY: string = String.raw`HKLM:\SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services`;

/** The same three keys as reg.exe writes them. */
export const TERMINAL_SERVER_REG: string = String.raw`HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server`;
export const RDP_TCP_REG: string = String.raw`HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server\WinStations\RDP-Tcp`;
export const POLICY_REG: string = String.raw`HKLM\SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services`;

/** Schannel protocol switches, as reg.exe writes the key. */
export const SCHANNEL_REG: string = String.raw`HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL`;

/** PowerShell that reads the general settings of the listener through WMI. */
export const LISTENER_SETTINGS: string = `Get-CimInstance -Namespace root/cimv2/TerminalServices -ClassName Win32_TSGeneralSetting -Filter "TerminalName='RDP-Tcp'"`;
