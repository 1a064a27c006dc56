import { EventEmitter, on } from 'node:events';
import type { ServerEvent } from './context.ts';

/** Tells the pages of one organization what happened. Events are hints to look again: one may be missed. */
export interface EventBus {
  publish(organization_id: string, event: ServerEvent): void;
  /** The organization's events from now on, until `signal` aborts. */
  subscribe(organization_id: string, signal: AbortSignal): AsyncIterable<ServerEvent>;
  /** Has `listener` told of every event of this process, whatever the organization. */
  listen(listener: (organization_id: string, event: ServerEvent) => void): void;
}

/** A bus within this process. */
export function createEventBus(): EventBus {
  const emitter = new EventEmitter();
  emitter.setMaxListeners(0);
  const listeners: Parameters<EventBus['listen']>[0][] = [];
  return {
    publish: (organization_id, event) => {
      emitter.emit(organization_id, event);
      for (const listener of listeners) listener(organization_id, event);
    },
    listen: (listener) => void listeners.push(listener),
    async *subscribe(organization_id, signal) {
      try {
        for await (const [event] of on(emitter, organization_id, { signal })) yield event as ServerEvent;
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },
  };
}
