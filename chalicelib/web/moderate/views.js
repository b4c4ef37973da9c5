/*
 * The views there are, in the order of the menu, and the least role that sees each. `main.js` says what a view is.
 *
 * A view is `views/NAME.js`; its name in the menu is the text `views.NAME`. The first is opened where the address names none.
 * `ahead` asks for what a view shows first, while the service is still asked who is here. The key of each is its number in the menu.
 */

import { ahead } from './figures.js';
import { List } from './list.js';

const VIEWS = [
  { name: 'start', role: 'moderator', load: () => import('./views/start.js'), ahead },
  { name: 'queue', role: 'moderator', load: () => import('./views/queue.js'), ahead: (place) => List.ahead(place) },
  { name: 'authors', role: 'moderator', load: () => import('./views/authors.js') },
  { name: 'pages', role: 'moderator', load: () => import('./views/pages.js') },
  { name: 'blocks', role: 'moderator', load: () => import('./views/blocks.js') },
  { name: 'log', role: 'moderator', load: () => import('./views/log.js') },
  { name: 'settings', role: 'admin', load: () => import('./views/settings.js') },
  { name: 'tokens', role: 'admin', load: () => import('./views/tokens.js') },
];

/** Answer the view of a name among these, the first if there is none. */
export function named(name, views = VIEWS) {
  return views.find((view) => view.name === name) ?? views[0];
}

/** Answer the views that a role may see, each with its key. */
export function seenBy(role) {
  return VIEWS.filter((view) => role === 'admin' || view.role === role).map((view, index) => ({ ...view, key: String(index + 1) }));
}
