import { Button, Radio } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { CloudMark, cloudTitle } from '../cloud-mark.tsx';
import { StepPanel } from './step-panel.tsx';
import { CLOUDS, type Cloud, type ServerCredentials, WAYS, type Way } from './ways.ts';

interface ChoiceProps {
  value: string;
  title: string;
  description: ReactNode;
  mark?: ReactNode;
  disabled?: boolean;
}

function Choice({ value, title, description, mark, disabled }: ChoiceProps) {
  return (
    <Radio.Card value={value} className="choice" disabled={disabled} aria-label={title}>
      {mark ?? <Radio.Indicator disabled={disabled} />}
      <span>
        <strong>{title}</strong>
        <span className="choice-text">{description}</span>
      </span>
    </Radio.Card>
  );
}

const CLOUD_TEXTS: Record<Cloud, string> = {
  aws: 'Cost Explorer and Data Exports, resources of all regions, CloudWatch, and the advice of AWS.',
  azure: 'Cost Management and exports, resources, Azure Monitor, and the advice of Azure.',
};

/** Whether a way can be taken here, and what to do when it can't. */
const hinderedBy = (way: Way, server_credentials: ServerCredentials): string | null =>
  way.needs_server_credentials && !way.needs_server_credentials.includes(server_credentials)
    ? 'This server has no AWS credentials of its own. Its operator can give it some; until then, use access keys.'
    : null;

/** Which cloud, and how to get in. */
export function CloudStep({
  way,
  server_credentials,
  next,
}: {
  way: Way | undefined;
  server_credentials: ServerCredentials;
  next: (way: Way) => void;
}) {
  const [cloud, setCloud] = useState<Cloud | undefined>(way?.cloud);
  const ways = WAYS.filter((one) => one.cloud === cloud);
  const [wanted, setWanted] = useState(way?.id);
  const free = ways.filter((one) => hinderedBy(one, server_credentials) === null);
  const chosen = free.find(({ id }) => id === wanted) ?? free[0];
  return (
    <StepPanel
      title="Which cloud?"
      lead="It is only read, unless you let approved changes be carried out. What each of them takes is shown next, line by line."
      actions={
        <>
          <span />
          <Button disabled={!chosen} onClick={() => chosen && next(chosen)}>
            Continue
          </Button>
        </>
      }
    >
      <Radio.Group value={cloud ?? null} onChange={(value) => setCloud(value as Cloud)} aria-label="Cloud">
        <div className="choices" data-wide>
          {CLOUDS.map((one) => (
            <Choice
              key={one}
              value={one}
              title={cloudTitle(one)}
              description={CLOUD_TEXTS[one]}
              mark={<CloudMark provider_type={one} size={28} />}
            />
          ))}
        </div>
      </Radio.Group>
      {cloud && (
        <Radio.Group
          mt="lg"
          label={cloud === 'aws' ? 'How does FinOpsMind get in?' : 'What should a service principal read?'}
          value={chosen?.id ?? null}
          onChange={setWanted}
        >
          <div className="choices">
            {ways.map((one) => {
              const hindered = hinderedBy(one, server_credentials);
              return (
                <Choice
                  key={one.id}
                  value={one.id}
                  title={one.title}
                  description={hindered ?? one.description}
                  disabled={hindered !== null}
                />
              );
            })}
          </div>
        </Radio.Group>
      )}
    </StepPanel>
  );
}
