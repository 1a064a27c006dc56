import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { EmptyState } from '../../../platform/web/ui/states.tsx';
import type { Queue } from '../words.ts';
import { DEFAULT_VIEW, isNarrowed, type RemediationsView, searchOfView } from './remediations-view.ts';

const EMPTY: Record<Exclude<Queue, 'all'>, { title: string; text: string }> = {
  waiting: {
    title: 'Nothing waits for approval',
    text: 'What somebody proposes stands here until enough people have approved it, or it expires.',
  },
  scheduled: {
    title: 'Nothing is to come',
    text: 'What is approved waits here for its time, the end of a freeze, or its turn in a batch.',
  },
  running: {
    title: 'Nothing runs',
    text: 'While a change is made, verified or undone, its steps can be followed here.',
  },
  done: {
    title: 'No change is done yet',
    text: 'What was changed and verified stands here, with what it really saves and a way to undo it.',
  },
  failed: {
    title: 'Nothing failed, and nothing was undone',
    text: 'What goes wrong stands here, with what was seen, what was undone and what is left to do.',
  },
};

/** What the page says before anything was proposed: where findings become changes. */
export const NeverProposed = () => (
  <EmptyState
    title="No change has been proposed"
    action={
      <Button component={Link} to="/recommendations">
        See what could cost less
      </Button>
    }
  >
    A finding of cost optimization becomes a change with “Fix…”. You see each call before it is made, somebody else
    approves it, and every step can be followed and undone. Who has to approve what stands under “Settings”.
  </EmptyState>
);

/** What stands in place of the list when nothing is in it. */
export function NothingListed({ view }: { view: RemediationsView }) {
  if (isNarrowed(view))
    return (
      <EmptyState
        title="No change matches"
        action={
          <Link to="/remediation" search={searchOfView({ ...DEFAULT_VIEW, queue: view.queue })}>
            Remove all filters
          </Link>
        }
      >
        Remove a filter, or search for something else.
      </EmptyState>
    );
  if (view.queue === 'all') return <NeverProposed />;
  const { title, text } = EMPTY[view.queue];
  return (
    <EmptyState
      title={title}
      action={
        <Link to="/remediation" search={searchOfView(DEFAULT_VIEW)}>
          Show all changes
        </Link>
      }
    >
      {text}
    </EmptyState>
  );
}
