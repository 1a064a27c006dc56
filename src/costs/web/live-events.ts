import { createLiveMap, liveHandlers } from '../../platform/web/live-events.ts';
import { invalidate } from '../../platform/web/queries.ts';
import type { ImportEvent } from '../core/imports-contract.ts';

const progress = createLiveMap<Extract<ImportEvent, { type: 'import.progress' }>>();

/** How the running imports go, by import id. */
export const useImportProgress = progress.use;

/** Follows imports, and asks anew for what they changed. */
export const importHandlers = liveHandlers<ImportEvent>({
  'import.progress': (told) => progress.set(told.id, told),
  'import.finished': ({ id }) => {
    progress.delete(id);
    void invalidate('imports');
  },
  'costs.changed': () => void invalidate('costs'),
});
