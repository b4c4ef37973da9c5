/*
 * The views there are, in the order of the menu, and the least role that sees each. `main.js` says what a view is.
 *
 * A view is `views/NAME.js` and loaded when it is opened; its name in the menu is the text `views.NAME`.
 */

export const VIEWS = [
  { name: 'queue', role: 'moderator' },
];

/** Answer the views that a role may see. */
export function seenBy(role) {
  return VIEWS.filter((view) => role === 'admin' || view.role === role);
}
