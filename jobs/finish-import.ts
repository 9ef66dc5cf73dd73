import type { RosterStore } from '../src/ports.js';
import type { Job } from './scheduler.js';

/** An import whose process died after everything was written down is brought to its end by the bot. */
export const createFinishImportJob = (store: Pick<RosterStore, 'resume'>): Job => ({
  name: 'finish-import',
  cron: '*/20 * * * * *',
  run: () => store.resume(),
});
