/** The types of file systems, in the order in which /proc/filesystems and sysfs(2) have them; none lies on a device. */
export const FILE_SYSTEMS = ['sysfs', 'tmpfs', 'proc', 'devtmpfs', 'sockfs', 'pipefs', 'devpts', 'overlay'] as const;
