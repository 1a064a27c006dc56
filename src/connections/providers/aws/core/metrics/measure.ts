import type { InventoryResource, MetricName } from '../../../../core/inventory.ts';

/** A statistic by CloudWatch's own name. */
export type Statistic = 'Average' | 'Maximum' | 'p95' | 'p99' | 'Sum';

export interface Dimension {
  name: string;
  value: string;
}

/** Where CloudWatch keeps a metric of one resource: it answers only to exactly these dimensions. */
export interface Place {
  namespace: string;
  dimensions: Dimension[];
}

/** A metric that every resource of the type has at a place that its ARN tells. */
export interface KnownMeasure {
  metric: MetricName;
  metric_name: string;
  statistics: readonly Statistic[];
  /** Null when this resource has no such metric. */
  placeOf(resource: InventoryResource): Place | null;
  /** By what sums are multiplied, where AWS samples a rate; 1 when left out. */
  sum_times?: number;
}

/**
 * A metric that only some resources have, or whose other dimensions are not known: `ListMetrics` tells where it is, so
 * that nothing is asked (and paid) for resources without it.
 */
export interface ListedMeasure {
  metric: MetricName;
  metric_name: string;
  statistics: readonly Statistic[];
  namespace: string;
  /** The dimension that names the resource, and the part of the resource's ARN that it holds. */
  dimension: string;
  /** A further dimension and the value it must have. */
  only?: Dimension;
  /** Of the places found, those with such a value of a dimension; all of them when left out. */
  among?: { name: string; values: RegExp };
  /**
   * Of several places of one resource: the one with the fewest dimensions (the widest), or all of them added up. Places
   * that are equally wide are of one resource one after the other, such as before and after it was resized.
   */
  several: 'widest' | 'added';
}

/** What is measured of one type of resource. */
export interface Measured {
  known: readonly KnownMeasure[];
  listed: readonly ListedMeasure[];
  /** The name by which the dimensions know the resource, from its ARN. */
  nameOf(resource: InventoryResource): string;
}
