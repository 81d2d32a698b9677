/** Why a machine could not be made, or a program not be started. `status` is what the command exits with. */
export type MachineErrorCode = 'bad-folder' | 'not-found' | 'not-executable' | 'no-memory' | 'failed';

const STATUS: Readonly<Record<MachineErrorCode, number>> = {
  'bad-folder': 125,
  'not-found': 127,
  'not-executable': 126,
  'no-memory': 125,
  failed: 125,
};

export class MachineError extends Error {
  readonly code: MachineErrorCode;

  constructor(code: MachineErrorCode, message: string) {
    super(message);
    this.name = 'MachineError';
    this.code = code;
  }

  /** 125 fault of k42 or its options, 126 not executable, 127 not found. */
  get status(): number {
    return STATUS[this.code];
  }
}
