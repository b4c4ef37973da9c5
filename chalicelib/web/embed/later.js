/* What a thread needs only at times, and imports then. */

import { prove } from './proof.js';

export { prove };
