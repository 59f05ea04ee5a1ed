/** The client of Playhead: for browsers, televisions and Node, without dependencies but graphql-ws. */
export type { Clock } from "./clock.js";
export * from "./generated/operations.js";
export type { HeartbeatReply, Sources } from "./heartbeat.js";
export type { Answer, Operation } from "./http-sender.js";
export type { Fetch, Platform, Wakening } from "./platform.js";
export {
  Player,
  type PlayerOptions,
  type PlayerState,
  type PlaySession,
  type StartRequest,
  type StartResult,
} from "./player.js";
export { PlayheadClient, type PlayheadClientOptions, type RequestOptions } from "./playhead-client.js";
export {
  type RemoteCommand,
  RemoteControl,
  type RemoteHandlers,
  RemoteReceiver,
  type RemoteReceiverOptions,
  type RemoteWish,
} from "./remote-control.js";
export { type AnswerError, type FailureKind, RequestFailure } from "./request-failure.js";
export type { SubscriptionSink } from "./subscriptions.js";
export type { Tokens } from "./token-keeper.js";
