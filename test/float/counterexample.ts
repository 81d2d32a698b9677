import * as fc from 'fast-check';

/** What fast-check reports when the property does not hold, or undefined: to be expected. */
export function counterexample<T>(property: fc.IProperty<T>, numRuns: number): string | undefined {
  const details = fc.check(property, { numRuns });
  return details.failed ? fc.defaultReportMessage(details) : undefined;
}
