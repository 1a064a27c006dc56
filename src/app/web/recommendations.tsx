import { ChangeSlotsContext } from '../../recommendations/web/change-slots.ts';
import { FindingPage } from '../../recommendations/web/detail/finding-page.tsx';
import { RecommendationsPage } from '../../recommendations/web/list/recommendations-page.tsx';
import { BatchButton } from '../../remediation/web/propose/batch-button.tsx';
import { FixPart } from '../../remediation/web/propose/fix-part.tsx';
import { RowMark } from '../../remediation/web/propose/row-mark.tsx';

const SLOTS = { One: FixPart, Row: RowMark, Several: BatchButton };

/** What could cost less, with ways to carry it out. */
export const Recommendations = () => (
  <ChangeSlotsContext value={SLOTS}>
    <RecommendationsPage />
  </ChangeSlotsContext>
);

/** One recommendation, with a way to carry it out. */
export const Recommendation = () => (
  <ChangeSlotsContext value={SLOTS}>
    <FindingPage />
  </ChangeSlotsContext>
);
