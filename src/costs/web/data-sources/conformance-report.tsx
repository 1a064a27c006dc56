import { useFormats } from '../../../identity/web/session.ts';
import { countText } from '../../../platform/web/format.ts';
import type { ImportIssue } from '../../core/imports-contract.ts';

const TITLES = { error: 'Errors', warning: 'Warnings', note: 'Notes' } as const;
const MEANINGS = {
  error: 'These rows can not be loaded.',
  warning: 'Loaded, but not as FOCUS asks.',
  note: 'About the file as a whole.',
} as const;
const TONES = { error: 'bad', warning: 'warn', note: 'none' } as const;
const EXAMPLES_SHOWN = 5;

function Issue({ issue }: { issue: ImportIssue }) {
  const formats = useFormats();
  return (
    <li>
      <p>
        {issue.column && <code>{issue.column}</code>} {issue.reason} ({countText(issue.rows, formats)}{' '}
        {issue.rows === 1 ? 'row' : 'rows'})
      </p>
      {issue.examples.length > 0 && (
        <p className="absent">
          {issue.examples
            .slice(0, EXAMPLES_SHOWN)
            .map(({ line, value }) => `line ${line ?? '?'}: ${value === null ? 'nothing' : `“${value}”`}`)
            .join('; ')}
        </p>
      )}
    </li>
  );
}

/** What the file does against FOCUS, the worst first, with where it stands. */
export function ConformanceReport({ issues }: { issues: ImportIssue[] }) {
  if (issues.length === 0) return null;
  return (
    <section aria-label="Conformance report">
      {(['error', 'warning', 'note'] as const).map((severity) => {
        const own = issues.filter((issue) => issue.severity === severity);
        if (own.length === 0) return null;
        return (
          <div key={severity} className="notice" data-tone={TONES[severity]}>
            <h3>{TITLES[severity]}</h3>
            <p>{MEANINGS[severity]}</p>
            <ul>
              {own.map((issue) => (
                <Issue key={`${issue.column} ${issue.reason}`} issue={issue} />
              ))}
            </ul>
          </div>
        );
      })}
    </section>
  );
}
