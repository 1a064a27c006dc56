import { Skeleton } from '@mantine/core';
import { lazy, Suspense, useId } from 'react';
import type { ExpressionError } from '../../core/contract.ts';
import type { Known } from './completions.ts';

const CelEditor = lazy(() => import('./cel-editor.tsx'));

interface ExpressionFieldProps {
  label: string;
  description: string;
  hint: string;
  value: string;
  change: (value: string) => void;
  errors: readonly ExpressionError[];
  /** What is wrong with it as a whole. */
  problem: string | undefined;
  known: Known;
}

/** An expression with its label, and below it, in words, what is wrong and where. */
export function ExpressionField(props: ExpressionFieldProps) {
  const { label, description, hint, value, change, errors, problem, known } = props;
  const id = useId();
  return (
    <div className="policy-expression">
      <span id={`${id}-label`} className="policy-label">
        {label}
      </span>
      <span id={`${id}-about`} className="quiet">
        {description}
      </span>
      <Suspense fallback={<Skeleton height={84} radius="sm" />}>
        <CelEditor
          value={value}
          change={change}
          errors={errors}
          known={known}
          hint={hint}
          labelled_by={`${id}-label`}
          described_by={`${id}-about ${id}-errors`}
        />
      </Suspense>
      <ul id={`${id}-errors`} className="policy-errors" aria-live="polite" aria-label={`${label}: what is wrong`}>
        {problem && errors.length === 0 && <li>{problem}</li>}
        {errors.map(({ from, message, line, column }) => (
          <li key={`${from} ${message}`}>
            <span className="policy-place">
              Line {line}, column {column}
            </span>{' '}
            {message}
          </li>
        ))}
      </ul>
    </div>
  );
}
