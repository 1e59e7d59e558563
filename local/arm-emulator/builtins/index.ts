import type { JsonObject } from '../../../shared/policy/index';
export const builtInDefinitions = (): JsonObject[] => [];
export const builtInSetDefinitions = (): JsonObject[] => [];
