/** A region as Azure compares it: `West US 2` and `westus2` are the same. */
export function normaliseLocation(location: string): string {
  return location.toLowerCase().replaceAll(' ', '');
}
