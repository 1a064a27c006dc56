// Sizes are compared on a scale that is logarithmic far from zero and linear around it, so that it holds for zero and for
// credits too. `knee` is where the one turns into the other; as it follows the series, scaling the series changes nothing.

/** Inverse hyperbolic sine; several times as fast as Math.asinh, and to 1e-16 the same for what is compared here. */
export const arsinh = (x: number): number =>
  x < 0 ? -Math.log(-x + Math.sqrt(x * x + 1)) : Math.log(x + Math.sqrt(x * x + 1));

/** The amount that is `distance` away from `amount` on that scale. */
export const moved = (amount: number, distance: number, knee: number): number =>
  Math.sinh(arsinh(amount / knee) + distance) * knee;

/** How far `value` is above `reference` on that scale: the logarithm of their ratio where both are far above `knee`. */
export const contrast = (value: number, reference: number, knee: number): number =>
  arsinh(value / knee) - arsinh(reference / knee);
