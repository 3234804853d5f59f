// What a measured process says of itself when it is done: one line of JSON.

/** Milliseconds since the process began, Node's own start included. */
const now = () => performance.now();

function reportFigures(milliseconds) {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  process.stdout.write(JSON.stringify({ ...milliseconds, cpu: (userCPUTime + systemCPUTime) / 1000, peakMemory: maxRSS / 1024 }));
}

module.exports = { now, reportFigures };
