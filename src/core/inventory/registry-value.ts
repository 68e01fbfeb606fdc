/** One value of the registry, whatever export it came from. */
export interface RegistryValue {
  /** Full path with the short name of the hive: "HKLM\\SOFTWARE\\Policies\\…". Compared without regard to case. */
  readonly key: string;
  /** Empty for the default value of the key. */
  readonly name: string;
  readonly type: "REG_SZ" | "REG_EXPAND_SZ" | "REG_BINARY" | "REG_DWORD" | "REG_MULTI_SZ" | "REG_QWORD" | "REG_NONE";
  /** Number for DWORD and safe QWORD, text, list of texts, or hexadecimal digits for binary data. */
  readonly value: number | string | readonly string[];
  /** "deleted": a registry.pol or .reg line that takes the value away. */
  readonly change?: "deleted";
  /** Where it was read: "policy.reg#12", "registry.pol#7", "registry.json#3". */
  readonly at: string;
  /** Name of the policy object or file that set it, where that is known. */
  readonly policy?: string;
}
