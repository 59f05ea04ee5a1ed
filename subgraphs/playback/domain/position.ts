/** Ten years: longer than anything plays, and a sum of positions stays a whole number. */
export const HIGHEST_POSITION_SECONDS = 10 * 365 * 24 * 60 * 60;
