/** Whom nothing is forbidden: what the machine itself does with trees, it does as root. */
import type { Credentials } from '../../generated/structs.ts';

export const ROOT_USER: Credentials = {
  user: 0,
  group: 0,
  effectiveUser: 0,
  effectiveGroup: 0,
  savedUser: 0,
  savedGroup: 0,
  fileUser: 0,
  fileGroup: 0,
  groups: [],
};
