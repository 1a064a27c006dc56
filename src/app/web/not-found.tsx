import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { EmptyState } from '../../platform/web/ui/states.tsx';
import '../../platform/web/ui/ui.css';

/** What an address without a page shows. */
export function NotFound() {
  return (
    <main>
      <EmptyState
        title="There is no such page"
        action={
          <Button component={Link} to="/">
            To the dashboard
          </Button>
        }
      >
        The address may be mistyped, or the page was removed.
      </EmptyState>
    </main>
  );
}
