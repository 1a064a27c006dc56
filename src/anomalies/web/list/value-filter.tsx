import { type DimensionName, groupingTitle, valueTitle } from '../../../costs/core/dimensions.ts';
import { ValuePicker } from '../../../costs/web/explorer/value-picker.tsx';
import { ChoicePopover } from '../../../platform/web/ui/choice-popover.tsx';

interface ValueFilterProps {
  grouping: DimensionName;
  /** What it narrows, of several: `services`. */
  several: string;
  values: string[];
  change: (values: string[]) => void;
}

/** Narrows to some values of a dimension of costs; says which in the sentence it stands in. */
export function ValueFilter({ grouping, several, values, change }: ValueFilterProps) {
  return (
    <ChoicePopover
      one={groupingTitle(grouping)}
      several={several}
      values={values}
      titleOf={(value) => valueTitle(grouping, value)}
    >
      <ValuePicker grouping={grouping} values={values} setValues={change} />
    </ChoicePopover>
  );
}
