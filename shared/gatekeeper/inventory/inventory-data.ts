import { prepareData } from '../../rego';
import type { JsonObject } from '../json';
import type { Inventory } from './inventory';

const sealed = new WeakMap<JsonObject, JsonObject>();

/**
 * The document of an inventory that is complete: what evaluations work out from it (such as tables of its members) is
 * kept for those that follow. The inventory must not be changed afterwards; make another instead.
 */
export function sealInventory(inventory: Inventory): JsonObject {
  const document = { ...inventory.document };
  sealed.set(document, prepareData({ inventory: document }));
  return document;
}

/** What templates see as `data`: the same object for the same sealed document. */
export const inventoryData = (document: JsonObject): JsonObject =>
  sealed.get(document) ?? { inventory: document };
