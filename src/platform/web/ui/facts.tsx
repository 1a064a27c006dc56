import type { ReactNode } from 'react';

/** What is known of something, side by side: each with what it is. */
export const FactList = ({ facts }: { facts: readonly (readonly [title: string, value: ReactNode])[] }) => (
  <dl className="facts">
    {facts.map(([title, value]) => (
      <div key={title}>
        <dt>{title}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);
