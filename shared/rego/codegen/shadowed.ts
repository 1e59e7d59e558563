import type { Group } from '../plan/program';
import type { ProgramEmitter } from './emitter';

/** A `with` somewhere replaces data at, above or below this document. */
export function shadowed(shared: ProgramEmitter, group: Group): boolean {
  return shared.replaced.paths.some((path) => {
    const length = Math.min(path.length, group.path.length);
    for (let i = 0; i < length; i++) if (path[i] !== group.path[i]) return false;
    return true;
  });
}
