import type { Hold } from '../images/annotations.js';

/** `on hold in prod until 2026-12-31: bad migration`, as far as that is known. */
export function formatHold({ until, reason }: Hold = {}, env?: string): string {
  const where = env === undefined ? '' : ` in ${env}`;
  const end = until === undefined ? '' : ` until ${until}`;
  return `on hold${where}${end}${reason === undefined ? '' : `: ${reason}`}`;
}
