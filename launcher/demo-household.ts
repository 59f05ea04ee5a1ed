/** The household of the demo: for development only, its password is in the README. */
export const DEMO = { email: "demo@playhead.example", password: "watch-tv-tonight", country: "NZ" } as const;
