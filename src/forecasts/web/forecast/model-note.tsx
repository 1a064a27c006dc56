import { useFormats } from '../../../identity/web/session.ts';
import type { LatestForecast } from '../../core/contract.ts';
import { modelText } from '../model-words.ts';
import { backtestText } from '../words.ts';

/** How a forecast was made, and how that did when it was tried on the past. */
export function ModelNote({ model, backtest }: Pick<LatestForecast, 'model' | 'backtest'>) {
  const formats = useFormats();
  if (model === null) return null;
  return (
    <p className="quiet made-by">
      <strong>Made by:</strong> <span title={model}>{modelText(model, formats)}</span>.{' '}
      {backtest && backtestText(backtest, formats)}
    </p>
  );
}
