/** io_submit(2): how many requests were begun; an error only when the first one was not. */
import { Errno } from '../../../generated/errors.ts';
import { BLOCKED } from '../../../kernel/result.ts';
import type { Call } from '../../call.ts';
import type { RequestContext } from '../requests/request-context.ts';
import {
  cannotBegin,
  completionOf,
  isPending,
  perform,
  readRequest,
  REQUEST_SIZE,
  tellCounter,
} from '../requests/request.ts';

export function submitRequests(c: Call): number {
  const context = c.process.requests.get(c.address(0));
  const wide = c.process.abi.bits === 64;
  const count = wide ? c.i64(1) : c.i32(1);
  if (count < 0 || context === undefined) return Errno.EINVAL;
  const most = Math.min(count, context.room);
  let done = 0;
  for (; done < most; done++) {
    const result = submitOne(c, context, c.address(2) + done * (wide ? 8 : 4));
    if (result === 0) continue;
    if (done === 0) return result;
    // What has been done is told; the program comes again with the rest.
    if (result === BLOCKED) c.thread.wake();
    break;
  }
  return done;
}

function submitOne(c: Call, context: RequestContext, at: number): number {
  const wide = c.process.abi.bits === 64;
  const pointer = c.structIn(at, wide ? 8 : 4);
  if (typeof pointer === 'number') return pointer;
  const address = wide ? pointer.address(0) : pointer.u32(0);
  const view = c.structIn(address, REQUEST_SIZE);
  if (typeof view === 'number') return view;
  const request = readRequest(address, view);
  if (typeof request === 'number') return request;
  if (context.done.length >= context.room) return Errno.EAGAIN;
  const refused = cannotBegin(c, request);
  if (refused < 0) return refused;
  let result = perform(c, request);
  if (isPending(result) && request.noWait) {
    if (result === BLOCKED) c.thread.wake();
    result = Errno.EAGAIN;
  }
  // A descriptor that is not open for it is refused before anything is begun.
  if (isPending(result) || result === Errno.EBADF) return result;
  context.complete(completionOf(request, result < 0 ? -c.process.abi.errno(result) : result));
  tellCounter(c, request);
  return 0;
}
