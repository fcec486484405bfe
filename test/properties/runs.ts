/** Cases of a property that touches no disk; `FUZZ_RUNS` raises it. */
export const RUNS = Number(process.env['FUZZ_RUNS'] ?? 1000);
