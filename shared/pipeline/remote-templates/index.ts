export { createCosmosTemplateCache } from './cosmos-template-cache';
export { createRemoteTemplates, type RemoteTemplates } from './create-remote-templates';
export type { TemplateCache } from './template-cache';
