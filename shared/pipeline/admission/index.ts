export type { Webhook } from './admission-address';
export { type Admission, type AdmissionCall, type AdmissionReply, createAdmission } from './create-admission';
export { type WebhookAddress, webhookConfigurations } from './webhook-configurations';
