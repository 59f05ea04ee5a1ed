/** So far a clock is set wrong: more than the tolerance between services, and less than a token lives. */
export const CLOCK_STEP_MS = 90_000;
