/* A preview of the Markdown that comments may have. The service renders what is published; here it is only shown, as elements and never as HTML. */

import { make } from './make.js';

const FENCE = /^```/;
const BLOCKS = [
  ['blockquote', /^> ?/],
  ['ul', /^[-*+] +/],
  ['ol', /^\d+[.)] +/],
];
const INLINE = [
  [/`([^`]+)`/, ([, code]) => make('code', {}, code)],
  [/\*\*(\S(?:.*?\S)?)\*\*/, ([, text]) => make('strong', {}, ...inline(text))],
  [/\*(\S(?:[^*]*\S)?)\*|\b_(\S(?:[^_]*\S)?)_\b/, ([, star, low]) => make('em', {}, ...inline(star ?? low))],
  [/\[([^\]]+)\]\((https?:[^\s)]+)\)/, ([, text, href]) => make('a', { href }, ...inline(text))],
  [/https?:\/\/\S+[^\s.,;:!?)'"]/, ([href]) => make('a', { href }, href)],
];

/** Answer the elements of a text. */
export function rendered(text) {
  const lines = text.trim().split('\n');
  const blocks = [];
  while (lines.length) blocks.push(block(lines));
  return blocks.filter(Boolean);
}

/** Take the lines of one block. */
function block(lines) {
  if (FENCE.test(lines[0])) {
    lines.shift();
    const code = take(lines, (line) => !FENCE.test(line));
    lines.shift();
    return make('pre', {}, make('code', {}, code.join('\n')));
  }
  for (const [tag, mark] of BLOCKS) {
    const taken = take(lines, (line) => mark.test(line)).map((line) => line.replace(mark, ''));
    if (!taken.length) continue;
    return make(tag, {}, ...tag === 'blockquote' ? rendered(taken.join('\n')) : taken.map((line) => make('li', {}, ...inline(line))));
  }
  if (!lines[0].trim()) return void lines.shift();
  const first = lines.shift();
  const taken = [first, ...take(lines, (line) => line.trim() && !FENCE.test(line) && !BLOCKS.some(([, mark]) => mark.test(line)))];
  return make('p', {}, ...taken.flatMap((line, place) => [place && make('br'), ...inline(line)]));
}

function take(lines, isPart) {
  const end = lines.findIndex((line) => !isPart(line));
  return lines.splice(0, end < 0 ? lines.length : end);
}

/** Answer texts and elements of one line: what begins first counts. */
function inline(text) {
  const found = INLINE.map(([mark, made]) => [mark.exec(text), made]).filter(([match]) => match);
  if (!found.length) return [text];
  const [match, made] = found.reduce((one, other) => (other[0].index < one[0].index ? other : one));
  return [text.slice(0, match.index), made(match), ...inline(text.slice(match.index + match[0].length))];
}
