import { useMutation } from '@tanstack/react-query';
import { call } from '../../../platform/web/client.ts';
import { ask, queryClient } from '../../../platform/web/queries.ts';
import { remediationContract } from '../../core/contract.ts';
import type { RemediationSettings } from '../../core/settings.ts';

export const settingsQuery = ask(remediationContract.getRemediationSettings);

/** Saves all settings at once; what is shown is what the server answers. */
export const useSaveSettings = () =>
  useMutation({
    mutationFn: (settings: RemediationSettings) =>
      call(remediationContract.updateRemediationSettings, { body: settings }),
    onSuccess: (saved) => queryClient.setQueryData(settingsQuery.queryKey, saved),
  });

/** What is needed to change settings: how they are, and who may. */
export interface SettingsProps {
  settings: RemediationSettings;
  may_change: boolean;
}
