/**
 * Replaces each `%Name%` of a binding property by the app setting of that name, as the host does.
 * Missing settings are reported by name; the text is then undefined.
 */
export function resolveSettingReferences(
  text: string,
  settings: Readonly<Record<string, string>>,
): { readonly text: string } | { readonly missing: readonly string[] } {
  const missing: string[] = [];
  const resolved = text.replace(/%([^%]*)%/g, (_, name: string) => {
    const value = settings[name];
    if (value === undefined) missing.push(name);
    return value ?? '';
  });
  return missing.length > 0 ? { missing } : { text: resolved };
}
