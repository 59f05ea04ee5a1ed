import { assertNever } from "../../lib/assert-never.js";
import type { ApartHouse } from "../apart-house.js";
import type { Outage } from "./scenario.js";

/** Takes away what `outage` names. */
export async function breakIt(house: ApartHouse, outage: Outage): Promise<void> {
  switch (outage) {
    case "hang":
      return house.redis.hang();
    case "kill":
      return house.redis.kill();
    case "postgres":
      return house.stopPostgres();
    case "catalog":
    case "accounts":
    case "viewing":
    case "gateway":
      return house.kill(outage);
    default:
      return assertNever(outage, "outage");
  }
}

/** Gives it back: Redis without what it knew, a process without what it remembered. */
export async function mendIt(house: ApartHouse, outage: Outage): Promise<void> {
  switch (outage) {
    case "hang":
      return house.redis.resume();
    case "kill":
      return house.redis.restart();
    case "postgres":
      return house.startPostgres();
    case "catalog":
    case "accounts":
    case "viewing":
    case "gateway":
      return house.revive(outage);
    default:
      return assertNever(outage, "outage");
  }
}
