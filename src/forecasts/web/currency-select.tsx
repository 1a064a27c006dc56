import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { costsContract } from '../../costs/core/contract.ts';
import { ask } from '../../platform/web/queries.ts';

/** Chooses among the currencies of the costs, where there are several: they are never added. */
export function CurrencySelect({ value, change }: { value: string | undefined; change: (currency: string) => void }) {
  const { data } = useQuery(ask(costsContract.costDimensions));
  const currencies = data?.currencies ?? [];
  if (currencies.length < 2) return null;
  return (
    <>
      <span>in</span>
      <Select
        size="xs"
        w={84}
        aria-label="Currency"
        allowDeselect={false}
        data={currencies}
        value={value ?? null}
        onChange={(currency) => currency && change(currency)}
      />
    </>
  );
}
