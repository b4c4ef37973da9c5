/*
 * A preview of the Markdown that comments may have. The service renders what is published; here it is only shown, as elements and never as HTML.
 * Both follow CommonMark. What people hardly write may differ: `docs/embed.md` says what that is.
 */

import { make } from './make.js';

const MOST_LEVELS = 12; // as in the service: a list counts twice
const LAZY = '\0'; // begins a line that may only go on with a paragraph, for it lacks the marks of what that stands in

const FENCE = /^( {0,3})(`{3,}(?=[^`]*$)|~{3,})/;
const QUOTE = /^ {0,3}> ?/;
const RULE = /^ {0,3}([-*_])(?: *\1){2,} *$/;
const ITEM = /^( {0,3}(?:([-+*])|(\d{1,9})([.)])))( +(?=\S)|\s*$)/;
const CODE = /^ {4}/;

/** Answer the elements of a text. */
export function rendered(text) {
  const lines = text.trim().replaceAll(LAZY, '\ufffd').split('\n');
  return blocks(lines.map((line) => line.replace(/^[ \t]+/, (room) => room.replaceAll('\t', '    ')))).elements;
}

/** Answer the elements of lines up to one that is lazy without a paragraph, how many lines that are, and whether blocks have room between them. */
function blocks(lines, level = 0) {
  const elements = [];
  let isLoose = false;
  let count = 0;
  for (;;) {
    const before = count;
    while (lines[count]?.trim() === '') count += 1;
    if (count === lines.length || lines[count].startsWith(LAZY)) return { elements, isLoose, count };
    isLoose ||= before > 0 && !lines[count - 1].trim();
    const [element, size] = block(lines.slice(count), level);
    elements.push(element);
    count += size;
  }
}

/** Answer the element that begins in the first line, and how many lines it takes. */
function block(lines, level) {
  const [line] = lines;
  if (CODE.test(line)) return indented(lines);
  if (FENCE.test(line)) return fenced(lines);
  if (level < MOST_LEVELS && QUOTE.test(line)) return quote(lines, level);
  if (RULE.test(line)) return [make('p', {}, line.trim()[0].repeat(3)), 1];
  if (level < MOST_LEVELS && ITEM.test(line)) return list(lines, level);
  const size = sizeUntil(lines, (next) => !next.trim() || mayInterrupt(next));
  return [make('p', {}, ...inline(lines.slice(0, size).map((one) => one.replace(LAZY, '').trim()).join('\n'))), size];
}

/** Answer how many lines there are until one, not the first, that is an end. */
function sizeUntil(lines, isEnd) {
  const end = lines.findIndex((line, place) => place && isEnd(line));
  return end < 0 ? lines.length : end;
}

function begins(line) {
  return [FENCE, QUOTE, RULE, ITEM].some((mark) => mark.test(line));
}

/** A number but 1, or an item without a text, may be the paragraph's own. */
function mayInterrupt(line) {
  const [item, , , number] = ITEM.exec(line) ?? [];
  return begins(line) && (!item || RULE.test(line) || ((number ?? 1) == 1 && item.length < line.length));
}

function code(lines) {
  return make('pre', {}, make('code', {}, lines.map((line) => `${line}\n`).join('')));
}

function indented(lines) {
  let size = sizeUntil(lines, (line) => line.trim() && !CODE.test(line));
  while (!lines[size - 1].trim()) size -= 1;
  return [code(lines.slice(0, size).map((line) => line.slice(4))), size];
}

function fenced(lines) {
  const [, room, marks] = FENCE.exec(lines[0]);
  const end = new RegExp(`^ {0,3}${marks[0]}{${marks.length},} *$`);
  const size = sizeUntil(lines, (line) => line.startsWith(LAZY) || end.test(line));
  const isClosed = end.test(lines[size] ?? '');
  return [code(lines.slice(1, size).map((line) => line.replace(new RegExp(`^ {0,${room.length}}`), ''))), size + isClosed];
}

function quote(lines, level) {
  const own = (line) => (QUOTE.test(line) ? line.replace(QUOTE, '') : undefined);
  const { elements, count } = blocks(contents(lines, own), level + 1);
  return [make('blockquote', {}, ...elements), count];
}

function list(lines, level) {
  const [, , bullet, number, sign] = ITEM.exec(lines[0]);
  const items = [];
  let isTight = true;
  let size = 0;
  for (;;) {
    const [, mark, ...kind] = ITEM.exec(lines[size] ?? '') ?? [];
    if (!mark || kind[0] !== bullet || kind[2] !== sign || RULE.test(lines[size])) break;
    if (size && !lines[size - 1].trim()) isTight = false;
    const item = contents(lines.slice(size), itemLine(mark.length, kind[3]));
    const isEmpty = !item[0].trim() && !item[1]?.trim();
    const { elements, isLoose, count } = blocks(isEmpty ? item.slice(0, 2) : item, level + 2);
    if (isLoose) isTight = false;
    items.push(elements);
    size += count;
  }
  const children = (element) => (isTight && element.localName === 'p' ? [...element.childNodes] : [element]);
  const made = items.map((elements) => make('li', {}, ...elements.flatMap(children)));
  return [bullet ? make('ul', {}, ...made) : make('ol', number == 1 ? {} : { start: Number(number) }, ...made), size];
}

/** Answer what tells an item's own lines: the first, and those that stand below its text. */
function itemLine(mark, { length }) {
  const width = mark + (length > 4 || !length ? 1 : length);
  return (line, place) => {
    if (!line.trim()) return '';
    return !place || line.startsWith(' '.repeat(width)) ? line.slice(width) : undefined;
  };
}

/** Answer the lines of a quote or an item: what `own` makes of its own ones, and lazy ones. */
function contents(lines, own) {
  const inner = [];
  for (const line of lines) {
    const text = own(line, inner.length);
    if (text === undefined && (!line.trim() || !inner.at(-1).trim() || begins(line))) break;
    inner.push(text ?? LAZY + line.replace(LAZY, ''));
  }
  return inner;
}

/* ---- Inside a paragraph ---- */

const WEB = /^https?:\/\/[^/?#\s]/i;
const HOST = /(?<![a-z])https?:\/\/[\p{L}\p{N}._~%:@-]*[\p{L}\p{N}]/.source;
const PATH = /(?:[/?#](?:[^\s<>|()[\]{}.,;"'?!]|\([^\s()]*\)|\[[^\s[\]]*\]|'(?=[\p{L}\p{N}-])|[.!?]+(?=[^\s.!?])|[,;](?=\S))+|\/)?/.source;
const SPANS = new RegExp([
  /\\([!-/:-@[-`{-~])/.source, // an escaped sign
  /\\?(\n)/.source,
  /(?<ticks>`+)(?!`)([^]*?[^`])\k<ticks>(?!`)|`+/.source,
  /<(https?:\/\/[^\s<>]+)>/.source,
  `(${HOST}${PATH})`, // without what ends the sentence
  /(\*+|_+)/.source,
  /[[\]]/.source,
].join('|'), 'giu');
const DESTINATION = /\(\s*(?:<([^<>\n]*)>|((?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*\))+))(?:\s+(?:"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'|\((?:[^()\\]|\\[^])*\)))?\s*\)/y;
const SIGN = /[\p{P}\p{S}]/u;

/** Answer texts and elements. */
function inline(text) {
  const found = []; // texts, elements, and marks that may be part of one
  const brackets = []; // where those stand that may begin a link
  let at = 0;
  SPANS.lastIndex = 0;
  for (let match; (match = SPANS.exec(text));) {
    const [whole, escaped, isBreak, , coded, marked, bare, run] = match;
    found.push(text.slice(at, match.index));
    at = match.index + whole.length;
    if (escaped) found.push(escaped);
    else if (isBreak) found.push(make('br'));
    else if (coded) found.push(make('code', {}, coded.replaceAll('\n', ' ').replace(/^ (.+) $/, '$1')));
    else if (WEB.test(marked)) found.push(make('a', { href: marked }, marked));
    else if (bare) {
      const href = bare.replace(/\*+$/, '');
      found.push(make('a', { href }, href));
      at = match.index + href.length;
    } else if (run) found.push(delimiter(text, match.index, run));
    else if (whole === ']') at = link(found, brackets, text, at);
    else {
      if (whole === '[') brackets.push(found.length);
      found.push(whole);
    }
    SPANS.lastIndex = at;
  }
  return emphasised([...found, text.slice(at)]);
}

function delimiter(text, start, run) {
  const end = start + run.length;
  const before = /.$/su.exec(text.slice(Math.max(0, start - 2), start))?.[0] ?? ' ';
  const after = /^./su.exec(text.slice(end, end + 2))?.[0] ?? ' ';
  const isLeft = /\S/.test(after) && (!SIGN.test(after) || !/\S/.test(before) || SIGN.test(before));
  const isRight = /\S/.test(before) && (!SIGN.test(before) || !/\S/.test(after) || SIGN.test(after));
  const isWord = run[0] === '_' && isLeft && isRight; // inside a word, underscores are the word's own
  return {
    mark: run[0], count: run.length, size: run.length,
    opens: isLeft && (!isWord || SIGN.test(before)), closes: isRight && (!isWord || SIGN.test(after)),
  };
}

/** Close the last bracket; answers where the text goes on. A link has no link in it. */
function link(found, brackets, text, at) {
  const start = brackets.pop();
  DESTINATION.lastIndex = at;
  const [whole, inAngles, plain] = (start !== undefined && DESTINATION.exec(text)) || [];
  const href = (inAngles ?? plain ?? '').replace(/\\([!-/:-@[-`{-~])/g, '$1');
  if (!WEB.test(href)) {
    found.push(']');
    return at;
  }
  const element = make('a', { href }, ...emphasised(found.splice(start).slice(1)));
  for (const inner of element.querySelectorAll('a')) inner.replaceWith(inner.textContent);
  found.push(element);
  brackets.length = 0;
  return at + whole.length;
}

/** Answer texts and elements, with what stands between marks emphasised. */
function emphasised(found) {
  for (let end = 1; end < found.length; end += 1) {
    const closer = found[end];
    for (let start = end - 1; closer.closes && closer.count && start >= 0; start -= 1) {
      const opener = found[start];
      if (!opener.opens || !opener.count || opener.mark !== closer.mark || isOdd(opener, closer)) continue;
      const size = Math.min(opener.count, closer.count, 2);
      const inner = found.slice(start + 1, end).flatMap(asText);
      found.splice(start + 1, end - start - 1, make(size > 1 ? 'strong' : 'em', {}, ...inner));
      opener.count -= size;
      closer.count -= size;
      end = start + 2;
      start += 1;
    }
  }
  return found.flatMap(asText);
}

function asText(one) {
  return one.mark ? one.mark.repeat(one.count) : one;
}

/** CommonMark's rule of three. */
function isOdd(opener, closer) {
  const isBoth = opener.closes || closer.opens;
  return isBoth && (opener.size + closer.size) % 3 === 0 && opener.size % 3 > 0;
}
