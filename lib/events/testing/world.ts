import { onTestFinished } from "vitest";
import { createTestDatabase } from "../../../tests/support/databases.js";
import { systemClock } from "../../clock.js";
import { randomIds } from "../../ids.js";
import { createLogger } from "../../logger.js";
import type { Consumer } from "../consumer.js";
import { createEventBus, type EventBus } from "../event-bus.js";
import type { EventLog } from "../event-log.js";
import { createOutbox } from "../outbox.js";
import { type EventPool, openEventPool, type SqlSession } from "../sql.js";

export const log = createLogger("silent");
export const PUBLISHER = "shop";

/** What a group has applied, in that order. */
export interface Applied {
  readonly key: string;
  readonly step: number;
}

/** A publisher's and a consumer's database, and processes that carry and apply events between them. */
export class EventWorld {
  readonly publisher: EventPool;
  readonly consumer: EventPool;
  readonly publisherUrl: string;
  readonly consumerUrl: string;
  readonly #openLog: () => EventLog;
  readonly #sharesProcess: boolean;
  #shared: EventBus | undefined;

  private constructor(urls: [string, string], openLog: () => EventLog, sharesProcess: boolean) {
    [this.publisherUrl, this.consumerUrl] = urls;
    this.publisher = openEventPool(urls[0], log);
    this.consumer = openEventPool(urls[1], log);
    this.#openLog = openLog;
    this.#sharesProcess = sharesProcess;
  }

  /** `sharesProcess`: all parts are on one bus, for nothing else can reach the log. */
  static async open(openLog: () => EventLog, sharesProcess: boolean): Promise<EventWorld> {
    const databases = await Promise.all([createTestDatabase("accounts"), createTestDatabase("playback")]);
    const [publisher, consumer] = databases;
    const world = new EventWorld([publisher.url, consumer.url], openLog, sharesProcess);
    onTestFinished(async () => {
      await world.publisher[Symbol.asyncDispose]();
      await world.consumer[Symbol.asyncDispose]();
      for (const database of databases) await database[Symbol.asyncDispose]();
    });
    await world.publisher.$queryRawUnsafe("CREATE TABLE change (key text, step int)");
    await world.consumer.$queryRawUnsafe(
      `CREATE TABLE applied (number serial, "group" text, key text, step int)`,
    );
    return world;
  }

  /** A process: its own bus, or the one that all share. */
  process(): EventBus {
    if (this.#sharesProcess && this.#shared) return this.#shared;
    const bus = createEventBus(this.#openLog(), { clock: systemClock, ids: randomIds, log });
    if (this.#sharesProcess) this.#shared = bus;
    onTestFinished(() => bus[Symbol.asyncDispose]());
    return bus;
  }

  /** The publisher, carrying its events: `change` stores a step of each key and announces it. */
  publish(bus: EventBus) {
    const carrier = bus.carry(PUBLISHER, this.publisherUrl);
    onTestFinished(() => carrier[Symbol.asyncDispose]());
    const outbox = createOutbox({ carrier, clock: systemClock, ids: randomIds });
    return {
      change: (keys: readonly string[], step: number, then: () => Promise<void> = async () => undefined) =>
        outbox.transaction(this.publisher, async (tx, announce) => {
          for (const key of keys) {
            await tx.$queryRawUnsafe("INSERT INTO change VALUES ($1, $2::text::int)", key, String(step));
            announce({ type: "thing.changed", key, payload: { step } });
          }
          await then();
        }),
    };
  }

  /** A replica of a group that writes down what it applies, after `before` has had its way. */
  consume(bus: EventBus, group: string, options: Partial<Consumer<SqlSession>> = {}): AsyncDisposable {
    const { handle: before, ...others } = options;
    const consumer = bus.consume({
      group,
      publishers: [PUBLISHER],
      types: ["thing.changed"],
      database: this.consumer,
      handle: async (event, tx) => {
        await tx.$queryRawUnsafe(
          `INSERT INTO applied ("group", key, step) VALUES ($1, $2, $3::text::int)`,
          ...[group, event.key, String(event.payload["step"])],
        );
        await before?.(event, tx);
      },
      ...others,
    });
    onTestFinished(() => consumer[Symbol.asyncDispose]());
    return consumer;
  }

  applied(group: string): PromiseLike<Applied[]> {
    return this.consumer.$queryRawUnsafe<Applied[]>(
      `SELECT key, step FROM applied WHERE "group" = $1 ORDER BY number`,
      group,
    );
  }

  /** The steps of a key as a group has applied them. */
  async steps(group: string, key: string): Promise<number[]> {
    return (await this.applied(group)).filter((one) => one.key === key).map(({ step }) => step);
  }

  async outboxSize(): Promise<number> {
    const [row] = await this.publisher.$queryRawUnsafe<{ size: number }[]>(
      "SELECT count(*)::int AS size FROM outbox_event",
    );
    return row?.size ?? 0;
  }

  async outboxIsEmpty(): Promise<void> {
    const size = await this.outboxSize();
    if (size > 0) throw new Error(`the outbox still holds ${size} events`);
  }

  /** The groups that the publisher waits for. */
  async groups(): Promise<string[]> {
    const rows = await this.publisher.$queryRawUnsafe<{ name: string }[]>(
      "SELECT DISTINCT name FROM event_group ORDER BY name",
    );
    return rows.map(({ name }) => name);
  }
}
