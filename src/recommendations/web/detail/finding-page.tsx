import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { ask } from '../../../platform/web/queries.ts';
import { type Search, valuesOf } from '../../../platform/web/search.ts';
import { Page } from '../../../platform/web/ui/page.tsx';
import { Answer } from '../../../platform/web/ui/states.tsx';
import { recommendationsContract } from '../../core/contract.ts';
import { CODES, type CodeKind } from '../list/recommendations-view.ts';
import { TYPE_WORDS } from '../words.ts';
import { FindingDetail } from './finding-detail.tsx';
import { PartLevel } from './part.tsx';
import '../../../costs/web/costs.css';
import '../../../connections/web/inventory/inventory.css';

/** One recommendation as a page of its own, to be sent to others. */
export function FindingPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const query = useQuery({
    ...ask(recommendationsContract.getRecommendation, { params: { id } }),
    placeholderData: undefined,
  });
  const code = CODES.find((one) => one === valuesOf(search, 'code')[0]) ?? null;
  const setCode = (kind: CodeKind | null): void =>
    void navigate({ to: '/recommendations/$id', params: { id }, search: kind === null ? {} : { code: kind } });
  return (
    <Page
      title={query.data?.title ?? 'Recommendation'}
      lead={query.data ? `${TYPE_WORDS[query.data.type]}, found in your own use and bill.` : 'What could cost less.'}
      actions={
        <Button component={Link} to="/recommendations" variant="default">
          All recommendations
        </Button>
      }
    >
      <Answer of={query} height={640}>
        {(detail) => (
          <div className="panel finding-page">
            <PartLevel value={2}>
              <FindingDetail
                key={detail.id}
                detail={detail}
                code={code}
                setCode={setCode}
                linkTo={(other, title) => (
                  <Link to="/recommendations/$id" params={{ id: other }}>
                    {title}
                  </Link>
                )}
              />
            </PartLevel>
          </div>
        )}
      </Answer>
    </Page>
  );
}
