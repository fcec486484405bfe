import { describe, expect, test } from 'vitest';
import { imagesIfReadable } from '../../../src/workflows/overlay-images.js';
import { pastUnits } from '../../../src/workflows/past-images.js';
import { appStatus, type DeployedFile } from '../../../src/workflows/status-matrix.js';

const TODAY = '2026-06-01';
const path = 'overlays/x/todo/kustomization.yaml';

/** An overlay with the image `backend`, as `tag` or `name:tag`, and lines before it. */
function overlay(image: string, before = ''): string {
  const [tag = '', name = 'r/backend'] = image.split(':').reverse();
  return `images:\n${before}  - name: backend\n    newName: ${name}\n    newTag: ${tag}\n`;
}

/** Versions of a file, the newest first; the commits count down, and the last one is where it was made. */
function versionsOf(texts: readonly (string | undefined)[]) {
  return texts.map((text, index) => ({
    by: { commit: `c${texts.length - index}`, date: '2026-01-01T00:00:00Z', author: 'Jane' },
    images: () => (text === undefined ? [] : imagesIfReadable(text, path)),
  }));
}

/** A file that says the first of its texts. */
function fileOf(env: string, texts: readonly string[], now = texts[0] ?? ''): DeployedFile {
  const images = imagesIfReadable(now, path) ?? [];
  return { env, app: 'todo', path, text: now, images, versions: versionsOf(texts) };
}

function statusOf(files: readonly DeployedFile[], standIns = {}) {
  return appStatus(files, { order: ['dev', 'prod'], standIns, today: TODAY });
}

/** How prod compares with dev, of which each had some tags, the newest first. */
function compared(dev: readonly string[], prod: readonly string[], standIns = {}) {
  const files = [
    fileOf(
      'dev',
      dev.map((tag) => overlay(tag)),
    ),
    fileOf(
      'prod',
      prod.map((tag) => overlay(tag)),
    ),
  ];
  return statusOf(files, standIns)[1]?.promotion;
}

describe('who set an image', () => {
  const commits = (texts: readonly (string | undefined)[]) =>
    [...pastUnits('backend', versionsOf(texts))].map(({ unit, by }) => `${unit.tag} ${by?.commit}`);

  test('is the newest commit that made it what it is', () => {
    expect(commits([overlay('v2'), overlay('v1'), overlay('v2')])).toEqual([
      'v2 c3',
      'v1 c2',
      'v2 c1',
    ]);
  });

  test('is no commit that changed something else of the file', () => {
    const other = '  - name: web\n    newTag: w\n';
    expect(commits([overlay('v1', other), overlay('v1')])).toEqual(['v1 c1']);
  });

  test('is whoever changed the name alone', () => {
    expect(commits([overlay('b:v1'), overlay('a:v1')])).toEqual(['v1 c2', 'v1 c1']);
  });

  test('is whoever brought the image back', () => {
    expect(commits([overlay('v1'), 'images: []\n', overlay('v1')])).toEqual(['v1 c3', 'v1 c1']);
    expect(commits([overlay('v1'), undefined, overlay('v1')])).toEqual(['v1 c3', 'v1 c1']);
  });

  test('is nobody who broke the file or mended it', () => {
    expect(commits([overlay('v1'), 'images: {broken\n', overlay('v1')])).toEqual(['v1 c1']);
  });

  test('is not known where the file may be older', () => {
    const [newest, oldest] = versionsOf([overlay('v2'), overlay('v1')]);
    const cut = [newest!, { images: oldest!.images }];
    const file = { ...fileOf('dev', [overlay('v2')]), versions: cut };
    expect(statusOf([file])[0]?.since?.commit).toBe('c2');
    expect(
      statusOf([{ ...file, ...fileOf('dev', [overlay('v1')]), versions: cut.slice(1) }])[0],
    ).not.toHaveProperty('since');
  });
});

describe('what is not committed', () => {
  test('is what the newest commit does not say', () => {
    const [image] = statusOf([fileOf('dev', [overlay('v1')], overlay('v2'))]);
    expect(image).toMatchObject({ uncommitted: true, unit: { tag: 'v2' } });
    expect(image).not.toHaveProperty('since');
  });

  test('is no image of a file that was changed elsewhere', () => {
    const file = fileOf('dev', [overlay('v1')], `# new\n${overlay('v1')}`);
    expect(statusOf([file])[0]).toMatchObject({ uncommitted: false, since: { commit: 'c1' } });
  });

  test('is an image that comes back without a commit', () => {
    const file = fileOf('dev', ['images: []\n', overlay('v1')], overlay('v1'));
    expect(statusOf([file])[0]).toMatchObject({ uncommitted: true });
  });

  test('is not said where the history is not known', () => {
    const { versions, ...file } = fileOf('dev', [overlay('v1')], overlay('v2'));
    expect(versions).toHaveLength(1);
    expect(statusOf([file])[0]).toMatchObject({ uncommitted: false });
  });
});

describe('along the promotion an image', () => {
  test('is the same with tag and digest, whatever the registry', () => {
    expect(compared(['a/b:v1'], ['c/b:v1'])).toEqual({ from: 'dev', held: false, status: 'same' });
  });

  test('is behind by the deployments that came after its own', () => {
    expect(compared(['v3', 'v2', 'v1'], ['v1'])).toMatchObject({
      status: 'behind',
      deployments: 2,
    });
  });

  test('is behind by what is not committed yet as well', () => {
    const dev = fileOf('dev', [overlay('v2'), overlay('v1')], overlay('v3'));
    const [, image] = statusOf([dev, fileOf('prod', [overlay('v1')])]);
    expect(image?.promotion).toMatchObject({ status: 'behind', deployments: 2 });
  });

  test('is behind after a rollback, also of the other one', () => {
    expect(compared(['v3', 'v2', 'v1'], ['v1', 'v2', 'v1'])).toMatchObject({ deployments: 2 });
    expect(compared(['v1', 'v2', 'v1'], ['v2', 'v1'])).toMatchObject({
      status: 'behind',
      deployments: 1,
    });
  });

  test('is ahead by the deployments that the other one never had', () => {
    expect(compared(['v1'], ['v3', 'v2', 'v1'])).toMatchObject({ status: 'ahead', deployments: 2 });
  });

  test('differs where neither had what the other has', () => {
    expect(compared(['v2'], ['v1'])).toEqual({ from: 'dev', held: false, status: 'differs' });
  });

  test('differs from a stand-in of the same tag, as promote would set the name', () => {
    const standIns = { backend: 'nginx:v1' };
    expect(compared(['r/b:v1'], ['nginx:v1'], standIns)).toMatchObject({ status: 'differs' });
    expect(compared(['r/b:v1'], ['nginx:v1'])).toMatchObject({ status: 'same' });
  });

  test('compares with nothing where nothing is set before it', () => {
    const unset = 'images:\n  - name: backend\n    newName: r/backend\n';
    expect(
      statusOf([fileOf('dev', [unset]), fileOf('prod', [overlay('v1')])])[1],
    ).not.toHaveProperty('promotion');
    expect(statusOf([fileOf('prod', [overlay('v1')])])[0]).not.toHaveProperty('promotion');
    expect(statusOf([fileOf('qa', [overlay('v1')])])[0]).not.toHaveProperty('promotion');
  });
});

test.each([
  ['2026-06-01', true],
  ['2026-05-31', false],
])('a hold until %s counts today: %s', (until, held) => {
  const text = overlay('v1', `  # gitops-gen:hold until=${until} reason=why\n`);
  const [dev, prod] = statusOf([fileOf('dev', [text]), fileOf('prod', [overlay('v2')])]);
  expect(dev).toMatchObject({ held, hold: { until, reason: 'why' } });
  expect(prod).toMatchObject({ held: false, promotion: { held } });
});

test('a stand-in is one of any image of the app, until its tag changes', () => {
  const standIns = { other: 'r/backend:v1' };
  const images = statusOf(
    [fileOf('dev', [overlay('v1')]), fileOf('prod', [overlay('v2')])],
    standIns,
  );
  expect(images.map(({ standIn }) => standIn)).toEqual([true, false]);
});
