import type { JsonObject } from '../../shared/policy/index';

/** A refusal in the words of Azure Resource Manager. */
export class ArmError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly extra: {
      readonly target?: string;
      readonly additionalInfo?: readonly JsonObject[];
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(message);
    this.name = 'ArmError';
  }
}

/** The body of an error answer. */
export function armErrorBody(error: ArmError): JsonObject {
  const { target, additionalInfo } = error.extra;
  return {
    error: {
      code: error.code,
      message: error.message,
      ...(target === undefined ? {} : { target }),
      ...(additionalInfo === undefined ? {} : { additionalInfo }),
    },
  };
}
