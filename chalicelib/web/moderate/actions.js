/*
 * What can be done with a comment: by which key, from which status, and where it leads. Names of texts: `actions.NAME` to do it, `done.NAME` once it is done.
 */

/** In the order of their buttons. `restore` leads back to what the comment was before it was deleted. */
export const ACTIONS = [
  { name: 'approve', key: 'a', leadsTo: 'approved', from: ['pending', 'rejected', 'spam'], style: 'primary' },
  { name: 'reject', key: 'r', leadsTo: 'rejected', from: ['pending', 'approved', 'spam'] },
  { name: 'spam', key: 's', leadsTo: 'spam', from: ['pending', 'approved', 'rejected'] },
  { name: 'delete', key: 'd', leadsTo: 'deleted', from: ['pending', 'approved', 'rejected', 'spam'], style: 'grave' },
  { name: 'restore', key: 'o', leadsTo: null, from: ['deleted'] },
];

/**
 * Answer what can be done with a comment as it is. Who has withdrawn a comment has the last word on it, and what is erased is gone. To approve
 * one that is listed as reported says that nothing is wrong with it.
 */
export function allowed({ status, withdrawn_at, erased_at, is_reported }) {
  if (withdrawn_at || erased_at) return [];
  return ACTIONS.filter(({ name, from }) => from.includes(status) || (name === 'approve' && is_reported));
}

export const target = (action) => ACTIONS.find(({ name }) => name === action).leadsTo;
