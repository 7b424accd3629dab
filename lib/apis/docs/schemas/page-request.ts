import * as z from 'zod';

/** A page, or one of its files by name; what the query says is let through. */
export const pageRequest = {
  path: z.object({
    file: z.string().optional().meta({ description: "One of the page's own files.", example: 'app.js' }),
  }),
};

/** A checked request for a page or a file of it. */
export type PageRequest = z.output<typeof pageRequest.path>;
