import { expect, test } from 'vitest';
import { loadMutatedImages } from './mutated-images.ts';

test('changed images are loaded or refused with a message, never more', () => {
  const report = loadMutatedImages(400);
  expect(report.loaded + report.refused).toBeGreaterThanOrEqual(400);
  expect(report.messages.size).toBeGreaterThan(8);
});
