import { call } from '../../../platform/web/client.ts';
import type { ForeseenChange } from '../../../platform/web/queries.ts';
import type { RemediationDetail } from '../../core/answers.ts';
import { remediationContract } from '../../core/contract.ts';
import type { CommandName } from '../../core/workflow.ts';

const { approveRemediation, rejectRemediation, cancelRemediation, executeRemediation, rollBackRemediation } =
  remediationContract;

/** What a command is sent with. */
export interface CommandInput {
  note: string;
  /** For `execute`: an instant, or null for now. */
  scheduled_for: string | null;
}

type Change = ForeseenChange<RemediationDetail>;

/** The change that a command makes. Where the cloud is can't be foreseen: the page shows what the server answers. */
export function commandChange(
  command: CommandName,
  { preview }: RemediationDetail,
  { note, scheduled_for }: CommandInput,
): Change {
  const said = note === '' ? {} : { note };
  const runs: Record<CommandName, Change['run']> = {
    approve: (id) => call(approveRemediation, { params: { id }, body: { ...said, preview_digest: preview.digest } }),
    reject: (id) => call(rejectRemediation, { params: { id }, body: { note } }),
    cancel: (id) => call(cancelRemediation, { params: { id }, body: said }),
    execute: (id) =>
      call(executeRemediation, { params: { id }, body: scheduled_for === null ? {} : { scheduled_for } }),
    roll_back: (id) => call(rollBackRemediation, { params: { id }, body: said }),
  };
  return { run: runs[command], foresee: (before) => before };
}
