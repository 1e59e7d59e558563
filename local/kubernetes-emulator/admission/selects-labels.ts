import { type JsonObject, listAt, objectAt, textAt } from '../kubernetes-object';

/** Whether a label selector object (`matchLabels`, `matchExpressions`) selects these labels. An empty one selects all. */
export function selectsLabels(selector: JsonObject, labels: JsonObject): boolean {
  return (
    Object.entries(objectAt(selector, 'matchLabels')).every(
      ([key, value]) => labelOf(labels, key) === value,
    ) &&
    listAt(selector, 'matchExpressions').every((expression) => {
      const label = labelOf(labels, textAt(expression, 'key') ?? '');
      const among = label !== undefined && listAt(expression, 'values').includes(label);
      switch (textAt(expression, 'operator')) {
        case 'In':
          return among;
        case 'NotIn':
          return !among;
        case 'Exists':
          return label !== undefined;
        default:
          return label === undefined;
      }
    })
  );
}

function labelOf(labels: JsonObject, key: string): string | undefined {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}
