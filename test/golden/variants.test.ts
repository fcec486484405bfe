import { describe, expect, test } from 'vitest';
import { pairwise } from '../support/pairwise.js';
import { FACTORS, scaffoldCatalog } from '../support/scaffold-catalog.js';
import { untidyFiles } from '../support/scaffold-example.js';
import { brokenRules } from './rules-check.js';

const ROWS = pairwise(
  FACTORS,
  ({ coordination, operator, mesh, knative }) =>
    (operator === 'none' || coordination === 'kraft') && (mesh === 'none' || knative === 'no'),
);

describe('all examples in one repository', () => {
  test.each(ROWS)(
    '$secrets, exposure $exposure, external $external, $coordination, operator $operator, mesh $mesh, Knative $knative',
    async (row) => {
      const { model, files } = scaffoldCatalog(row);
      const broken = await brokenRules(model, files);
      expect(broken.filter((line) => !line.includes('is not sealed yet'))).toEqual([]);
      expect(untidyFiles(files)).toEqual([]);
    },
  );
});
