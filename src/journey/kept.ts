/** How long a reset is kept after its link has ended, for `jeton show` and the desk, in milliseconds: thirty days. */
export const RESET_KEPT_MS = 30 * 24 * 3_600_000;
