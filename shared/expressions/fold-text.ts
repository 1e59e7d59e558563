const ASCII = /^[\0-\x7f]*$/;

/**
 * Folds the case of a text over all of Unicode, so that texts that differ in case alone become the same
 * ("Straße" and "STRASSE", final and inner sigma). The result also orders such texts alike.
 */
export function foldText(text: string): string {
  if (text !== lastText) {
    lastFolded = fold(text);
    lastText = text;
  }
  return lastFolded;
}

/** One text (a resource's type, above all) is compared with many in a row. */
let lastText = '';
let lastFolded = '';

function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  // Dotless i has no other case in Unicode's folding, although upper-casing would turn it into I.
  return text.split('ı').map(foldPart).join('ı');
}

function foldPart(text: string): string {
  // Down, up and down again reaches the full folding; the last step would otherwise leave final sigmas.
  return text.toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ');
}

/** Lower-cases A to Z alone: how property names are compared. */
export function foldKey(key: string): string {
  return ASCII.test(key) ? key.toLowerCase() : key.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
