import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { titleOf } from '../../jobs/web/words.ts';
import type { ProviderCheck, ProviderTest } from '../core/providers-contract.ts';
import { isNeeded, isUseful } from './wizard/ways.ts';

const TITLES: Record<string, string> = {
  identity: 'Sign in',
  cost: 'Costs',
  inventory: 'Resources',
  metrics: 'Use',
  recommendations: "The cloud's own advice",
  remediation: 'Changes',
};

type Outcome = 'good' | 'warn' | 'bad';
const outcomeOf = ({ ok, name }: ProviderCheck): Outcome => (ok ? 'good' : isNeeded(name) ? 'bad' : 'warn');
const SIGNS = { good: IconCircleCheck, warn: IconAlertTriangle, bad: IconCircleX };
const WORDS = { good: 'works', warn: 'does not work', bad: 'does not work, and is needed' };

function Check({ check }: { check: ProviderCheck }) {
  const outcome = outcomeOf(check);
  const Sign = SIGNS[outcome];
  return (
    <li data-tone={outcome}>
      <Sign size={20} stroke={1.8} aria-hidden={true} />
      <div>
        <strong>
          {TITLES[check.name] ?? titleOf(check.name)}
          <span className="visually-hidden"> {WORDS[outcome]}</span>
        </strong>
        <p>{check.message}</p>
      </div>
    </li>
  );
}

function summaryOf({ checks, ok }: ProviderTest): string {
  const failed = checks.filter((check) => !check.ok).length;
  if (ok && failed === 0) return 'Everything works.';
  if (!isUseful(checks))
    return 'It can not be used like this: without signing in and reading costs there is nothing to show.';
  return `Costs can be read. ${failed === 1 ? 'One capability is' : `${failed} capabilities are`} missing; the rest works without.`;
}

/** What a connection may do, a line each, with what is missing by name. */
export function TestResult({ test }: { test: ProviderTest }) {
  return (
    <div role="status">
      <p className="test-summary">{summaryOf(test)}</p>
      <ul className="checks">
        {test.checks.map((check) => (
          <Check key={check.name} check={check} />
        ))}
      </ul>
    </div>
  );
}
