/**
 * A number that a JavaScript number cannot stand for exactly, or that was written in another form than its
 * shortest one (`1.0`, `1e400`, `0.30000000000000000001`). Its text is the number; mantissa and exponent follow from it.
 */
export class Decimal {
  readonly text: string;
  private parsed: DecimalParts | undefined;

  constructor(text: string) {
    this.text = text;
    this.parsed = undefined;
  }

  get parts(): DecimalParts {
    this.parsed ??= decimalParts(this.text);
    return this.parsed;
  }
}

/** The value `mantissa * 10^exponent`, without trailing zeros in the mantissa; zero is `0, 0`. */
export interface DecimalParts {
  readonly mantissa: bigint;
  readonly exponent: number;
}

/** Reads decimal text, as `-12.5e3`. The text must be a valid number. */
export function decimalParts(text: string): DecimalParts {
  const lower = text.toLowerCase();
  const e = lower.indexOf('e');
  const base = e < 0 ? lower : lower.slice(0, e);
  let exponent = e < 0 ? 0 : Number(lower.slice(e + 1));
  const point = base.indexOf('.');
  let digits = base;
  if (point >= 0) {
    digits = base.slice(0, point) + base.slice(point + 1);
    exponent -= base.length - point - 1;
  }
  const negative = digits.startsWith('-');
  let body = negative || digits.startsWith('+') ? digits.slice(1) : digits;
  let end = body.length;
  while (end > 0 && body.charCodeAt(end - 1) === 48) end--;
  exponent += body.length - end;
  body = body.slice(0, end);
  const mantissa = body === '' ? 0n : BigInt(body);
  if (mantissa === 0n) return { mantissa: 0n, exponent: 0 };
  return { mantissa: negative ? -mantissa : mantissa, exponent };
}
