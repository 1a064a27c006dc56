import { useEffect, useSyncExternalStore } from 'react';
import { invalidate } from '../../platform/web/queries.ts';
import type { ImportEvent } from '../core/imports-contract.ts';

export type ImportProgress = Extract<ImportEvent, { type: 'import.progress' }>;

let progress: ReadonlyMap<string, ImportProgress> = new Map();
const listeners = new Set<() => void>();

function setProgress(change: (map: Map<string, ImportProgress>) => void): void {
  const next = new Map(progress);
  change(next);
  progress = next;
  for (const tell of listeners) tell();
}

const subscribe = (tell: () => void): (() => void) => {
  listeners.add(tell);
  return () => listeners.delete(tell);
};

/** How the running imports go, by import id. */
export const useImportProgress = (): ReadonlyMap<string, ImportProgress> =>
  useSyncExternalStore(subscribe, () => progress);

const parse = (event: Event): ImportEvent => JSON.parse((event as MessageEvent<string>).data) as ImportEvent;

/** Listens to what happens in the organization, and asks anew for what it changed. The browser reconnects by itself. */
export function useLiveEvents(): void {
  useEffect(() => {
    const source = new EventSource('/api/v1/events');
    source.addEventListener('import.progress', (event) => {
      const told = parse(event) as ImportProgress;
      setProgress((map) => map.set(told.id, told));
    });
    source.addEventListener('import.finished', (event) => {
      const told = parse(event) as Extract<ImportEvent, { type: 'import.finished' }>;
      setProgress((map) => map.delete(told.id));
      void invalidate('imports');
    });
    source.addEventListener('costs.changed', () => void invalidate('costs'));
    return () => source.close();
  }, []);
}
