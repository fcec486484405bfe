import { ApiRefusal } from './call-api.js';

/** How one kind of request is written. */
export interface Requests<T> {
  readonly findOpen: () => Promise<T | undefined>;
  readonly open: () => Promise<T>;
  readonly update: (open: T) => Promise<T>;
}

/** Updates the request that is open, or opens one, also where another run does the same. */
export async function openOrUpdate<T>({ findOpen, open, update }: Requests<T>): Promise<T> {
  const found = await findOpen();
  if (found !== undefined) return update(found);
  try {
    return await open();
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error;
    const other = await findOpen();
    if (other === undefined) throw error;
    return update(other);
  }
}
