/** One place of the product that is made weaker. */
export interface Edit {
  /** Below the root. */
  readonly file: string;
  /** Exactly one piece of its text; the build does not start when it is not there any more. */
  readonly from: string;
  readonly to: string;
}

/** A build that one row of the suite must break. */
export interface Weakened {
  readonly row: number;
  readonly what: string;
  readonly edits: readonly Edit[];
}

/** @param file below `src` */
export const edit = (file: string, from: string, to: string): Edit => ({ file: `src/${file}`, from, to });

/** The text of requests and of forms, which several edits begin at. */
export const APP = 'web/app.ts';
/** Every request, before anything is looked at. */
export const EACH_REQUEST = '    reply.headers(parts.headers);\n';
