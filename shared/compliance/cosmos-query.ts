import type { SqlQuerySpec } from '@azure/cosmos';
import type { Condition, DocumentQuery } from './document-store';

/**
 * The query text and parameters. Values are always parameters, and fields come from a closed list. The partition
 * is named in the text as well as in the request, because not every emulator narrows by the request.
 */
export function cosmosQuery(query: DocumentQuery): SqlQuerySpec {
  const parameters: { name: string; value: string | number | boolean }[] = [];
  const parameter = (value: string | number | boolean): string => {
    const name = `@p${parameters.length}`;
    parameters.push({ name, value });
    return name;
  };
  const clauses = (query.where ?? []).map((condition) => clauseOf(condition, parameter));
  if (query.partition !== undefined) clauses.unshift(`c["partition"] = ${parameter(query.partition)}`);
  const where = clauses.length > 0 ? ` WHERE ${clauses.join(' AND ')}` : '';
  return {
    query: `SELECT * FROM c${where}${query.newestFirst ? ' ORDER BY c["sequence"] DESC' : ''}`,
    parameters,
  };
}

function clauseOf(condition: Condition, parameter: (value: string | number | boolean) => string): string {
  const field = `c["${condition.field}"]`;
  if ('equals' in condition) return `${field} = ${parameter(condition.equals)}`;
  if ('below' in condition) return `${field} < ${parameter(condition.below)}`;
  if ('above' in condition) return `${field} > ${parameter(condition.above)}`;
  if ('includes' in condition) return `ARRAY_CONTAINS(${field}, ${parameter(condition.includes)})`;
  return `${field} IN (${padded(condition.oneOf).map(parameter).join(', ')})`;
}

/** Repeats the last value up to a power of two, so that there are few different query texts to parse and cache. */
function padded(values: readonly string[]): string[] {
  const last = values.at(-1) ?? '';
  let length = 1;
  while (length < values.length) length *= 2;
  return Array.from({ length }, (_, index) => values[index] ?? last);
}
