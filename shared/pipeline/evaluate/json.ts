import type { JsonObject as EngineJson } from '../../gatekeeper';
import type { JsonObject } from '../../policy';

/** Hands JSON to an engine as it is. The engines' own JSON types differ from ours in `readonly` alone, and they only read. */
export const forEngine = (value: JsonObject): EngineJson => value as unknown as EngineJson;
