import type { Environment } from '@marcbachmann/cel-js';

/** A URL: absolute, or a path that starts with a slash. */
class KubernetesUrl {
  constructor(
    readonly parsed: URL,
    readonly absolute: boolean,
  ) {}
}

/** The URL functions of CEL in Kubernetes. */
export function registerUrl(environment: Environment): void {
  environment
    .registerType('URL', KubernetesUrl)
    .registerFunction('url(string): URL', (text: string) => {
      const url = parseUrl(text);
      if (url === undefined) throw new Error(`URL parse error: "${text}"`);
      return url;
    })
    .registerFunction('isURL(string): bool', (text: string) => parseUrl(text) !== undefined)
    .registerFunction('URL.getScheme(): string', (url: KubernetesUrl) =>
      url.absolute ? url.parsed.protocol.slice(0, -1) : '',
    )
    .registerFunction('URL.getHost(): string', (url: KubernetesUrl) => (url.absolute ? url.parsed.host : ''))
    .registerFunction('URL.getHostname(): string', (url: KubernetesUrl) =>
      url.absolute ? url.parsed.hostname.replace(/^\[(.*)\]$/, '$1') : '',
    )
    .registerFunction('URL.getPort(): string', (url: KubernetesUrl) => (url.absolute ? url.parsed.port : ''))
    .registerFunction('URL.getEscapedPath(): string', (url: KubernetesUrl) => url.parsed.pathname)
    .registerFunction('URL.getQuery(): map<string, list<string>>', (url: KubernetesUrl) => {
      const query: Record<string, string[]> = Object.create(null);
      for (const key of new Set(url.parsed.searchParams.keys()))
        query[key] = url.parsed.searchParams.getAll(key);
      return query;
    });
}

function parseUrl(text: string): KubernetesUrl | undefined {
  const absolute = /^[A-Za-z][A-Za-z0-9+.-]*:/.test(text);
  if (!absolute && !text.startsWith('/')) return undefined;
  try {
    return new KubernetesUrl(new URL(text, absolute ? undefined : 'https://relative.invalid'), absolute);
  } catch {
    return undefined;
  }
}
