/**
 * Answers that are neither a value (0 and up) nor an error (an `Errno`, −1 … −999).
 *
 * They travel in the same number so that a call allocates nothing to say how it ended.
 */

/** A server has nothing to give yet; it signals the subscribed watchers when it may have. */
export const WOULD_BLOCK = -1000;

/** The calling thread is parked; the same system call is executed again when it wakes. */
export const BLOCKED = -1001;

/** The registers are already as the guest shall find them. */
export const KEEP = -1002;

/** A signal came first: EINTR, or a restart when the handler has SA_RESTART or none runs. */
export const INTERRUPTED = -1003;

/** A signal came first: a restart also after a handler. */
export const INTERRUPTED_RESTART = -1005;

/** A signal came first: EINTR when a handler runs, otherwise a restart. */
export const INTERRUPTED_NO_RESTART = -1004;
