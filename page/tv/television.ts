import {
  Player,
  type PlayheadClient,
  type PlayMode,
  type PlaySession,
  type RemoteCommand,
  RemoteReceiver,
  type Sources,
  type StartResult,
  StopPlayoutDocument,
  type StopReason,
} from "../../client/index.js";
import { AboutDocument, type AboutQuery } from "../generated/operations.js";
import { Store } from "../session/store.js";
import { PlayPosition } from "./play-position.js";

/** What the details say of something that can be watched. */
export type About = NonNullable<AboutQuery["content"]>;
export type LimitReached = Extract<StartResult, { __typename: "ConcurrencyLimitReached" }>;

export interface Wish {
  readonly content: About;
  readonly mode?: PlayMode;
}

export type TelevisionState =
  | { readonly at: "idle" }
  | { readonly at: "starting"; readonly wish: Wish }
  | {
      readonly at: "playing" | "paused";
      readonly wish: Wish;
      readonly mode: PlayMode;
      /** The stream that is shown; null shows a clock. */
      readonly url: string | null;
    }
  /** As many streams run as the household may have: one of them can be taken over. */
  | { readonly at: "full"; readonly wish: Wish; readonly limit: LimitReached }
  | { readonly at: "over"; readonly why: string };

export interface TelevisionOptions {
  readonly client: PlayheadClient;
  /** Origins that streams may be fetched from. */
  readonly streamOrigins: readonly string[];
  readonly announce: (text: string) => void;
  readonly complain: (why: string) => void;
}

const REASONS: Readonly<Record<StopReason, string>> = {
  SLOT_TAKEN_OVER: "Another device of the household took the stream over.",
  SLOT_ENDED: "The stream was ended on another device.",
  ENTITLEMENT_ENDED: "The product that opened it has ended.",
  DEVICE_REMOVED: "This device was removed from the household.",
  CONTENT_WITHDRAWN: "It may not be shown any more.",
  CONCURRENCY_LIMIT: "This device was away, and others use all streams.",
};

/**
 * The television that a window is: it plays through the client's player, and obeys the household's phones. Where the
 * stream cannot be fetched a clock takes the place of the picture; the slot and its heartbeats are the same.
 */
export class Television extends Store<TelevisionState> {
  readonly position: PlayPosition;
  readonly #options: TelevisionOptions;
  readonly #player: Player;
  readonly #receiver: RemoteReceiver;
  /** What was there before the starts that are under way. */
  #before: TelevisionState = { at: "idle" };
  /** Newer than the one that is shown, for when that expires. */
  #freshUrl: string | null = null;

  constructor(options: TelevisionOptions) {
    super({ at: "idle" });
    const { client } = options;
    this.#options = options;
    this.position = new PlayPosition(client.platform.clock);
    this.#player = new Player(client, {
      position: () => this.position.seconds,
      onSources: (sources) => {
        this.#freshUrl = this.#playable(sources);
      },
      onStop: (reason) => this.#over(reason ? REASONS[reason] : "The stream has ended."),
    });
    this.#receiver = new RemoteReceiver(client, {
      handlers: {
        PLAY: (command) => void this.#playOn(command),
        PAUSE: () => this.pause(),
        RESUME: () => this.resume(),
        SEEK: ({ positionSeconds }) => this.seek(positionSeconds ?? 0),
        STOP: ({ fromDevice }) => (fromDevice ? void this.stop() : this.#player.confirm()),
      },
    });
  }

  /** Asks for a slot and plays; or says why not. `takeOverSlotId` ends another stream if there is no room. */
  async watch(wish: Wish, takeOverSlotId?: string): Promise<void> {
    if (this.state.at !== "starting") this.#before = this.state;
    this.set({ at: "starting", wish });
    // Something else may be asked for meanwhile, and then counts.
    const isWanted = () => this.state.at === "starting" && this.state.wish === wish;
    try {
      const session = await this.#player.start({
        contentId: wish.content.id,
        ...(wish.mode ? { mode: wish.mode } : {}),
        ...(takeOverSlotId ? { takeOverSlotId } : {}),
      });
      if (!isWanted()) return;
      if (session.__typename === "PlaySession") this.#show(wish, session);
      else if (session.__typename === "ConcurrencyLimitReached")
        this.set({ at: "full", wish, limit: session });
      else this.#refused(session.message);
    } catch (error) {
      if (isWanted()) this.#refused((error as Error).message);
    }
  }

  pause(): void {
    if (this.state.at !== "playing") return;
    this.position.hold();
    this.#player.pause();
    this.#say({ ...this.state, at: "paused" }, "Paused");
  }

  resume(): void {
    if (this.state.at !== "paused") return;
    this.position.run();
    this.#player.resume();
    this.#say({ ...this.state, at: "playing" }, "Playing");
  }

  seek(seconds: number): void {
    const { state } = this;
    if (state.at !== "playing" && state.at !== "paused") return;
    // What is on air cannot be seen before it airs.
    const most = state.mode === "LIVE" ? this.#airedSeconds(state.wish.content) : Number.POSITIVE_INFINITY;
    this.position.set(Math.min(seconds, most));
    this.#player.seeked();
    this.#say({ ...state }, `At ${Math.floor(this.position.seconds / 60)} minutes`);
  }

  async stop(): Promise<void> {
    this.position.hold();
    this.#say({ at: "idle" }, "Stopped");
    await this.#player.end();
  }

  /** The viewer does not want what there was no room for, or has read why something ended. */
  dismiss(): void {
    this.set({ at: "idle" });
  }

  /** Ends a stream of the household, on whichever device. */
  async end(slotId: string): Promise<void> {
    const { client, complain } = this.#options;
    await client.request(StopPlayoutDocument, { slotId }).catch((error: Error) => complain(error.message));
  }

  /** The picture does not come: a fresh address is tried once, then the clock takes its place. */
  lostPicture(): void {
    const { state } = this;
    if (state.at !== "playing" && state.at !== "paused") return;
    const url = this.#freshUrl;
    this.#freshUrl = null;
    this.set({ ...state, url });
  }

  /** The window closes: the slot is free for others at once. */
  close(): void {
    this.#receiver.close();
    void this.#player.end();
  }

  #show(wish: Wish, { slot, sources, resumePositionSeconds }: PlaySession): void {
    const isLive = slot.mode === "LIVE";
    const { content } = wish;
    this.position.hold();
    this.position.set(isLive ? this.#airedSeconds(content) : (resumePositionSeconds ?? 0));
    this.position.run();
    this.#freshUrl = null;
    const url = this.#playable(sources);
    this.#say({ at: "playing", wish, mode: slot.mode, url }, `${content.title} plays`);
  }

  #airedSeconds(content: About): number {
    const start =
      content.__typename === "Broadcast"
        ? content.start
        : content.__typename === "Channel" && content.now?.start;
    return start ? (this.#options.client.platform.clock.now() - Date.parse(start)) / 1_000 : 0;
  }

  /** What played goes on, if anything did. */
  #refused(why: string): void {
    const before = this.#before;
    if (before.at === "playing" || before.at === "paused") {
      this.set(before);
      this.#options.complain(why);
    } else this.#over(why);
  }

  #over(why: string): void {
    this.position.hold();
    this.#say({ at: "over", why }, why);
  }

  #say(state: TelevisionState, text: string): void {
    this.set(state);
    this.#options.announce(text);
  }

  /** The best HLS stream that the page may fetch. */
  #playable(sources: Sources): string | null {
    const { streamOrigins } = this.#options;
    const isAllowed = (url: string) => URL.canParse(url) && streamOrigins.includes(new URL(url).origin);
    return sources.find(({ protocol, url }) => protocol === "HLS" && isAllowed(url))?.url ?? null;
  }

  async #playOn({ content }: RemoteCommand): Promise<void> {
    if (!content) return;
    const { client, complain } = this.#options;
    try {
      const { data } = await client.request(AboutDocument, { id: content.id });
      if (data.content) await this.watch({ content: data.content });
    } catch (error) {
      complain((error as Error).message);
    }
  }
}
