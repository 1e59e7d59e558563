import { alwaysExcludedNamespaces, type Constraint } from '../../gatekeeper';
import type { AdmissionRequest } from './parse-admission-review';
import type { PreparedAdmission } from './prepared-admission';

/** The constraints that a request may have to be judged by, before any of them has been matched. */
export interface JudgedConstraints {
  /** Those for the object itself. */
  readonly own: readonly Constraint[];
  /** Whether the object implies others, which are judged, too. */
  readonly expands: boolean;
}

/**
 * What a request is judged by; undefined when it is let through unseen: a DELETE makes nothing worse, and the effect
 * deny is about what is created or changed; namespaces that AKS leaves out are left out.
 */
export function judgedConstraints(
  prepared: PreparedAdmission,
  request: AdmissionRequest,
): JudgedConstraints | undefined {
  if (request.operation === 'DELETE' || isExcluded(request)) return undefined;
  const { kind } = request;
  const expands = request.operation !== 'CONNECT' && prepared.expander.expands(kind);
  const own = prepared.enforced.candidates(kind.group, kind.kind);
  return expands || own.length > 0 ? { own, expands } : undefined;
}

function isExcluded(request: AdmissionRequest): boolean {
  const { name, namespace } = request;
  const effective = isNamespace(request) ? (name ?? namespace) : namespace;
  return effective !== undefined && alwaysExcludedNamespaces.includes(effective);
}

/** Whether the object of a request is a Namespace. */
export const isNamespace = ({ kind }: AdmissionRequest): boolean =>
  kind.group === '' && kind.kind === 'Namespace';
