/**
 * The exponential moving average of a curve, debiased so that the first values are not pulled to zero.
 * weight is 0 (the curve itself) to 0.99; points without a finite value are passed on and do not count.
 */
export function smooth(values: readonly number[], weight: number): number[] {
  if (weight === 0) return [...values];
  let [average, seen] = [0, 0];
  return values.map((value) => {
    if (!Number.isFinite(value)) return value;
    average = average * weight + (1 - weight) * value;
    seen += 1;
    return average / (1 - weight ** seen);
  });
}
