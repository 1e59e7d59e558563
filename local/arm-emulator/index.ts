export type { ArmEstate } from './arm-estate';
export { builtInDefinitions, builtInSetDefinitions } from './builtins/index';
export type { EventGridEvent } from './event-grid-event';
export type { PolicyViolation, WriteCheck } from './policy-violation';
export { type ArmEmulator, type ArmEmulatorOptions, startArmEmulator } from './start-arm-emulator';
