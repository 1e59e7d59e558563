export { applyChanges } from './apply-changes';
export { type EmulatorPorts, type Emulators, startEmulators } from './start-emulators';
export { type Stack, startStack } from './start-stack';
