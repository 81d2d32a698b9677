/** The client's side of a timer descriptor. */
import type { TimerDescriptorStub } from '../../generated/servers/timer-descriptor.ts';
import { Special } from './special.ts';

export class TimerSpecial extends Special {
  readonly stub: TimerDescriptorStub;

  constructor(stub: TimerDescriptorStub) {
    super();
    this.stub = stub;
  }
}
