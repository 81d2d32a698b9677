/** The largest segment: of a socket that is not connected, and over loopback by family. */
export const USUAL_SEGMENT = 536;
export const SEGMENT4 = 65_483;
export const SEGMENT6 = 65_463;
