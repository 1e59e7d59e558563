export type { KindInfo } from './built-in-kinds';
export { builtInKinds } from './built-in-kinds';
export type { JsonObject, JsonValue, KubernetesObject } from './kubernetes-object';
export {
  type KubernetesEmulator,
  type KubernetesEmulatorOptions,
  type ObjectChange,
  type ObjectReference,
  startKubernetesEmulator,
} from './start-kubernetes-emulator';
