import * as Flags from '@oclif/core/flags';

/** Which overlays a command looks at; without them all. */
export const scopeFlags = {
  env: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    delimiter: ',',
    summary: 'Only these environments.',
  }),
  app: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    delimiter: ',',
    summary: 'Only these apps.',
  }),
};
