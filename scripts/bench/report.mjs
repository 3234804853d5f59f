const MARK = { true: '✔ met', false: '✘ not met' };

/** Rows of one table; `base` is what the row's ratio is over. */
export function printReport({ side, node, cdk, rounds, seconds, rows, resources, goals, tooBusy }, print) {
  print(`${side}, this package against hand-written L2: Node ${node}, aws-cdk-lib ${cdk}, ${rounds} rounds, interleaved, ${seconds.toFixed(0)} s`);
  print('');
  table(print, [
    ['', 'this', 'L2', 'ratio', 'quartiles', 'over'],
    ...rows.map(({ what, unit, base, median, baseMedian, ratio, quartiles }) =>
      [what, number(median, unit), number(baseMedian, unit), ratio.toFixed(3), quartiles.map((quartile) => quartile.toFixed(2)).join('–'), base]),
  ]);
  print('');
  table(print, [
    ['', 'this', 'L2', '', '', 'over'],
    ...resources.flatMap(({ label, base, count, baseCount, bytes, baseBytes }) => [
      [`resources, ${label}`, String(count), String(baseCount), '', '', base],
      [`template, ${label}`, `${bytes} B`, `${baseBytes} B`, (bytes / baseBytes).toFixed(3), '', base],
    ]),
  ]);
  print('');
  for (const { goal, figure, met } of goals) print(`${MARK[met].padEnd(10)} ${goal}: ${figure}`);
  if (tooBusy) {
    print('');
    print('The machine was too busy for a verdict on times (see noise): run it again, or look at the processor times.');
  }
  print('');
}

function number(value, unit) {
  return `${value.toFixed(value < 10 ? 2 : 1)} ${unit}`;
}

function table(print, lines) {
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  for (const line of lines) {
    print(line.map((cell, column) => column === 0 || column === line.length - 1 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])).join('  ').trimEnd());
  }
}
