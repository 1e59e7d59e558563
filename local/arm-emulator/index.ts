export type { ArmEstate, ArmObject } from './arm-estate';
export { builtInDefinitions, builtInSetDefinitions } from './builtins';
export {
  createEventGridDelivery,
  type EventGridDelivery,
  type EventGridDeliveryOptions,
  type EventSubscription,
} from './event-grid-delivery';
export type { EventGridEvent } from './event-grid-event';
export type { PolicyViolation, WriteCheck } from './policy-violation';
export { type ArmEmulator, type ArmEmulatorOptions, startArmEmulator } from './start-arm-emulator';
export {
  assignment,
  baseline,
  clusterScope,
  groupScope,
  managementGroup,
  privilegedContainers,
  subscription,
  subscriptionScope,
  tenant,
  testEstate,
} from './test-estate';
