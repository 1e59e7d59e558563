import { armIdKey, type JsonObject } from '../../shared/policy/index';
import { ArmError } from './arm-error';
import type { ArmRequest } from './arm-request';
import type { ArmResponse } from './arm-response';

const defaultPageSize = 500;

/**
 * One page of a list, with the link to the next. The link holds the last id of the page, not a position, so that a
 * list which changes between two pages neither repeats nor skips what stayed.
 *
 * @param items ordered by id
 */
export function pageOf<T extends { readonly id: string }>(
  request: ArmRequest,
  items: readonly T[],
  show: (item: T) => JsonObject,
): ArmResponse {
  const size = topOf(request) ?? defaultPageSize;
  const after = request.query.get('$skiptoken');
  const last = after === null ? '' : Buffer.from(after, 'base64url').toString('utf8');
  const rest = items.filter((item) => armIdKey(item.id) > last);
  const page = rest.slice(0, size);
  const final = page[page.length - 1];
  if (final === undefined || rest.length <= page.length)
    return { status: 200, body: { value: page.map(show) } };
  const { 'api-version': _, ...query } = Object.fromEntries(request.query);
  return {
    status: 200,
    body: {
      value: page.map(show),
      nextLink: request.link(`/${request.segments.join('/')}`, {
        ...query,
        $skiptoken: Buffer.from(armIdKey(final.id)).toString('base64url'),
      }),
    },
  };
}

function topOf(request: ArmRequest): number | undefined {
  const text = request.query.get('$top');
  if (text === null) return undefined;
  const top = Number(text);
  if (!Number.isInteger(top) || top < 1)
    throw new ArmError(
      400,
      'InvalidTopInQueryString',
      `The $top value '${text}' is invalid: it must be a whole number above 0.`,
    );
  return top;
}
