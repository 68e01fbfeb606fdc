export { checkConfiguration, checkDocument } from "./check-configuration.ts";
export type { CheckedConfiguration, KnownWords } from "./check-configuration.ts";
export { PATTERN_WORDS } from "./check-value.ts";
export type * from "./configuration.ts";
export { GROUP_SECTIONS } from "./configuration.ts";
export {
  configurationChanges,
  countChanges,
  DOCUMENT_KINDS,
  DOCUMENT_SECTIONS,
  isSame,
  nameChanges,
  SETTING_SECTIONS,
} from "./configuration-changes.ts";
export type {
  ConfigurationChanges,
  DocumentKind,
  DocumentSection,
  NameChanges,
  SettingSection,
} from "./configuration-changes.ts";
export { configurationSchema } from "./configuration-schema.ts";
export type { ChannelSchemas } from "./configuration-schema.ts";
export { declaredTargets, targetName } from "./declared-targets.ts";
export { DEFAULTS } from "./defaults.ts";
export { configurationExample } from "./example.ts";
export type * from "./problem.ts";
export { SECRET_PATTERN } from "./schema-parts.ts";
export type { JsonSchema } from "./schema-parts.ts";
export { reportSettings, ruleSettings } from "./sections/alert-section.ts";
export { maintenanceSettings, objectiveSettings } from "./sections/judgement-section.ts";
export { discoverySettings } from "./sections/source-section.ts";
export { targetSettings } from "./sections/target-section.ts";
