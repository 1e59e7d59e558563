/** Says whether a route value satisfies an inline constraint. */
export type RouteConstraint = (value: string) => boolean;

const isInteger = (low: bigint, high: bigint): RouteConstraint => {
  return (value) => /^[+-]?\d{1,20}$/.test(value) && BigInt(value) >= low && BigInt(value) <= high;
};
const isDecimal: RouteConstraint = (value) => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value);

const plain: Readonly<Record<string, RouteConstraint>> = {
  int: isInteger(-(2n ** 31n), 2n ** 31n - 1n),
  long: isInteger(-(2n ** 63n), 2n ** 63n - 1n),
  bool: (value) => /^(true|false)$/i.test(value),
  guid: (value) => /^(\{|\()?[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}(\}|\))?$/i.test(value),
  alpha: (value) => /^[a-z]*$/i.test(value),
  decimal: isDecimal,
  double: isDecimal,
  float: isDecimal,
  datetime: (value) => !Number.isNaN(Date.parse(value)),
  required: (value) => value !== '',
};

/** The named constraint of ASP.NET Core with its argument text, if any. Unknown names are refused through `fail`. */
export function routeConstraint(
  name: string,
  argument: string | undefined,
  fail: (why: string) => never,
): RouteConstraint {
  const key = name.toLowerCase();
  const simple = plain[key];
  if (simple !== undefined) return simple;
  const numbers = (argument ?? '').split(',').map((text) => Number(text.trim()));
  const [first = Number.NaN, second = first] = numbers;
  if (key === 'regex') {
    const pattern = new RegExp(argument ?? fail('regex() needs a pattern'), 'i');
    return (value) => pattern.test(value);
  }
  if (!['min', 'max', 'range', 'length', 'minlength', 'maxlength'].includes(key)) {
    return fail(`the constraint '${name}' is unknown`);
  }
  if (numbers.length > 2 || Number.isNaN(first) || Number.isNaN(second))
    fail(`the constraint '${name}' needs numbers`);
  const number = (value: string) => (/^[+-]?\d+$/.test(value) ? Number(value) : Number.NaN);
  switch (key) {
    case 'min':
      return (value) => number(value) >= first;
    case 'max':
      return (value) => number(value) <= first;
    case 'range':
      return (value) => number(value) >= first && number(value) <= second;
    case 'minlength':
      return (value) => value.length >= first;
    case 'maxlength':
      return (value) => value.length <= first;
    default:
      return (value) => value.length >= first && value.length <= second;
  }
}
