/**
 * The services of the house, each in one line. The launcher, the composed supergraph, docker-compose and the
 * gateway's list follow from it, and a test fails when they drift. `asks` names the services that a service asks
 * itself; apart, it needs to know where they are.
 */
export const services = [
  { name: "accounts", port: 4001, database: "accounts", asks: [] },
  { name: "catalog", port: 4002, database: "catalog", asks: [] },
  { name: "recordings", port: 4005, database: "recordings", asks: ["accounts", "catalog"] },
  { name: "viewing", port: 4004, database: "viewing", asks: ["accounts", "catalog", "recordings"] },
  {
    name: "playback",
    port: 4003,
    database: "playback",
    asks: ["accounts", "catalog", "viewing", "recordings"],
  },
] as const;

export type ServiceName = (typeof services)[number]["name"];

/** What `npm start -- <process>` can start on its own. */
export type ProcessName = ServiceName | "gateway";

/** Services that keep something about households: all but the catalog. Exports wait for each, and erasures reach it. */
export const householdServices: readonly ServiceName[] = services
  .map(({ name }) => name)
  .filter((name) => name !== "catalog");

/** Who issues access tokens and for whom; the same in every process. */
export const TOKENS = { issuer: "https://accounts.playhead.example", audience: "playhead" };

export const GATEWAY_PORT = 4000;

/** Names of all that can be started apart, the gateway last. */
export const processNames: readonly ProcessName[] = [...services.map(({ name }) => name), "gateway"];

/**
 * Services that `service` answers: the gateway, and whoever asks it by the manifest. Every service that knows
 * households brings accounts its part of their exports.
 */
export function callersOf(service: ServiceName): readonly string[] {
  if (service === "accounts") return ["gateway", ...householdServices.filter((name) => name !== service)];
  const asking = services.filter(({ asks }) => (asks as readonly string[]).includes(service));
  return ["gateway", ...asking.map(({ name }) => name)];
}

/** Services whose addresses a process needs: whom it asks, and accounts, whose keys verify every access token. */
export function neighboursOf(process: ProcessName): readonly ServiceName[] {
  if (process === "gateway") return services.map(({ name }) => name);
  const asks: readonly ServiceName[] = services.find(({ name }) => name === process)?.asks ?? [];
  return process === "accounts" ? asks : [...new Set<ServiceName>(["accounts", ...asks])];
}
