/** Exit statuses of the command, beside the guest's own (CONVENTIONS: as env(1), timeout(1) and the shells have them). */
export const ExitStatus = {
  fine: 0,
  findings: 1,
  usage: 2,
  timeout: 124,
  fault: 125,
  notExecutable: 126,
  notFound: 127,
} as const;

/** A failure of ours that the person should read: printed as `k42: message`, with its exit status. */
export class Failure extends Error {
  readonly status: number;

  constructor(message: string, status: number = ExitStatus.fault) {
    super(message);
    this.status = status;
  }
}
