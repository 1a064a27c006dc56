import { Switch } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useSession } from '../../../identity/web/session.ts';
import { roleAllows } from '../../../platform/core/endpoint.ts';
import { invalidate } from '../../../platform/web/queries.ts';
import type { RuleEntry } from '../../core/contract.ts';
import { saveRule } from './save-rule.ts';

/** Whether a rule looks; what is chosen is shown at once, and taken back when it fails. */
export function RuleSwitch({ rule }: { rule: RuleEntry }) {
  const { user } = useSession();
  const { mutate, variables, isPending, error } = useMutation({
    mutationFn: (enabled: boolean) => saveRule(rule, { enabled }),
    onSuccess: () => invalidate('recommendations'),
  });
  return (
    <>
      <Switch
        size="xs"
        aria-label={`${rule.title} on`}
        checked={isPending ? variables : rule.enabled}
        disabled={!roleAllows(user.role, 'member')}
        onChange={(event) => mutate(event.currentTarget.checked)}
      />
      {error && (
        <span className="under" role="alert">
          Not changed. {error.message}
        </span>
      )}
    </>
  );
}
