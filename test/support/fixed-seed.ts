import fc from 'fast-check';

/** The same cases in every run; `npm run fuzz` looks for new ones. */
if (process.env['FUZZ_RUNS'] === undefined) fc.configureGlobal({ seed: 20_261_124 });
