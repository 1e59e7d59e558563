const formats: Readonly<Record<string, { readonly pattern: RegExp; readonly wanted: string }>> = {
  date: { pattern: /^\d{4}-\d{2}-\d{2}$/, wanted: 'must be a date such as 2024-01-31' },
  'date-time': {
    pattern: /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/,
    wanted: 'must be a date and time such as 2024-01-31T12:00:00Z',
  },
  ipv4: { pattern: /^\d{1,3}(\.\d{1,3}){3}$/, wanted: 'must be an IPv4 address' },
  uuid: {
    pattern: /^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}$/,
    wanted: 'must be a UUID',
  },
};

/** What is wrong with a text of a declared `format`; unknown formats are let through, as Kubernetes does. */
export function formatProblem(format: string, value: string): string | undefined {
  const known = Object.hasOwn(formats, format) ? formats[format] : undefined;
  return known === undefined || known.pattern.test(value) ? undefined : known.wanted;
}
