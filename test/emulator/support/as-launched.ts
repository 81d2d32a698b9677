/** Turns on what the command turns on where Node does not (tools/launch.cjs): fused multiply-add. */
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--experimental-wasm-relaxed-simd');
