/* What a thread needs only at times, and imports then. */

import { complain } from './complain.js';
import { equip, keepAuthor } from './equip.js';
import { like } from './like.js';
import { showOwn } from './own.js';
import { report } from './report.js';
import { reveal } from './reveal.js';
import { signOn } from './sign-on.js';
import { thank } from './thank.js';
import { watch } from './watch.js';

export { complain, equip, keepAuthor, like, report, reveal, showOwn, signOn, thank, watch };
