/**
 * The services of the house, each in one line. The launcher, the composed supergraph, docker-compose and the
 * gateway's list follow from it, and a test fails when they drift.
 */
export const services = [
  { name: "accounts", port: 4001, database: "accounts" },
  { name: "catalog", port: 4002, database: "catalog" },
  { name: "playback", port: 4003, database: "playback" },
] as const;

export type ServiceName = (typeof services)[number]["name"];
