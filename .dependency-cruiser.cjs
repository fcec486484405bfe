const PURE = 'yaml|model-file|catalog|render|state|merge|images|manifests|validate';

/** The import rules of docs/ARCHITECTURE.md. */
module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: '^src/commands/' },
      to: {},
    },
    {
      name: 'model-and-errors-stand-alone',
      severity: 'error',
      from: { path: '^src/(model/|errors\\.ts)' },
      to: { path: '^src/', pathNot: '^src/(model/|errors\\.ts)' },
    },
    {
      name: 'yaml-knows-model-and-errors-only',
      severity: 'error',
      from: { path: '^src/yaml/' },
      to: { path: '^src/', pathNot: '^src/(yaml|model)/|^src/errors\\.ts' },
    },
    {
      name: 'pure-rooms-touch-no-world',
      severity: 'error',
      from: { path: `^src/(model|${PURE})/` },
      to: { path: '^src/(io|workflows|cli|commands)/' },
    },
    {
      // Hashing is as pure as arithmetic.
      name: 'pure-rooms-use-no-node',
      severity: 'error',
      from: { path: `^src/(model|${PURE})/` },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(path/posix|crypto)$' },
    },
    {
      name: 'io-knows-model-and-errors-only',
      severity: 'error',
      from: { path: '^src/io/' },
      to: { path: '^src/', pathNot: '^src/(io|model)/|^src/errors\\.ts' },
    },
    {
      name: 'workflows-know-no-cli',
      severity: 'error',
      from: { path: '^src/workflows/' },
      to: { path: '^src/(cli|commands)/' },
    },
    {
      name: 'commands-are-thin',
      severity: 'error',
      from: { path: '^src/commands/' },
      to: { path: '^src/', pathNot: '^src/(cli|workflows|model)/' },
    },
    owner('oclif', '@oclif', '^src/(cli|commands)/'),
    owner('simple-git', 'simple-git', '^src/io/'),
    owner('handlebars', 'handlebars', '^src/render/'),
    owner('yaml', 'yaml', '^src/yaml/'),
    owner('tinyexec', 'tinyexec', '^src/io/'),
    {
      name: 'fs-belongs-to-io',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/io/' },
      to: { path: '^(node:)?fs(/promises)?$' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node'] },
  },
};

function owner(name, pkg, room) {
  return {
    name: `one-owner-of-${name}`,
    severity: 'error',
    from: { path: '^src/', pathNot: room },
    to: { path: `^node_modules/${pkg}(/|$)` },
  };
}
