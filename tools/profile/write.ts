/** Writes a profile for viewers: a name that ends in .cpuprofile as V8 does, any other as collapsed stacks. */
import { writeFileSync } from 'node:fs';
import type { Profiler } from '../../runtime/profile/profiler.ts';
import { collapsed } from './collapsed.ts';
import { cpuProfile } from './cpu-profile.ts';

export function writeProfile(file: string, profiler: Profiler): void {
  writeFileSync(file, file.endsWith('.cpuprofile') ? `${JSON.stringify(cpuProfile(profiler))}\n` : collapsed(profiler));
}
