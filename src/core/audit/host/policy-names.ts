/*
 * English names of the settings of administrative templates (TerminalServer.admx, CredSsp.admx, RemoteAssistance.admx) by the
 * value that they write: gpresult shows the name of such a setting and not its value. A report in another language is not
 * matched; the value itself is read from the registry all the same.
 */
const VALUE_OF_SETTING: Readonly<Record<string, string>> = {
  "require user authentication for remote connections by using network level authentication": "UserAuthentication",
  "require use of specific security layer for remote (rdp) connections": "SecurityLayer",
  "set client connection encryption level": "MinEncryptionLevel",
  "require secure rpc communication": "fEncryptRPCTraffic",
  "always prompt for password upon connection": "fPromptForPassword",
  "do not allow passwords to be saved": "DisablePasswordSaving",
  "encryption oracle remediation": "AllowEncryptionOracle",
  "remote host allows delegation of non-exportable credentials": "AllowProtectedCreds",
  "restrict delegation of credentials to remote servers": "RestrictedRemoteAdministration",
  "do not allow drive redirection": "fDisableCdm",
  "do not allow com port redirection": "fDisableCcm",
  "do not allow lpt port redirection": "fDisableLPT",
  "do not allow supported plug and play device redirection": "fDisablePNPRedir",
  "do not allow location redirection": "fDisableLocationRedir",
  "allow ui automation redirection": "EnableUiaRedirection",
  "do not allow webauthn redirection": "fDisableWebAuthn",
  "restrict clipboard transfer from server to client": "SCClipLevel",
  "set time limit for active but idle remote desktop services sessions": "MaxIdleTime",
  "set time limit for disconnected sessions": "MaxDisconnectionTime",
  "restrict remote desktop services users to a single remote desktop services session": "fSingleSessionPerUser",
  "do not delete temp folders upon exit": "DeleteTempDirsOnExit",
  "do not use temporary folders per session": "PerSessionTempDir",
  "configure solicited remote assistance": "fAllowToGetHelp",
  "configure offer remote assistance": "fAllowUnsolicited",
  "allow users to connect remotely by using remote desktop services": "fDenyTSConnections",
  "set rules for remote control of remote desktop services user sessions": "Shadow",
};

/** The value that a setting of an administrative template writes, in lower case; undefined for a name that is not known. */
export function valueOfSetting(setting: string): string | undefined {
  const name = setting.trim().toLowerCase();
  return Object.hasOwn(VALUE_OF_SETTING, name) ? VALUE_OF_SETTING[name]?.toLowerCase() : undefined;
}
