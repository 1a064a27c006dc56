import { ActionIcon, Drawer, Tooltip } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { ask } from '../../../platform/web/queries.ts';
import { Answer } from '../../../platform/web/ui/states.tsx';
import { recommendationsContract } from '../../core/contract.ts';
import { type RecommendationsView, searchOfView } from '../list/recommendations-view.ts';
import { besideOf } from './beside.ts';
import { FindingDetail } from './finding-detail.tsx';

const WIDTH = 840;

interface FindingDrawerProps {
  view: RecommendationsView;
  setView: (view: RecommendationsView, replace?: boolean) => void;
  /** Those listed, to step through. */
  ids: string[];
}

interface Place {
  id: string;
  place: number;
}

interface StepProps {
  label: string;
  icon: ReactNode;
  id: string | undefined;
  go: (id: string) => void;
}

const Step = ({ label, icon, id, go }: StepProps) => (
  <Tooltip label={label}>
    <ActionIcon aria-label={label} disabled={id === undefined} onClick={() => id !== undefined && go(id)}>
      {icon}
    </ActionIcon>
  </Tooltip>
);

function Steps({ view, setView, ids, id }: FindingDrawerProps & { id: string }) {
  const place = ids.indexOf(id);
  const [last, setLast] = useState<Place | null>(null);
  // What is decided may leave the list: those beside it are then those beside its place.
  if (place !== -1 && (last?.id !== id || last.place !== place)) setLast({ id, place });
  const { before, next } = besideOf(ids, place === -1 && last?.id === id ? last.place : place, place === -1);
  const go = (opened: string): void => setView({ ...view, opened }, true);
  return (
    <div className="finding-steps">
      <Step label="The one before in the list" icon={<IconChevronUp size={16} />} id={before} go={go} />
      <Step label="The next in the list" icon={<IconChevronDown size={16} />} id={next} go={go} />
      <Link to="/recommendations/$id" params={{ id }}>
        Open as a page
      </Link>
    </div>
  );
}

/** One recommendation beside the list, which stays where it is; over the whole screen on a phone. */
export function FindingDrawer(props: FindingDrawerProps) {
  const { view, setView } = props;
  const { opened } = view;
  const query = useQuery({
    ...ask(recommendationsContract.getRecommendation, { params: { id: opened ?? '' } }),
    enabled: opened !== null,
    placeholderData: undefined,
  });
  const linkTo = (id: string, title: string): ReactNode => (
    <Link to="/recommendations" search={searchOfView({ ...view, opened: id, code: null })} resetScroll={false}>
      {title}
    </Link>
  );
  return (
    <Drawer
      opened={opened !== null}
      onClose={() => setView({ ...view, opened: null, code: null })}
      title={<span className="finding-title">{query.data?.title ?? 'Recommendation'}</span>}
      size={WIDTH}
    >
      {opened !== null && (
        <>
          <Steps {...props} id={opened} />
          <Answer of={query} height={640}>
            {(detail) => (
              <FindingDetail
                key={detail.id}
                detail={detail}
                code={view.code}
                setCode={(code) => setView({ ...view, code })}
                linkTo={linkTo}
              />
            )}
          </Answer>
        </>
      )}
    </Drawer>
  );
}
