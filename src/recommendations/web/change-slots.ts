import { type ComponentType, createContext } from 'react';
import type { Recommendation, RecommendationDetail } from '../core/contract.ts';

/** How changes are carried out that are only told of here: the app fills it in. */
export interface ChangeSlots {
  /** Beside what can be decided of one recommendation. */
  One: ComponentType<{ detail: RecommendationDetail }>;
  /** Under the title of one in a list. */
  Row: ComponentType<{ id: string }>;
  /** Beside what can be done with several; `done` takes the selection back. */
  Several: ComponentType<{ selected: Recommendation[]; done: () => void }>;
}

export const ChangeSlotsContext = createContext<ChangeSlots | null>(null);
