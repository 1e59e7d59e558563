import type { JsonObject } from './kubernetes-object';

/** What an error concerns, as it stands in `details` of the Status object. */
export interface ErrorSubject {
  group?: string;
  kind?: string;
  name?: string;
  uid?: string;
  causes?: { reason?: string; message: string; field?: string }[];
}

/** An answer other than success, carrying the `Status` object the API server would send. */
export class KubernetesApiError extends Error {
  override readonly name = 'KubernetesApiError';

  constructor(
    readonly code: number,
    readonly reason: string,
    message: string,
    readonly subject: ErrorSubject = {},
    readonly continueToken?: string,
  ) {
    super(message);
  }

  status(): JsonObject {
    const { group, causes, ...rest } = this.subject;
    const details: JsonObject = { ...rest };
    if (group !== undefined && group !== '') details['group'] = group;
    if (causes !== undefined) details['causes'] = causes.map((cause) => ({ ...cause }));
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: this.continueToken === undefined ? {} : { continue: this.continueToken },
      status: 'Failure',
      message: this.message,
      reason: this.reason,
      ...(Object.keys(details).length > 0 ? { details } : {}),
      code: this.code,
    };
  }
}

interface Named {
  group: string;
  plural: string;
}

const qualified = ({ group, plural }: Named): string => (group === '' ? plural : `${plural}.${group}`);
const subject = (resource: Named, name: string): ErrorSubject => ({
  name,
  group: resource.group,
  kind: resource.plural,
});

export const notFound = (resource: Named, name: string): KubernetesApiError =>
  new KubernetesApiError(
    404,
    'NotFound',
    `${qualified(resource)} "${name}" not found`,
    subject(resource, name),
  );

export const pathNotFound = (): KubernetesApiError =>
  new KubernetesApiError(404, 'NotFound', 'the server could not find the requested resource');

export const alreadyExists = (resource: Named, name: string): KubernetesApiError =>
  new KubernetesApiError(
    409,
    'AlreadyExists',
    `${qualified(resource)} "${name}" already exists`,
    subject(resource, name),
  );

export const conflict = (resource: Named, name: string, why: string): KubernetesApiError =>
  new KubernetesApiError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualified(resource)} "${name}": ${why}`,
    subject(resource, name),
  );

export const invalid = (
  resource: Named & { kind: string },
  name: string,
  field: string,
  why: string,
): KubernetesApiError =>
  new KubernetesApiError(
    422,
    'Invalid',
    `${resource.group === '' ? resource.kind : `${resource.kind}.${resource.group}`} "${name}" is invalid: ${field}: ${why}`,
    {
      name,
      group: resource.group,
      kind: resource.kind,
      causes: [{ reason: 'FieldValueInvalid', message: why, field }],
    },
  );

export const forbidden = (resource: Named, name: string, why: string): KubernetesApiError =>
  new KubernetesApiError(
    403,
    'Forbidden',
    `${qualified(resource)} "${name}" is forbidden: ${why}`,
    subject(resource, name),
  );

export const badRequest = (message: string): KubernetesApiError =>
  new KubernetesApiError(400, 'BadRequest', message);

export const expired = (message: string, continueToken?: string): KubernetesApiError =>
  new KubernetesApiError(410, 'Expired', message, {}, continueToken);

export const methodNotAllowed = (): KubernetesApiError =>
  new KubernetesApiError(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
  );

export const unauthorized = (): KubernetesApiError =>
  new KubernetesApiError(401, 'Unauthorized', 'Unauthorized');

export const unsupportedMediaType = (accepted: readonly string[], advice = ''): KubernetesApiError =>
  new KubernetesApiError(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}${advice && `; ${advice}`}`,
  );

export const tooLarge = (limit: number): KubernetesApiError =>
  new KubernetesApiError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${limit}`);
