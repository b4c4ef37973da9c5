/*
 * The views there are, in the order of the menu, and the least role that sees each. `main.js` says what a view is.
 *
 * A view is `views/NAME.js` and loaded when it is opened; its name in the menu is the text `views.NAME`. The first is opened where the address names none.
 */

export const VIEWS = [
  { name: 'start', role: 'moderator' },
  { name: 'queue', role: 'moderator' },
  { name: 'authors', role: 'moderator' },
  { name: 'pages', role: 'moderator' },
  { name: 'blocks', role: 'moderator' },
  { name: 'log', role: 'moderator' },
  { name: 'settings', role: 'admin' },
  { name: 'tokens', role: 'admin' },
];

/** Answer the views that a role may see. */
export function seenBy(role) {
  return VIEWS.filter((view) => role === 'admin' || view.role === role);
}
