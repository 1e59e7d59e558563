export { type Azurite, startAzurite } from './start-azurite';
export { type CosmosEmulator, startCosmosEmulator } from './start-cosmos-emulator';
