/*
 * Elements, made of text alone: nothing here takes markup, and the page's policy has the browser refuse what would.
 */

const AS_PROPERTIES = new Set(['value', 'checked', 'indeterminate']);

/**
 * Make an element. `properties` are attributes (true is an empty one; false, null and undefined are none), `on` has listeners by
 * the names of their events, `data` the dataset. Children are elements, texts, lists of these, or nothing.
 */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) set(element, name, value);
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== ''));
  return element;
}

function set(element, name, value) {
  if (name === 'on') for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
  else if (name === 'data') Object.assign(element.dataset, value);
  else if (AS_PROPERTIES.has(name)) element[name] = value;
  else if (value === true) element.setAttribute(name, '');
  else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
}

/** Make a link to somebody else's page, which learns nothing of this one; plain text of what is no address on the web. */
export function link(address, text, properties = {}) {
  if (!/^https?:\/\//i.test(address ?? '')) return make('span', properties, text);
  return make('a', { ...properties, href: address, target: '_blank', rel: 'noopener noreferrer' }, text);
}

/** Make a button. One that is told by a sign alone has `aria-label` among its properties. */
export function button(text, press, properties = {}) {
  return make('button', { type: 'button', on: { click: press }, ...properties }, text);
}

/** Make a labelled field; `properties` are the field's, `hint` stands below it. Answers the whole, the field is its `.control`. */
export function field(label, properties, { tag = 'input', hint = '', children = [] } = {}) {
  const id = `field-${(made += 1)}`;
  const control = make(tag, { id, ...(hint && { 'aria-describedby': `${id}-hint` }), ...properties }, ...children);
  const whole = make('div', { class: 'field' },
    make('label', { for: id }, label), control, hint && make('p', { id: `${id}-hint`, class: 'hint' }, hint));
  return Object.assign(whole, { control });
}

let made = 0;
