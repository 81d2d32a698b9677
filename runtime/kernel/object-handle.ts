/**
 * Names an object wherever it lives: K42's ObjectHandle = { CommID, XHandle }.
 *
 * `comm` is the address space (here: the processor) that holds the object; index and sequence number
 * are the XHandle in that one's object table. A handle is a plain value: it may be kept, compared,
 * copied into messages, and outlive the object, in which case the sequence number no longer agrees.
 */
export interface ObjectHandle {
  readonly comm: number;
  readonly index: number;
  readonly sequence: number;
}

/** The handle that names nothing. */
export const NO_OBJECT: ObjectHandle = { comm: 0, index: 0, sequence: 0 };

export function sameHandle(a: ObjectHandle, b: ObjectHandle): boolean {
  return a.index === b.index && a.sequence === b.sequence && a.comm === b.comm;
}

/** The handle as a key of maps. */
export function handleKey(handle: ObjectHandle): string {
  return `${handle.comm}:${handle.index}:${handle.sequence}`;
}
