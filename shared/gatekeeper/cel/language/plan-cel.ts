import type { CelFrame, CelPlan } from './cel-frame';
import type { CelMacro, CelNode } from './cel-syntax';
import type { CelType } from './cel-type';
import {
  CelError,
  CelMap,
  CelOptional,
  CelTypeValue,
  celEqual,
  findInMap,
  isList,
  isMap,
  numeric,
  typeOf,
} from './cel-value';
import type { CheckedExpression } from './check-cel';
import { noSuchOverload, showKey } from './evaluation-errors';
import type { CelOverload } from './overloads';
import { type Bind, runMacro } from './run-macro';

type Slots = ReadonlyMap<string, number>;

/** Cost of making a list and a map, as Kubernetes counts it. */
const listCost = 10;
const mapCost = 30;
/** Characters that cost one unit when a function reads them. */
const charactersPerUnit = 10;

/** Turns a checked expression into a function. */
export function planCel(root: CelNode, checked: CheckedExpression): CelPlan {
  const plan = (node: CelNode, slots: Slots): CelPlan => {
    const typeName = checked.typeNames.get(node);
    if (typeName !== undefined) {
      const value = new CelTypeValue(typeName);
      return () => value;
    }
    switch (node.kind) {
      case 'constant': {
        const { value } = node;
        return () => value;
      }
      case 'name':
        return planName(node.name, slots);
      case 'select':
        return planSelect(plan(node.of, slots), node.field, node.optional);
      case 'has':
        return planHas(plan(node.of, slots), node.field);
      case 'index':
        return planIndex(plan(node.of, slots), plan(node.index, slots), node.optional);
      case 'call':
        return planCall(node, slots);
      case 'list': {
        const items = node.items.map((item) => ({ optional: item.optional, value: plan(item.value, slots) }));
        return (frame) => {
          frame.tick(listCost);
          const list: unknown[] = [];
          for (const item of items) {
            const value = item.value(frame);
            if (!item.optional) list.push(value);
            else for (const present of optionalOf(value)) list.push(present);
          }
          return list;
        };
      }
      case 'map': {
        const entries = node.entries.map((entry) => ({
          optional: entry.optional,
          key: plan(entry.key, slots),
          value: plan(entry.value, slots),
        }));
        return (frame) => {
          frame.tick(mapCost);
          const map = new CelMap();
          for (const entry of entries) {
            const key = entry.key(frame);
            const value = entry.value(frame);
            if (!entry.optional) map.set(key, value);
            else for (const present of optionalOf(value)) map.set(key, present);
          }
          return map;
        };
      }
      case 'macro':
        return planMacro(node, slots);
    }
  };

  const planCall = (node: Extract<CelNode, { kind: 'call' }>, slots: Slots): CelPlan => {
    const resolved = checked.calls.get(node);
    const args = (resolved?.args ?? node.args).map((arg) => plan(arg, slots));
    const [first, second, third] = args;
    if (first !== undefined && second !== undefined) {
      if (node.name === '_&&_') return planLogic(first, second, false);
      if (node.name === '_||_') return planLogic(first, second, true);
      if (node.name === '_?_:_' && third !== undefined) return planChoice(first, second, third);
      if (node.name === '_==_') return (frame) => celEqual(first(frame), spent(frame, second));
      if (node.name === '_!=_') return (frame) => !celEqual(first(frame), spent(frame, second));
    }
    const overloads = resolved?.overloads ?? [];
    if ((node.name === 'or' || node.name === 'orValue') && first !== undefined && second !== undefined)
      return planOr(first, second, node.name);
    return (frame) => {
      const values = args.map((arg) => arg(frame));
      frame.tick(1 + values.reduce((sum: number, value) => sum + sizeCost(value), 0));
      const overload = overloads.find((each) => fitsAll(each, values));
      if (overload === undefined) throw noSuchOverload(node.name, values);
      const value = overload.call(...values);
      frame.tick(sizeCost(value));
      return value;
    };
  };

  const planMacro = (node: CelMacro, slots: Slots): CelPlan => {
    const target = plan(node.target, slots);
    const start = slots.size === 0 ? 0 : Math.max(...slots.values()) + 1;
    const inner = new Map(slots);
    node.variables.forEach((name, index) => {
      inner.set(name, start + index);
    });
    const filter = node.filter === undefined ? undefined : plan(node.filter, inner);
    const body = plan(node.body, inner);
    if (node.name === 'optMap' || node.name === 'optFlatMap') {
      return (frame) => {
        const present = asOptional(target(frame)).get();
        if (present === undefined) return CelOptional.none;
        frame.locals[start] = present.value;
        const value = body(frame);
        return node.name === 'optMap' ? CelOptional.of(value) : asOptional(value);
      };
    }
    const two = node.variables.length === 2;
    const bind: Bind = (frame, key, value, single) => {
      frame.tick(1);
      frame.locals[start] = two ? key : single;
      if (two) frame.locals[start + 1] = value;
    };
    return (frame) => runMacro(node.name, frame, target(frame), bind, filter, body, start);
  };

  return plan(root, new Map());
}

function planName(name: string, slots: Slots): CelPlan {
  const slot = slots.get(name);
  if (slot !== undefined) return (frame) => frame.locals[slot];
  return (frame) => {
    frame.tick(1);
    return frame.variables[name];
  };
}

function planSelect(of: CelPlan, field: string, optional: boolean): CelPlan {
  return (frame) => {
    frame.tick(1);
    const holder = of(frame);
    if (!optional && !(holder instanceof CelOptional)) return fieldOf(holder, field);
    for (const inner of optionalOf(holder)) {
      const found = presentField(inner, field);
      return found === undefined ? CelOptional.none : CelOptional.of(found.value);
    }
    return CelOptional.none;
  };
}

/** A field that may be absent; a list has none, not even absent ones. */
function presentField(holder: unknown, field: string): { readonly value: unknown } | undefined {
  if (isList(holder)) throw new CelError("unsupported index type 'string' in list");
  return isMap(holder) ? findInMap(holder, field) : undefined;
}

function fieldOf(holder: unknown, field: string): unknown {
  const found = isMap(holder) ? findInMap(holder, field) : undefined;
  if (found === undefined) throw new CelError(`no such key: ${field}`);
  return found.value;
}

function planHas(of: CelPlan, field: string): CelPlan {
  return (frame) => {
    for (const holder of optionalOf(of(frame))) {
      return presentField(holder, field) !== undefined;
    }
    return false;
  };
}

function planIndex(of: CelPlan, index: CelPlan, optional: boolean): CelPlan {
  return (frame) => {
    const holder = of(frame);
    const key = index(frame);
    frame.tick(1);
    if (!optional && !(holder instanceof CelOptional)) {
      const found = indexed(holder, key);
      if (found !== undefined) return found.value;
      throw new CelError(
        isList(holder) ? `index out of bounds: ${showKey(key)}` : `no such key: ${showKey(key)}`,
      );
    }
    for (const inner of optionalOf(holder)) {
      const found = indexed(inner, key);
      return found === undefined ? CelOptional.none : CelOptional.of(found.value);
    }
    return CelOptional.none;
  };
}

function indexed(holder: unknown, key: unknown): { readonly value: unknown } | undefined {
  if (isMap(holder)) return findInMap(holder, key);
  if (!isList(holder)) throw noSuchOverload('_[_]', [holder, key]);
  const at = numeric(key);
  if (at === undefined || (typeof at === 'number' && !Number.isInteger(at)))
    throw new CelError(`unsupported index type '${typeOf(key)}' in list`);
  const position = Number(at);
  return position >= 0 && position < holder.length ? { value: holder[position] } : undefined;
}

/** `&&` and `||`: one side that decides makes an error on the other side no matter. */
function planLogic(left: CelPlan, right: CelPlan, deciding: boolean): CelPlan {
  const name = deciding ? '_||_' : '_&&_';
  const attempt = (plan: CelPlan, frame: CelFrame): unknown => {
    try {
      return plan(frame);
    } catch (error) {
      if (error instanceof CelError) return error;
      throw error;
    }
  };
  return (frame) => {
    const a = attempt(left, frame);
    if (a === deciding) return deciding;
    const b = attempt(right, frame);
    if (b === deciding) return deciding;
    if (a instanceof CelError) throw a;
    if (b instanceof CelError) throw b;
    if (typeof a !== 'boolean' || typeof b !== 'boolean') throw noSuchOverload(name, [a, b]);
    return !deciding;
  };
}

function planChoice(condition: CelPlan, yes: CelPlan, no: CelPlan): CelPlan {
  return (frame) => {
    frame.tick(1);
    const chosen = condition(frame);
    if (typeof chosen !== 'boolean') throw noSuchOverload('_?_:_', [chosen]);
    return chosen ? yes(frame) : no(frame);
  };
}

/** The alternative of an optional value is evaluated only when it is needed. */
function planOr(target: CelPlan, alternative: CelPlan, name: 'or' | 'orValue'): CelPlan {
  return (frame) => {
    frame.tick(1);
    const optional = asOptional(target(frame));
    const present = optional.get();
    if (present === undefined) return alternative(frame);
    return name === 'or' ? optional : present.value;
  };
}

function spent(frame: CelFrame, plan: CelPlan): unknown {
  const value = plan(frame);
  frame.tick(1 + sizeCost(value));
  return value;
}

function sizeCost(value: unknown): number {
  if (typeof value === 'string') return Math.floor(value.length / charactersPerUnit);
  return isList(value) ? value.length : 0;
}

function optionalOf(value: unknown): readonly unknown[] {
  if (!(value instanceof CelOptional)) return [value];
  const present = value.get();
  return present === undefined ? [] : [present.value];
}

function asOptional(value: unknown): CelOptional {
  if (value instanceof CelOptional) return value;
  throw noSuchOverload('hasValue', [value]);
}

function fitsAll(overload: CelOverload, values: readonly unknown[]): boolean {
  return overload.parameters.every((type, index) => fits(values[index], type));
}

function fits(value: unknown, type: CelType): boolean {
  switch (type.kind) {
    case 'dyn':
    case 'free':
    case 'parameter':
      return true;
    case 'optional':
      return value instanceof CelOptional;
    case 'list':
      return isList(value);
    case 'map':
    case 'object':
      return isMap(value);
    default:
      return typeOf(value) === type.name;
  }
}
