import { createOutboxLog } from "./outbox-log.js";
import { describeEventBus } from "./testing/event-bus-contract.js";
import { EventWorld, log } from "./testing/world.js";

describeEventBus("events within one process", () => EventWorld.open(() => createOutboxLog(log), true));
