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

/** A button that is labelled by the word that it is named by, and has a part of that name. */
export function button(thread, name, onclick) {
  return make('button', { type: 'button', part: `button ${name}`, onclick }, thread.say(name));
}
