/** True for a refusal of an API server with this HTTP status. */
export function hasStatus(error: unknown, status: number): boolean {
  return error instanceof Error && (error as Error & { status?: unknown }).status === status;
}
