import { Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { STEPS, type StepId } from './steps.ts';

/** Where one is among the steps. */
export function Stepper({ step }: { step: StepId }) {
  const at = STEPS.findIndex(({ id }) => id === step);
  return (
    <nav aria-label="Steps">
      <ol className="steps">
        {STEPS.map(({ id, title }, index) => (
          <li
            key={id}
            aria-current={index === at ? 'step' : undefined}
            data-state={index < at ? 'done' : index === at ? 'current' : 'ahead'}
          >
            <span className="step-number" aria-hidden="true">
              {index < at ? '✓' : index + 1}
            </span>
            <span className="step-title">{title}</span>
            {index < at && <span className="visually-hidden">, done</span>}
          </li>
        ))}
      </ol>
    </nav>
  );
}

interface StepPanelProps {
  title: string;
  lead: ReactNode;
  /** What leads on and back; the way on stands last. */
  actions?: ReactNode;
  children: ReactNode;
}

/** One step: its heading takes the focus when the step is reached. */
export function StepPanel({ title, lead, actions, children }: StepPanelProps) {
  return (
    <section className="panel step" aria-labelledby="step-heading">
      <div className="step-head">
        <h2 id="step-heading" tabIndex={-1}>
          {title}
        </h2>
        <p>{lead}</p>
      </div>
      {children}
      {actions && (
        <Group className="step-actions" justify="space-between">
          {actions}
        </Group>
      )}
    </section>
  );
}
