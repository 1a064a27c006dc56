import { Button, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { ApiProblem } from '../client.ts';

/** What stands where nothing is: why, and what to do next. */
export function EmptyState({ title, children, action }: { title: string; children: ReactNode; action?: ReactNode }) {
  return (
    <div className="state">
      <h2>{title}</h2>
      <p>{children}</p>
      {action}
    </div>
  );
}

/** What went wrong, all of it, and a way to try again. */
export function ErrorState({ error, retry }: { error: Error; retry?: () => void }) {
  const problem = error instanceof ApiProblem ? error : null;
  return (
    <div className="state" role="alert">
      <h2>{problem?.title ?? 'Something went wrong'}</h2>
      <p>{error.message}</p>
      {problem && problem.errors.length > 0 && (
        <ul>
          {problem.errors.map((e) => (
            <li key={e.path}>
              <code>{e.path}</code> {e.message}
            </li>
          ))}
        </ul>
      )}
      {retry && (
        <Button variant="default" onClick={retry}>
          Try again
        </Button>
      )}
      {problem?.request_id && <p>Request {problem.request_id}</p>}
    </div>
  );
}

/** The problem of a form beside its button; what belongs to a field stands at the field. */
export function FormProblem({ error, fields = [] }: { error: Error | null; fields?: string[] }) {
  if (!error) return null;
  const at_fields =
    error instanceof ApiProblem &&
    error.errors.length > 0 &&
    error.errors.every((e) => fields.includes(e.path.replace('body.', '')));
  return (
    <div className="notice" data-tone="bad" role="alert">
      <p>{at_fields ? 'Some fields need a change; it is said at each.' : error.message}</p>
    </div>
  );
}

/** Holds the place of a panel's content while it loads. */
export function PanelSkeleton({ height }: { height: number }) {
  return (
    <div aria-busy="true">
      <span className="visually-hidden">Loading</span>
      <Skeleton height={height} radius="sm" />
    </div>
  );
}

interface Asked<T> {
  data: T | undefined;
  error: Error | null;
  refetch: () => unknown;
}

/** Shows an answer when it is there, and its place or its problem before. */
export function Answer<T>({
  of,
  height,
  children,
}: {
  of: Asked<T>;
  height: number;
  children: (data: T) => ReactNode;
}) {
  if (of.data !== undefined) return children(of.data);
  if (of.error) return <ErrorState error={of.error} retry={() => void of.refetch()} />;
  return <PanelSkeleton height={height} />;
}
