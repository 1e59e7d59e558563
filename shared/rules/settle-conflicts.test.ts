import { describe, expect, it } from 'vitest';
import { type Modification, settleConflicts } from './settle-conflicts';

const policy = (
  key: string,
  conflictEffect: Modification['conflictEffect'],
  ...fields: string[]
): Modification => ({
  key,
  conflictEffect,
  fields,
});
const settle = (occasion: 'request' | 'scan', ...modifications: Modification[]) =>
  Object.fromEntries(settleConflicts(modifications, occasion));

describe('policies that change the same field', () => {
  const denyA = policy('a', 'deny', 'tags.x');
  const denyB = policy('b', 'deny', 'TAGS.X');
  const auditC = policy('c', 'audit', 'tags.x');
  const auditD = policy('d', 'audit', 'tags.x');
  const alone = policy('e', 'audit', 'tags.y');

  it('give way to the only one that denies', () => {
    expect(settle('request', denyA, auditC, alone)).toEqual({ a: 'apply', c: 'skip', e: 'apply' });
  });

  it('contradict each other where several deny', () => {
    expect(settle('request', denyA, denyB, auditC)).toEqual({ a: 'conflict', b: 'conflict', c: 'skip' });
  });

  it('change nothing where none denies', () => {
    expect(settle('request', auditC, auditD)).toEqual({ c: 'skip', d: 'skip' });
  });

  it('are in conflict on a scan only where several deny', () => {
    expect(settle('scan', denyA, denyB, auditC)).toEqual({ a: 'conflict', b: 'conflict', c: 'apply' });
    expect(settle('scan', denyA, auditC)).toEqual({ a: 'apply', c: 'apply' });
  });
});
