import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { ask } from '../../../platform/web/queries.ts';
import { type ExpressionError, policiesContract } from '../../core/contract.ts';
import type { PolicyBody } from '../../core/policy.ts';

export type Expressions = Pick<PolicyBody, 'subject' | 'applies_when' | 'must_hold'>;
export type ExpressionField = ExpressionError['field'];

const PAUSE_MS = 350;

/** What is checked: the server leaves out spaces around, so that places are of the text without them. */
const leading = (text: string): number => text.length - text.trimStart().length;

export interface Checked {
  errors: Record<ExpressionField, ExpressionError[]>;
  /** Whether this is what stands in the fields now. */
  is_current: boolean;
}

/** What is wrong with expressions, while they are typed: asked for after each pause. */
export function useChecked({ subject, applies_when, must_hold }: Expressions): Checked {
  const key = JSON.stringify({ subject, applies_when, must_hold });
  const [settled] = useDebouncedValue(key, PAUSE_MS);
  const asked = JSON.parse(settled) as Expressions;
  const { data, isPlaceholderData } = useQuery(ask(policiesContract.checkPolicy, { body: asked }));
  const errors = useMemo(() => {
    const texts = JSON.parse(settled) as Expressions;
    const of = (field: ExpressionField): ExpressionError[] =>
      (data?.errors ?? [])
        .filter((error) => error.field === field)
        .map((error) => ({
          ...error,
          from: error.from + leading(texts[field]),
          to: error.to + leading(texts[field]),
        }));
    return { applies_when: of('applies_when'), must_hold: of('must_hold') };
  }, [data, settled]);
  return { errors, is_current: settled === key && data !== undefined && !isPlaceholderData };
}
