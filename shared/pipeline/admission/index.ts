export { type Admission, type AdmissionCall, type AdmissionReply, createAdmission } from './admission';
export type { Webhook } from './admission-address';
export { type WebhookAddress, webhookConfigurations } from './webhook-configurations';
