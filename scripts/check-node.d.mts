export function checkNode(range: string, version?: string): void;
export function satisfies(range: string, version: string): boolean;
