import { IconBrandAws, IconBrandAzure, IconCloud, IconFlask } from '@tabler/icons-react';

const MARKS = {
  aws: { title: 'AWS', icon: IconBrandAws },
  azure: { title: 'Azure', icon: IconBrandAzure },
  sample: { title: 'Sample company', icon: IconFlask },
};

const markOf = (provider_type: string) =>
  Object.hasOwn(MARKS, provider_type) ? MARKS[provider_type as keyof typeof MARKS] : null;

/** What a type of provider is called. */
export const cloudTitle = (provider_type: string): string => markOf(provider_type)?.title ?? provider_type;

/** The sign of a cloud, beside its name. */
export function CloudMark({ provider_type, size = 22 }: { provider_type: string; size?: number }) {
  const Icon = markOf(provider_type)?.icon ?? IconCloud;
  return (
    <span className="cloud-mark" aria-hidden="true">
      <Icon size={size} stroke={1.6} />
    </span>
  );
}
