/** Sums of what processes used: getrusage(2). */
import type { ResourceUsage, Timespec } from '../../generated/structs.ts';

/** The children's usage after one more was waited for. The resident set is a maximum, all else adds up. */
export function addUsage(a: ResourceUsage, b: ResourceUsage): ResourceUsage {
  return {
    userTime: addTime(a.userTime, b.userTime),
    systemTime: addTime(a.systemTime, b.systemTime),
    maximumResidentSet: Math.max(a.maximumResidentSet, b.maximumResidentSet),
    minorFaults: a.minorFaults + b.minorFaults,
    majorFaults: a.majorFaults + b.majorFaults,
    blocksIn: a.blocksIn + b.blocksIn,
    blocksOut: a.blocksOut + b.blocksOut,
    voluntarySwitches: a.voluntarySwitches + b.voluntarySwitches,
    involuntarySwitches: a.involuntarySwitches + b.involuntarySwitches,
  };
}

function addTime(a: Timespec, b: Timespec): Timespec {
  const nanoseconds = a.nanoseconds + b.nanoseconds;
  const carry = nanoseconds >= 1e9 ? 1 : 0;
  return { seconds: a.seconds + b.seconds + carry, nanoseconds: nanoseconds - carry * 1e9 };
}
