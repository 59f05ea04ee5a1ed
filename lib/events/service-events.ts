import type { Lifecycle } from "../lifecycle.js";
import type { ServiceEnvironment } from "../service.js";
import { type EventBus, openEventBus } from "./event-bus.js";
import { createOutbox, type Outbox } from "./outbox.js";

/** The durable events of a service's process: those it was given, or its own, through Redis where that is set. */
export function openEvents(env: ServiceEnvironment, lifecycle: Lifecycle): EventBus {
  return env.events ?? lifecycle.use("events", openEventBus(env));
}

/** The outbox of a service that publishes, carried for as long as the service runs. */
export function openOutbox(env: ServiceEnvironment, lifecycle: Lifecycle, publisher: string): Outbox {
  const carrier = lifecycle.use("outbox", openEvents(env, lifecycle).carry(publisher, env.databaseUrl));
  return createOutbox({ carrier, clock: env.clock, ids: env.ids });
}
