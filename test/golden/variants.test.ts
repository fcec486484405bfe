import { describe, expect, test } from 'vitest';
import { CATALOG_VARIANTS, scaffoldCatalog } from '../support/scaffold-catalog.js';
import { untidyFiles } from '../support/scaffold-example.js';
import { brokenRules } from './rules-check.js';

describe('all examples in one repository', () => {
  test.each(CATALOG_VARIANTS)(
    '$secrets, exposure $exposure, external $external, $coordination, operator $operator, mesh $mesh, Knative $knative',
    async (row) => {
      const { model, files } = scaffoldCatalog(row);
      const broken = await brokenRules(model, files);
      expect(broken.filter((line) => !line.includes('is not sealed yet'))).toEqual([]);
      expect(untidyFiles(files)).toEqual([]);
    },
  );
});
