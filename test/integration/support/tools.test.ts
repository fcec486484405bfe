import { describe, expect, it } from 'vitest';
import { readHelm, readKubectl } from '../../support/find-tools.js';
import { kustomizeBuild } from '../../support/kustomize-build.js';
import { tempDir } from '../../support/temp-dir.js';
import { tools } from '../../support/tools.js';
import { writeFiles } from '../../support/write-files.js';

const CONFIG_MAP = `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  colour: blue
`;

describe('tools', () => {
  it('are the versions that they are said to be', async () => {
    const { kubectls, helms } = tools();

    expect(await Promise.all(kubectls.map(({ path }) => readKubectl(path)))).toEqual(kubectls);
    expect(await Promise.all(helms.map(({ path }) => readHelm(path)))).toEqual(helms);
  });
});

describe('kustomizeBuild', () => {
  it('prints what every kustomize builds, and nothing to standard error', async () => {
    const dir = await tempDir();
    await writeFiles(dir, {
      'kustomization.yaml': 'resources: [settings.yaml]\nnamePrefix: dev-\n',
      'settings.yaml': CONFIG_MAP,
    });

    for (const { path } of tools().kubectls) {
      const { stdout, stderr } = await kustomizeBuild(dir, path);
      expect(stdout).toContain('name: dev-settings');
      expect(stderr).toBe('');
    }
  });

  it('hands on deprecations, which kustomize prints and exits 0', async () => {
    const dir = await tempDir();
    await writeFiles(dir, {
      'kustomization.yaml': 'resources: [settings.yaml]\ncommonLabels: { app: shop }\n',
      'settings.yaml': CONFIG_MAP,
    });

    const { stderr } = await kustomizeBuild(dir, tools().kubectls[0]!.path);

    expect(stderr).toContain("'commonLabels' is deprecated");
  });

  it('fails with what kustomize said', async () => {
    const dir = await tempDir();
    await writeFiles(dir, { 'kustomization.yaml': 'resources: [missing.yaml]\n' });

    for (const { path } of tools().kubectls) {
      await expect(kustomizeBuild(dir, path)).rejects.toThrow('missing.yaml');
    }
  });
});
