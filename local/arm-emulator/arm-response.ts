import type { JsonObject } from '../../shared/policy/index';

/** What a handler answers. A body is always sent as JSON: clients read other content types as nothing at all. */
export interface ArmResponse {
  readonly status: number;
  readonly body?: JsonObject;
  readonly headers?: Readonly<Record<string, string>>;
}
