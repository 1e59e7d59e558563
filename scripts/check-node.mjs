/** Ends the process with a clear message when this Node.js does not satisfy package.json's `engines.node`. */
export function checkNode(range, version = process.versions.node) {
  if (satisfies(range, version)) return;
  console.error(
    `Plimsoll needs Node.js ${range}; this is ${version} (${process.execPath}). Install a supported release, such as the newest 20, 22 or 24, and run the command again.`,
  );
  process.exit(1);
}

/** Understands what `engines` holds: `^a.b.c` and `>=a.b.c`, joined by `||`. */
export function satisfies(range, version) {
  const numbers = (text) => text.split('.').map((part) => Number.parseInt(part, 10));
  const atLeast = ([a, b, c], [x, y, z]) => a > x || (a === x && (b > y || (b === y && c >= z)));
  const actual = numbers(version);
  return range.split('||').some((part) => {
    const wanted = part.trim();
    const floor = numbers(wanted.replace(/^(\^|>=)/, ''));
    return atLeast(actual, floor) && (!wanted.startsWith('^') || actual[0] === floor[0]);
  });
}
