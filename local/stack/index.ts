export { localAdmissionSecret } from './app-settings';
export { applyChanges } from './apply-changes';
export { installWebhooks } from './install-webhooks';
export { type EmulatorPorts, type Emulators, startEmulators } from './start-emulators';
export { type Stack, startStack } from './start-stack';
