import { useSyncExternalStore } from 'react';

const STEP_MS = 15_000;
let now = new Date();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

const tick = (): void => {
  now = new Date();
  for (const tell of listeners) tell();
};

function subscribe(tell: () => void): () => void {
  if (listeners.size === 0) {
    timer = setInterval(tick, STEP_MS);
    // What was kept since somebody last looked is out of date.
    now = new Date();
  }
  listeners.add(tell);
  return () => {
    listeners.delete(tell);
    if (listeners.size === 0) clearInterval(timer);
  };
}

/** Lets the time pass at once where `instant`, told live, has happened since it was last looked at. */
export function catchUp(instant: string): void {
  const at = Date.parse(instant);
  if (at > now.getTime() && at <= Date.now()) tick();
}

/** The time, for what is said in relation to it; the component is drawn anew as it passes. */
export const useNow = (): Date => useSyncExternalStore(subscribe, () => now);
