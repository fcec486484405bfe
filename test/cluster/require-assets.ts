import { findAssets } from './assets.js';

/** Before all tests: without an API server the run fails with one message, and tests nothing. */
export default function requireAssets(): void {
  findAssets();
}
