import { z } from 'zod';

/** The address of a page as a forge gives it: it is printed, and handed on as one line. */
export const webAddress = z.string().regex(/^https?:\/\/[\x21-\x7e]+$/);
