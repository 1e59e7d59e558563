/** An HTTP answer, free of any platform's types. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly jsonBody?: unknown;
}

/** What the service reads of an HTTP request, free of any platform's types. */
export interface HttpQuestion {
  readonly url: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: { get(name: string): string | null };
  readonly headers: { get(name: string): string | null };
}

/** An answer in ARM's error shape. The message says what is wrong and what to do. */
export function armError(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer {
  return { status, headers: { ...headers }, jsonBody: { error: { code, message } } };
}
