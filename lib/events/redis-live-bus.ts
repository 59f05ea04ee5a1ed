import type { Logger } from "../logger.js";
import { openRedis, type RedisConnection, untilReady } from "../redis.js";
import { redisChannelOf } from "../redis-shard.js";
import type { LiveBus, LiveMessage } from "./live-bus.js";

/** Channels named in one command when all are subscribed anew: a reply's worth that blocks nobody. */
const CHANNELS_A_COMMAND = 500;
/** As in one process: above it something subscribes and never lets go. */
const MOST_LISTENERS = 200_000;

/** A Redis that was late with a subscription is asked again after this, until it confirms it. */
const ASK_AGAIN_MS = 500;

/** A script, because its key takes it to the node of a cluster that owns the channel; a bare PUBSUB goes to any. */
const COUNT_SUBSCRIBERS = "return redis.call('PUBSUB', 'SHARDNUMSUB', KEYS[1])[2]";

/**
 * The bus between processes: sharded pub/sub (Redis 7), so that in a cluster a message goes to the one master that
 * owns its channel, and a script on the same owner's keys can publish to it.
 *
 * While Redis is away or late nothing is heard; a subscription made then is kept, and who made it is told of the gap when it
 * ends.
 */
export function createRedisLiveBus(options: {
  readonly url: string;
  readonly log: Logger;
  /** As `openRedis` takes it. */
  readonly silenceMs?: number;
}): RedisLiveBus {
  const publisher = openRedis({ ...options, name: "live publisher" });
  const subscriber = openRedis({ ...options, name: "live subscriber", isSubscriber: true });
  return new RedisLiveBus(publisher, subscriber, options);
}

export class RedisLiveBus implements LiveBus {
  readonly #publisher: RedisConnection;
  readonly #subscriber: RedisConnection;
  readonly #url: string;
  readonly #log: Logger;
  /** Who listens, by Redis channel. Lists, for most are of one, and there are tens of thousands. */
  readonly #audiences = new Map<string, Listening[]>();
  /** What a connection that goes on was asked for in vain. */
  readonly #unconfirmed = new Set<string>();
  #askingAgain: NodeJS.Timeout | undefined;
  #listeners = 0;

  constructor(
    publisher: RedisConnection,
    subscriber: RedisConnection,
    { url, log }: { readonly url: string; readonly log: Logger },
  ) {
    this.#publisher = publisher;
    this.#subscriber = subscriber;
    this.#url = url;
    this.#log = log;
    subscriber.on("smessage", (channel: string, text: string) => this.#hear(channel, text));
    // A single Redis is back; a cluster's master is back, or another one took over its channels.
    subscriber.on("ready", () => void this.#resubscribe());
    subscriber.on("subscribersReady", () => this.#tellOfGap());
  }

  /** Resolves once Redis can be reached both ways; rejects with a sentence when it cannot for some seconds. */
  async untilReady(): Promise<void> {
    await Promise.all([untilReady(this.#publisher, this.#url), untilReady(this.#subscriber, this.#url)]);
  }

  publish(channel: string, message: LiveMessage): void {
    this.#publisher.spublish(redisChannelOf(channel), JSON.stringify(message)).catch((error: unknown) => {
      this.#log.debug({ err: error, channel }, "a live message was lost");
    });
  }

  async tell(channel: string, message: LiveMessage): Promise<number> {
    return Number(await this.#publisher.spublish(redisChannelOf(channel), JSON.stringify(message)));
  }

  async isHeard(channel: string): Promise<boolean> {
    return (await this.#publisher.eval(COUNT_SUBSCRIBERS, 1, redisChannelOf(channel))) !== 0;
  }

  async subscribe(channel: string, onMessage: (message: LiveMessage) => void, onGap?: () => void) {
    if (this.#listeners >= MOST_LISTENERS) {
      throw new Error(`at most ${MOST_LISTENERS} listeners a process, refused one for ${channel}`);
    }
    const name = redisChannelOf(channel);
    const listening = new Listening(name, onMessage, onGap, this.#leave);
    const audience = this.#audiences.get(name);
    if (audience) audience.push(listening);
    else this.#audiences.set(name, [listening]);
    this.#listeners += 1;
    await this.#subscribeTo([name]);
    return listening;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#askingAgain);
    this.#audiences.clear();
    this.#listeners = 0;
    this.#publisher.disconnect();
    this.#subscriber.disconnect();
  }

  readonly #leave = (listening: Listening) => {
    const { name } = listening;
    const audience = this.#audiences.get(name);
    const place = audience?.indexOf(listening) ?? -1;
    if (!audience || place < 0) return;
    audience.splice(place, 1);
    this.#listeners -= 1;
    if (audience.length > 0) return;
    this.#audiences.delete(name);
    // A channel that stays subscribed for want of Redis costs a message that nobody hears.
    this.#subscriber.sunsubscribe(name).catch(() => undefined);
  };

  #hear(name: string, text: string): void {
    const audience = this.#audiences.get(name);
    if (!audience) return;
    for (const { onMessage } of [...audience]) onMessage(JSON.parse(text) as LiveMessage);
  }

  /** What cannot be subscribed now is when Redis is back, or answers again. */
  async #subscribeTo(names: readonly string[]): Promise<void> {
    try {
      await this.#subscriber.ssubscribe(...names);
    } catch (error) {
      this.#log.debug({ err: error }, "channels cannot be subscribed now");
      for (const name of names) this.#unconfirmed.add(name);
      this.#askAgainSoon();
    }
  }

  #askAgainSoon(): void {
    this.#askingAgain ??= setTimeout(() => void this.#askAgain(), ASK_AGAIN_MS).unref();
  }

  /** Who listens to what was late has missed what was said meanwhile. */
  async #askAgain(): Promise<void> {
    this.#askingAgain = undefined;
    const names = [...this.#unconfirmed].filter((name) => this.#audiences.has(name));
    this.#unconfirmed.clear();
    // One that is back asks for everything anew.
    if (this.#subscriber.status !== "ready") return;
    await this.#subscribeToAll(names);
    this.#tellOfGap(names.filter((name) => !this.#unconfirmed.has(name)));
  }

  async #resubscribe(): Promise<void> {
    await this.#subscribeToAll([...this.#audiences.keys()]);
    this.#tellOfGap();
  }

  async #subscribeToAll(names: readonly string[]): Promise<void> {
    const together = this.#subscriber.isCluster ? 1 : CHANNELS_A_COMMAND;
    for (let index = 0; index < names.length; index += together) {
      await this.#subscribeTo(names.slice(index, index + together));
    }
  }

  #tellOfGap(names: readonly string[] = [...this.#audiences.keys()]): void {
    for (const name of names) {
      for (const { onGap } of [...(this.#audiences.get(name) ?? [])]) onGap?.();
    }
  }
}

/** One who listens to a channel, until it is disposed. One object, for there are tens of thousands. */
class Listening implements Disposable {
  readonly name: string;
  readonly onMessage: (message: LiveMessage) => void;
  readonly onGap: (() => void) | undefined;
  readonly #leave: (listening: Listening) => void;

  constructor(
    name: string,
    onMessage: (message: LiveMessage) => void,
    onGap: (() => void) | undefined,
    leave: (listening: Listening) => void,
  ) {
    this.name = name;
    this.onMessage = onMessage;
    this.onGap = onGap;
    this.#leave = leave;
  }

  [Symbol.dispose](): void {
    this.#leave(this);
  }
}
