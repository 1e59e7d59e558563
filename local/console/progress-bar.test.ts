import { describe, expect, it } from 'vitest';
import { createProgressBar } from './progress-bar';

const screen = (isTTY: boolean) => {
  const written: string[] = [];
  return { isTTY, written, write: (text: string) => written.push(text) };
};

describe('createProgressBar', () => {
  it('redraws one line on a terminal and takes it away at the end', () => {
    const target = screen(true);
    const bar = createProgressBar(target);
    bar.update(1, 2, 'scanning');
    bar.clear();
    expect(target.written).toEqual([
      `\r\u001b[2K  ${'━'.repeat(14)}${'╌'.repeat(14)}  50 %  scanning`,
      '\r\u001b[2K',
    ]);
  });

  it('shows nothing done where nothing is planned', () => {
    const target = screen(true);
    createProgressBar(target).update(0, 0, 'starting');
    expect(target.written[0]).toContain('  0 %  starting');
  });

  it('writes nothing where there is no terminal', () => {
    const target = screen(false);
    const bar = createProgressBar(target);
    bar.update(1, 2, 'scanning');
    bar.clear();
    expect(target.written).toEqual([]);
  });
});
