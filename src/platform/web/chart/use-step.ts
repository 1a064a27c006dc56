import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { bandOf, type Frame } from './geometry.ts';

/** The step in time that the pointer or the keys are at, and what moves it. */
export function useStep(frame: Frame) {
  const [step, setStep] = useState<number | null>(null);
  const clamp = (index: number): number => Math.min(frame.count - 1, Math.max(0, index));
  return {
    step: step !== null && step < frame.count ? step : null,
    events: {
      onPointerMove: (event: PointerEvent<HTMLElement>) => {
        const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
        setStep(x < frame.left ? null : clamp(Math.floor((x - frame.left) / bandOf(frame))));
      },
      onPointerLeave: () => setStep(null),
      onBlur: () => setStep(null),
      onKeyDown: (event: KeyboardEvent) => {
        const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        const end = { Home: 0, End: frame.count - 1 }[event.key];
        if (event.key === 'Escape') setStep(null);
        if (move === undefined && end === undefined) return;
        event.preventDefault();
        setStep((known) => end ?? clamp(known === null ? (move === 1 ? 0 : frame.count - 1) : known + (move ?? 0)));
      },
    },
  };
}
