/** Properties draw from a fixed seed, so that a run of the tests says the same every time; K42_TEST_SEED gives another. */
import fc from 'fast-check';

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env['K42_TEST_SEED'] ?? 42) });
