/** The value below which that share of the values lies, between two neighbours in proportion. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  const above = Math.ceil(position);
  return sorted[below] + (sorted[above] - sorted[below]) * (position - below);
}

export const median = (values) => quantile(values, 0.5);

/** Ratio of the medians; the spread is that of the ratios within a round, whose two processes ran one after the other. */
export function compare(values, base) {
  const ratios = values.map((value, round) => value / base[round]);
  return {
    median: median(values),
    baseMedian: median(base),
    ratio: median(values) / median(base),
    quartiles: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
  };
}
