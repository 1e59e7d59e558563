/** Bundles the service and the local entries into `dist/`. */
export function build(root: string): Promise<void>;
