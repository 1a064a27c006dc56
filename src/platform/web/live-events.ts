import { useEffect, useSyncExternalStore } from 'react';
import { queryClient } from './queries.ts';

type Handler = (event: never) => void;
/** What a module does when it is told of events, by their type. */
export type LiveHandlers = Record<string, Handler>;

/** Handlers of the events `E`, each with the event it is for. */
export const liveHandlers = <E extends { type: string }>(
  handlers: {
    [T in E['type']]?: (event: Extract<E, { type: T }>) => void;
  },
): LiveHandlers => handlers as LiveHandlers;

/** The latest that was told of each id, as long as it matters. */
export interface LiveMap<T> {
  set(id: string, told: T): void;
  delete(id: string): void;
  /** What is known of every id; the component is drawn anew when it changes. */
  use(): ReadonlyMap<string, T>;
}

/** A map that events fill and pages read. */
export function createLiveMap<T>(): LiveMap<T> {
  let known: ReadonlyMap<string, T> = new Map();
  const listeners = new Set<() => void>();
  const change = (work: (map: Map<string, T>) => void): void => {
    const next = new Map(known);
    work(next);
    known = next;
    for (const tell of listeners) tell();
  };
  const subscribe = (tell: () => void): (() => void) => {
    listeners.add(tell);
    return () => listeners.delete(tell);
  };
  return {
    set: (id, told) => change((map) => map.set(id, told)),
    delete: (id) => change((map) => map.delete(id)),
    use: () => useSyncExternalStore(subscribe, () => known),
  };
}

/**
 * Listens to what happens in the organization. The browser reconnects by itself; what was told meanwhile is missed then,
 * so everything shown is asked for anew.
 */
export function useLiveEvents(modules: readonly LiveHandlers[]): void {
  useEffect(() => {
    const source = new EventSource('/api/v1/events');
    for (const [type, handler] of modules.flatMap((handlers) => Object.entries(handlers)))
      source.addEventListener(type, (event) => handler(JSON.parse((event as MessageEvent<string>).data) as never));
    let opened = false;
    source.addEventListener('open', () => {
      if (opened) void queryClient.invalidateQueries();
      opened = true;
    });
    return () => source.close();
  }, [modules]);
}
