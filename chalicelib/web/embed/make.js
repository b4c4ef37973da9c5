/* Elements, made in one expression each. */

export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter(Boolean));
  return element;
}

export function link(address, properties, text) {
  return /^https?:/i.test(address) ? make('a', { href: address, ...properties }, text) : make('span', properties, text);
}
