import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Panel } from '../../platform/web/ui/page.tsx';
import { EmptyState } from '../../platform/web/ui/states.tsx';

/** What a page of costs says before there are any. */
export function NoCosts() {
  return (
    <Panel>
      <EmptyState
        title="No costs yet"
        action={
          <Button component={Link} to="/welcome">
            Add cost data
          </Button>
        }
      >
        Upload a billing file, or look around in the sample company first.
      </EmptyState>
    </Panel>
  );
}
