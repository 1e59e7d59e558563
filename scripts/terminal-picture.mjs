// Turns what a program printed on a terminal (colours included) into an SVG picture for the documentation:
//   FORCE_COLOR=1 npm start -- --once | node scripts/terminal-picture.mjs > docs/images/compliance-table.svg
import { text } from 'node:stream/consumers';

const colours = { 31: '#f47067', 32: '#57ab5a', 33: '#c69026', 90: '#768390' };
/** A select-graphic-rendition sequence; its one group holds the codes. */
const style = new RegExp(`${String.fromCharCode(27)}\\[([0-9;]*)m`, 'g');
const [character, line, margin] = [7.8, 18, 20];

const escapeXml = (part) =>
  part.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll(' ', '\u00a0');

/** One `<tspan>` per run of equal style; styles carry over from run to run as on a terminal. */
function spans(source) {
  let [fill, weight] = ['#adbac7', 'normal'];
  return source
    .split(style)
    .map((part, index) => {
      if (index % 2 === 1) {
        for (const code of part.split(';').map(Number)) {
          if (code === 0) [fill, weight] = ['#adbac7', 'normal'];
          else if (code === 1) weight = 'bold';
          else if (code === 22) weight = 'normal';
          else if (code === 39) fill = '#adbac7';
          else fill = colours[code] ?? fill;
        }
        return '';
      }
      return part === '' ? '' : `<tspan fill="${fill}" font-weight="${weight}">${escapeXml(part)}</tspan>`;
    })
    .join('');
}

const lines = (await text(process.stdin)).replace(/\s+$/, '').split('\n');
const columns = Math.max(...lines.map((each) => each.replaceAll(style, '').length));
const [width, height] = [columns * character + 2 * margin, lines.length * line + 2 * margin];
process.stdout.write(
  [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="100%" height="100%" rx="8" fill="#22272e"/>`,
    `<g font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13">`,
    ...lines.map(
      (each, index) => `<text x="${margin}" y="${margin + (index + 0.75) * line}">${spans(each)}</text>`,
    ),
    '</g>',
    '</svg>',
    '',
  ].join('\n'),
);
