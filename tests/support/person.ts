/** One person of the generated institution, as the directory will hold them. */
export interface Person {
  /** Login; for students the number itself. */
  readonly uid: string;
  /** Student number; staff have none. */
  readonly number?: string | undefined;
  readonly given: string;
  readonly family: string;
  readonly language?: string | undefined;
  /** Plain personal addresses (supannMailPerso). */
  readonly mailPerso?: readonly string[] | undefined;
  /** Labelled personal addresses (supannMailPrive), `{PERSO}x@y`. */
  readonly mailPrive?: readonly string[] | undefined;
  readonly disabled?: boolean | undefined;
  readonly password: string;
}

/** The password a generated person has before any reset. It meets the `procedure` profile. */
export function firstPasswordOf(uid: string): string {
  return `Avant-${uid}`;
}
