import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Concurrency as ConcurrencyModel, PlayoutSlot as PlayoutSlotModel } from '../domain/concurrency.js';
import type { PlaybackContext } from '../context.js';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An instant, ISO 8601 with offset; always written in UTC (`2026-11-21T20:15:00Z`). */
  DateTime: { input: number; output: number; }
  _FieldSet: { input: string; output: string; }
};

/** A household, as far as playback knows it. */
export type Account = {
  readonly __typename?: 'Account';
  /** The household's running streams. */
  readonly concurrency?: Maybe<Concurrency>;
  /** Opaque, prefixed `ac_`. */
  readonly id: Scalars['ID']['output'];
};

/** The household's running streams. `version` grows with each change, so a subscriber can drop what comes late. */
export type Concurrency = {
  readonly __typename?: 'Concurrency';
  /** The household's id. */
  readonly id: Scalars['ID']['output'];
  /** Streams running now. */
  readonly inUse: Scalars['Int']['output'];
  /** Streams allowed at the same time. */
  readonly limit: Scalars['Int']['output'];
  /** The running streams, by start. */
  readonly slots: ReadonlyArray<PlayoutSlot>;
  /** Grows with each change, also across restarts; never goes back. */
  readonly version: Scalars['Int']['output'];
};

/** As many streams run as the household's products allow. */
export type ConcurrencyLimitReached = Problem & {
  readonly __typename?: 'ConcurrencyLimitReached';
  /** Streams allowed at the same time. */
  readonly limit: Scalars['Int']['output'];
  /** What can be done. */
  readonly message: Scalars['String']['output'];
  /** The streams that run; name one as `takeOverSlotId` to end it. */
  readonly occupied: ReadonlyArray<PlayoutSlot>;
};

/** Anything that can be watched. */
export type Content = {
  readonly __typename?: 'Content';
  /** Opaque, prefixed by kind. */
  readonly id: Scalars['ID']['output'];
};

/** It does not exist, or cannot be played now in this mode. */
export type ContentUnavailable = Problem & {
  readonly __typename?: 'ContentUnavailable';
  /** When it can be played, where known. */
  readonly availableFrom?: Maybe<Scalars['DateTime']['output']>;
  /** Until when it could be played, where known. */
  readonly availableUntil?: Maybe<Scalars['DateTime']['output']>;
  /** Why. */
  readonly message: Scalars['String']['output'];
};

/** A device, as far as playback knows it. */
export type Device = {
  readonly __typename?: 'Device';
  /** Someone listens to remoteCommands for it; null where that cannot be said now. */
  readonly acceptsRemote?: Maybe<Scalars['Boolean']['output']>;
  /** Opaque, prefixed `dev_`. */
  readonly id: Scalars['ID']['output'];
  /** What it plays now; null when nothing, or when it is another household's. */
  readonly nowPlaying?: Maybe<PlayoutSlot>;
};

/** Nobody listens to remoteCommands for the device: it is off, or its player is not open. */
export type DeviceNotListening = Problem & {
  readonly __typename?: 'DeviceNotListening';
  /** What to do. */
  readonly message: Scalars['String']['output'];
};

/** The device is not one of the household's, or not the one that asks. */
export type DeviceNotRegistered = Problem & {
  readonly __typename?: 'DeviceNotRegistered';
  /** The device that was named. */
  readonly deviceId: Scalars['ID']['output'];
  /** What to do. */
  readonly message: Scalars['String']['output'];
};

/** The licence server's URL carries a signed token with the policy (slot, expiry, resolution). */
export type DrmLicense = {
  readonly __typename?: 'DrmLicense';
  /** Where the system's certificate is, for those that need one. */
  readonly certificateUrl?: Maybe<Scalars['String']['output']>;
  /** Where to ask for it. */
  readonly licenseUrl: Scalars['String']['output'];
  /** Whose licence it is. */
  readonly system: DrmSystem;
};

/** Systems that protect content. */
export type DrmSystem =
  /** Apple's. */
  | 'FAIRPLAY'
  /** Microsoft's. */
  | 'PLAYREADY'
  /** Google's. */
  | 'WIDEVINE';

/** It may not be watched in the viewer's country. */
export type GeoBlocked = Problem & {
  readonly __typename?: 'GeoBlocked';
  /** ISO 3166-1 alpha-2, where the viewer was judged to be. */
  readonly country?: Maybe<Scalars['String']['output']>;
  /** Where it may be watched. */
  readonly message: Scalars['String']['output'];
};

/** What a player does next. */
export type HeartbeatDirective =
  /** Go on. */
  | 'CONTINUE'
  /** End the stream and tell the viewer why. */
  | 'STOP';

/** A player's sign of life. */
export type HeartbeatInput = {
  /** What happened since the last beat. */
  readonly event?: InputMaybe<PlayEvent>;
  /** Seconds from the start of what plays. */
  readonly positionSeconds?: InputMaybe<Scalars['Int']['input']>;
  /** Grows with each beat of a slot: a repeat or a late one changes nothing. From 1. */
  readonly sequence: Scalars['Int']['input'];
  /** From the PlaySession. */
  readonly slotToken: Scalars['String']['input'];
};

/** A player stops ONLY on directive STOP. null, an error, a time-out or an unknown value all mean: keep playing. */
export type HeartbeatReply = {
  readonly __typename?: 'HeartbeatReply';
  /** What to do. */
  readonly directive: HeartbeatDirective;
  /** When to beat next, in seconds; randomised. */
  readonly nextHeartbeatInSeconds: Scalars['Int']['output'];
  /** Why to stop; null on CONTINUE. */
  readonly reason?: Maybe<StopReason>;
  /** Fresh URLs, before the old ones expire; null = keep the old. */
  readonly sources?: Maybe<ReadonlyArray<StreamSource>>;
};

/** An argument breaks a rule; nothing was changed. */
export type InvalidInput = Problem & {
  readonly __typename?: 'InvalidInput';
  /** The field that breaks it. */
  readonly field?: Maybe<Scalars['String']['output']>;
  /** Which rule, and what it got. */
  readonly message: Scalars['String']['output'];
};

export type Mutation = {
  readonly __typename?: 'Mutation';
  /** The player's own END: frees the slot. True also when the slot had ended before. */
  readonly endPlayout?: Maybe<Scalars['Boolean']['output']>;
  /** Keeps the slot, and hears whether to go on. Authorised by the slot token alone. */
  readonly heartbeat?: Maybe<HeartbeatReply>;
  /** Tells a player of the household what to do, if it listens. RATE_LIMITED where a device sends more than a viewer could. */
  readonly sendRemoteCommand: RemoteCommandResult;
  /** Asks for a slot and grants it to the device that may have it. Never waits for a slow service longer than it must. */
  readonly startPlayout: StartPlayoutResult;
  /** From another device of the household: the player gets STOP with its next heartbeat, and at once over remoteCommands. False when there is no such slot. */
  readonly stopPlayout: Scalars['Boolean']['output'];
};


export type MutationEndPlayoutArgs = {
  positionSeconds?: InputMaybe<Scalars['Int']['input']>;
  sequence: Scalars['Int']['input'];
  slotToken: Scalars['String']['input'];
};


export type MutationHeartbeatArgs = {
  input: HeartbeatInput;
};


export type MutationSendRemoteCommandArgs = {
  input: RemoteCommandInput;
};


export type MutationStartPlayoutArgs = {
  input: StartPlayoutInput;
};


export type MutationStopPlayoutArgs = {
  slotId: Scalars['ID']['input'];
};

/** No product of the household opens it. */
export type NotEntitled = Problem & {
  readonly __typename?: 'NotEntitled';
  /** What is missing. */
  readonly message: Scalars['String']['output'];
  /** Any one of these would open it. */
  readonly missingTags: ReadonlyArray<Scalars['String']['output']>;
};

/** What plays is not for the age of the profile that watches, or that the session is bound to: a PIN opens it. */
export type ParentalPinRequired = Problem & {
  readonly __typename?: 'ParentalPinRequired';
  /** Null before the first try. */
  readonly attemptsLeft?: Maybe<Scalars['Int']['output']>;
  /** What to do. */
  readonly message: Scalars['String']['output'];
  /** Age from which it is suitable, in years. */
  readonly minimumAge: Scalars['Int']['output'];
};

/** What a player did. */
export type PlayEvent =
  /** Nothing new. */
  | 'HEARTBEAT'
  /** The viewer paused. */
  | 'PAUSE'
  /** The viewer went on. */
  | 'RESUME'
  /** The viewer jumped. */
  | 'SEEK';

/** How something is played. */
export type PlayMode =
  /** A broadcast that is over. */
  | 'CATCH_UP'
  /** A channel, or a broadcast while it airs. */
  | 'LIVE'
  /** A recording of the household. */
  | 'RECORDING'
  /** A broadcast that airs, from its start; also live that was paused. */
  | 'START_OVER'
  /** A film or an episode. */
  | 'VOD';

/** What a player needs to begin. */
export type PlaySession = {
  readonly __typename?: 'PlaySession';
  /** Empty where the content is not protected. */
  readonly drm: ReadonlyArray<DrmLicense>;
  /** Randomised, so that an audience that starts together does not beat together. */
  readonly firstHeartbeatInSeconds: Scalars['Int']['output'];
  /** Set when this device's earlier slot was taken back. */
  readonly reclaimedSlotId?: Maybe<Scalars['ID']['output']>;
  /** Where the viewer left off, in seconds; null where from the start, for live, and while nobody can say. */
  readonly resumePositionSeconds?: Maybe<Scalars['Int']['output']>;
  /** The slot that was granted. */
  readonly slot: PlayoutSlot;
  /** Secret of the player that started: authorises heartbeat and endPlayout for the life of the slot, also when the access token has expired and accounts can't be reached. */
  readonly slotToken: Scalars['String']['output'];
  /** Where to stream from. */
  readonly sources: ReadonlyArray<StreamSource>;
};

/** Whether a stream runs. */
export type PlayState =
  /** It is paused and keeps its slot. */
  | 'PAUSED'
  /** It runs. */
  | 'PLAYING';

/** What can happen to a playout. */
export type PlayoutEvent =
  /** The player ended. */
  | 'ENDED'
  /** The player was not heard in time. */
  | 'EXPIRED'
  /** The player was heard. */
  | 'HEARTBEAT'
  /** The viewer paused. */
  | 'PAUSED'
  /** The same device started anew and took its slot back. */
  | 'RECLAIMED'
  /** The viewer went on. */
  | 'RESUMED'
  /** The viewer jumped. */
  | 'SEEKED'
  /** A start was granted. */
  | 'STARTED'
  /** Somebody ended or took over the slot. */
  | 'STOPPED';

/** One running stream. The same device takes its slot back; without a heartbeat it expires. */
export type PlayoutSlot = {
  readonly __typename?: 'PlayoutSlot';
  /** What plays; null where it is a recording. */
  readonly content?: Maybe<Content>;
  /** Where it plays. */
  readonly device?: Maybe<Device>;
  /** When it ends unless the player is heard before. */
  readonly expiresAt: Scalars['DateTime']['output'];
  /** False when the slot was granted while the slot store could not be asked; counted again once it can. */
  readonly governed: Scalars['Boolean']['output'];
  /** Opaque, prefixed `slot_`. */
  readonly id: Scalars['ID']['output'];
  /** When the player was last heard. */
  readonly lastHeartbeatAt: Scalars['DateTime']['output'];
  /** How it plays. */
  readonly mode: PlayMode;
  /** Seconds from the start of what plays, as the player last said; live counts from the start of the broadcast on air. */
  readonly positionSeconds?: Maybe<Scalars['Int']['output']>;
  /** Who watches, where a profile was named. */
  readonly profile?: Maybe<Profile>;
  /** The recording that plays; null where it is none. */
  readonly recording?: Maybe<Recording>;
  /** When it was granted. */
  readonly startedAt: Scalars['DateTime']['output'];
  /** Whether it plays or pauses. */
  readonly state: PlayState;
};

/** What a player of the household just said. */
export type PlayoutUpdate = {
  readonly __typename?: 'PlayoutUpdate';
  /** When. */
  readonly at: Scalars['DateTime']['output'];
  /** What happened. */
  readonly event: PlayoutEvent;
  /** The slot as it is now; as it last was, where it has ended. */
  readonly slot: PlayoutSlot;
};

/** Why something that was asked for did not happen. */
export type Problem = {
  /** One sentence: which rule, and what it got. */
  readonly message: Scalars['String']['output'];
};

/** One person of a household. */
export type Profile = {
  readonly __typename?: 'Profile';
  /** Opaque, prefixed `pr_`. */
  readonly id: Scalars['ID']['output'];
};

export type Query = {
  readonly __typename?: 'Query';
  /** The signed-in household; null when anonymous. */
  readonly viewer?: Maybe<Account>;
};

/** What was recorded for a household. */
export type Recording = {
  readonly __typename?: 'Recording';
  /** Opaque, prefixed `rec_`. */
  readonly id: Scalars['ID']['output'];
};

/**
 * Second screen to player. A listener gets each command once at most, in order, and never after `expiresAt`. A STOP without
 * `fromDevice` is the platform's: the stream of this device has ended for `reason`, as its next heartbeat says, too.
 */
export type RemoteCommand = {
  readonly __typename?: 'RemoteCommand';
  /** What to play; of a STOP of the platform's, what ended. */
  readonly content?: Maybe<Content>;
  /** From when on it must not be acted on. */
  readonly expiresAt: Scalars['DateTime']['output'];
  /** Who sent it; null where the platform did. */
  readonly fromDevice?: Maybe<Device>;
  /** Opaque, prefixed `cmd_`. A player that listens twice acts on an id once. */
  readonly id: Scalars['ID']['output'];
  /** When it was sent. */
  readonly issuedAt: Scalars['DateTime']['output'];
  /** What to do. */
  readonly kind: RemoteCommandKind;
  /** Seconds from the start of what plays. */
  readonly positionSeconds?: Maybe<Scalars['Int']['output']>;
  /** Why the stream ended, of a STOP of the platform's; null for what a device sends. */
  readonly reason?: Maybe<StopReason>;
  /** What to play. */
  readonly recording?: Maybe<Recording>;
};

/** What to tell which player. */
export type RemoteCommandInput = {
  /** What to play; PLAY needs it or `recordingId`, and not both. */
  readonly contentId?: InputMaybe<Scalars['ID']['input']>;
  /** What to do. */
  readonly kind: RemoteCommandKind;
  /** Seconds from the start of what plays; SEEK needs it. */
  readonly positionSeconds?: InputMaybe<Scalars['Int']['input']>;
  /** What to play. */
  readonly recordingId?: InputMaybe<Scalars['ID']['input']>;
  /** A device of the household. */
  readonly targetDeviceId: Scalars['ID']['input'];
};

/** What a player can be told. */
export type RemoteCommandKind =
  /** The channel before. */
  | 'CHANNEL_DOWN'
  /** The next channel. */
  | 'CHANNEL_UP'
  /** Sound off. */
  | 'MUTE'
  /** Pause. */
  | 'PAUSE'
  /** Play what is named. */
  | 'PLAY'
  /** Go on. */
  | 'RESUME'
  /** Jump to `positionSeconds`. */
  | 'SEEK'
  /** End the stream. */
  | 'STOP'
  /** Sound on. */
  | 'UNMUTE'
  /** Softer, by a step. */
  | 'VOLUME_DOWN'
  /** Louder, by a step. */
  | 'VOLUME_UP';

/** The command as it was told, or why it was not. */
export type RemoteCommandResult = DeviceNotListening | DeviceNotRegistered | InvalidInput | RemoteCommand;

/** What to play, and where. */
export type StartPlayoutInput = {
  /** A retried start with the same id gives the same slot. 1..100 characters. */
  readonly clientRequestId: Scalars['ID']['input'];
  /** A Channel, Broadcast, Movie or Episode; or else `recordingId`. */
  readonly contentId?: InputMaybe<Scalars['ID']['input']>;
  /** The device that plays; the session must be this device's. */
  readonly deviceId: Scalars['ID']['input'];
  /** How; where it is not said, as is usual: a broadcast LIVE while it airs and as CATCH_UP afterwards. */
  readonly mode?: InputMaybe<PlayMode>;
  /** Lets a profile with a limit see what is above it: its own PIN, or that of somebody without a limit. */
  readonly parentalPin?: InputMaybe<Scalars['String']['input']>;
  /** Who watches, and whose bookmark moves; absent, the session's profile, else the household's first (live: nobody's). */
  readonly profileId?: InputMaybe<Scalars['ID']['input']>;
  /** A recording of the household; or else `contentId`. */
  readonly recordingId?: InputMaybe<Scalars['ID']['input']>;
  /** Ends this slot of the household when the limit is reached. */
  readonly takeOverSlotId?: InputMaybe<Scalars['ID']['input']>;
};

/** A session to play, or why there is none. */
export type StartPlayoutResult = ConcurrencyLimitReached | ContentUnavailable | DeviceNotRegistered | GeoBlocked | InvalidInput | NotEntitled | ParentalPinRequired | PlaySession | Throttled;

/** Why a player must stop. */
export type StopReason =
  /** The slot had lapsed and the household's streams are all in use. */
  | 'CONCURRENCY_LIMIT'
  /** It may not be shown any more. */
  | 'CONTENT_WITHDRAWN'
  /** The device is not the household's any more. */
  | 'DEVICE_REMOVED'
  /** No product of the household opens it any more. */
  | 'ENTITLEMENT_ENDED'
  /** The slot was ended: by the household, or by a later start on this device. */
  | 'SLOT_ENDED'
  /** Another device of the household took the slot over. */
  | 'SLOT_TAKEN_OVER';

/** Ways to stream over HTTP. */
export type StreamProtocol =
  /** MPEG-DASH, ISO/IEC 23009-1. */
  | 'DASH'
  /** HTTP Live Streaming, RFC 8216. */
  | 'HLS';

/** Best first. The URL carries a signed, expiring token that a CDN can check without asking the platform. */
export type StreamSource = {
  readonly __typename?: 'StreamSource';
  /** Which way of delivery it is, for players that steer between them. */
  readonly pathwayId: Scalars['ID']['output'];
  /** How it streams. */
  readonly protocol: StreamProtocol;
  /** Until when the URL opens anything; heartbeats bring fresh ones before. */
  readonly tokenExpiresAt: Scalars['DateTime']['output'];
  /** Where the player begins; a secret of the player, like a password. */
  readonly url: Scalars['String']['output'];
};

export type Subscription = {
  readonly __typename?: 'Subscription';
  /** The state at once, then after each change. */
  readonly concurrencyChanged: Concurrency;
  /** Heartbeat state of every player of the household, or of one device. */
  readonly playoutChanged: PlayoutUpdate;
  /** What a player listens to, for the device that its session is bound to alone: FORBIDDEN for any other. */
  readonly remoteCommands: RemoteCommand;
};


export type SubscriptionPlayoutChangedArgs = {
  deviceId?: InputMaybe<Scalars['ID']['input']>;
};


export type SubscriptionRemoteCommandsArgs = {
  deviceId: Scalars['ID']['input'];
};

/** Too many tries. */
export type Throttled = Problem & {
  readonly __typename?: 'Throttled';
  /** What is limited. */
  readonly message: Scalars['String']['output'];
  /** When to try again, in seconds. */
  readonly retryAfterSeconds: Scalars['Int']['output'];
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  Account: Account;
  Content: Content;
  Device: Device;
  PlayoutSlot: PlayoutSlot;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Account:
    ( { __typename: 'Account' }
    & GraphQLRecursivePick<FederationTypes['Account'], {"id":true}> );
  Content:
    ( { __typename: 'Content' }
    & GraphQLRecursivePick<FederationTypes['Content'], {"id":true}> );
  Device:
    ( { __typename: 'Device' }
    & GraphQLRecursivePick<FederationTypes['Device'], {"id":true}> );
  PlayoutSlot:
    ( { __typename: 'PlayoutSlot' }
    & GraphQLRecursivePick<FederationTypes['PlayoutSlot'], {"id":true}> );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  RemoteCommandResult:
    | ( DeviceNotListening )
    | ( DeviceNotRegistered )
    | ( InvalidInput )
    | ( Omit<RemoteCommand, 'fromDevice'> & { fromDevice?: Maybe<_RefType['Device']> } )
  ;
  StartPlayoutResult:
    | ( Omit<ConcurrencyLimitReached, 'occupied'> & { occupied: ReadonlyArray<_RefType['PlayoutSlot']> } )
    | ( ContentUnavailable )
    | ( DeviceNotRegistered )
    | ( GeoBlocked )
    | ( InvalidInput )
    | ( NotEntitled )
    | ( ParentalPinRequired )
    | ( Omit<PlaySession, 'slot'> & { slot: _RefType['PlayoutSlot'] } )
    | ( Throttled )
  ;
};

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Problem:
    | ( Omit<ConcurrencyLimitReached, 'occupied'> & { occupied: ReadonlyArray<_RefType['PlayoutSlot']> } )
    | ( ContentUnavailable )
    | ( DeviceNotListening )
    | ( DeviceNotRegistered )
    | ( GeoBlocked )
    | ( InvalidInput )
    | ( NotEntitled )
    | ( ParentalPinRequired )
    | ( Throttled )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Account: ResolverTypeWrapper<Omit<Account, 'concurrency'> & { concurrency?: Maybe<ResolversTypes['Concurrency']> }>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Concurrency: ResolverTypeWrapper<ConcurrencyModel>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  ConcurrencyLimitReached: ResolverTypeWrapper<Omit<ConcurrencyLimitReached, 'occupied'> & { occupied: ReadonlyArray<ResolversTypes['PlayoutSlot']> }>;
  Content: ResolverTypeWrapper<Content>;
  ContentUnavailable: ResolverTypeWrapper<ContentUnavailable>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Device: ResolverTypeWrapper<Omit<Device, 'nowPlaying'> & { nowPlaying?: Maybe<ResolversTypes['PlayoutSlot']> }>;
  DeviceNotListening: ResolverTypeWrapper<DeviceNotListening>;
  DeviceNotRegistered: ResolverTypeWrapper<DeviceNotRegistered>;
  DrmLicense: ResolverTypeWrapper<DrmLicense>;
  DrmSystem: DrmSystem;
  GeoBlocked: ResolverTypeWrapper<GeoBlocked>;
  HeartbeatDirective: HeartbeatDirective;
  HeartbeatInput: HeartbeatInput;
  HeartbeatReply: ResolverTypeWrapper<HeartbeatReply>;
  InvalidInput: ResolverTypeWrapper<InvalidInput>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  NotEntitled: ResolverTypeWrapper<NotEntitled>;
  ParentalPinRequired: ResolverTypeWrapper<ParentalPinRequired>;
  PlayEvent: PlayEvent;
  PlayMode: PlayMode;
  PlaySession: ResolverTypeWrapper<Omit<PlaySession, 'slot'> & { slot: ResolversTypes['PlayoutSlot'] }>;
  PlayState: PlayState;
  PlayoutEvent: PlayoutEvent;
  PlayoutSlot: ResolverTypeWrapper<PlayoutSlotModel>;
  PlayoutUpdate: ResolverTypeWrapper<Omit<PlayoutUpdate, 'slot'> & { slot: ResolversTypes['PlayoutSlot'] }>;
  Problem: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Problem']>;
  Profile: ResolverTypeWrapper<Profile>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Recording: ResolverTypeWrapper<Recording>;
  RemoteCommand: ResolverTypeWrapper<Omit<RemoteCommand, 'fromDevice'> & { fromDevice?: Maybe<ResolversTypes['Device']> }>;
  RemoteCommandInput: RemoteCommandInput;
  RemoteCommandKind: RemoteCommandKind;
  RemoteCommandResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['RemoteCommandResult']>;
  StartPlayoutInput: StartPlayoutInput;
  StartPlayoutResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['StartPlayoutResult']>;
  StopReason: StopReason;
  StreamProtocol: StreamProtocol;
  StreamSource: ResolverTypeWrapper<StreamSource>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Throttled: ResolverTypeWrapper<Throttled>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Account: Omit<Account, 'concurrency'> & { concurrency?: Maybe<ResolversParentTypes['Concurrency']> } | FederationReferenceTypes['Account'];
  ID: Scalars['ID']['output'];
  Concurrency: ConcurrencyModel;
  Int: Scalars['Int']['output'];
  ConcurrencyLimitReached: Omit<ConcurrencyLimitReached, 'occupied'> & { occupied: ReadonlyArray<ResolversParentTypes['PlayoutSlot']> };
  Content: Content | FederationReferenceTypes['Content'];
  ContentUnavailable: ContentUnavailable;
  DateTime: Scalars['DateTime']['output'];
  Device: Omit<Device, 'nowPlaying'> & { nowPlaying?: Maybe<ResolversParentTypes['PlayoutSlot']> } | FederationReferenceTypes['Device'];
  DeviceNotListening: DeviceNotListening;
  DeviceNotRegistered: DeviceNotRegistered;
  DrmLicense: DrmLicense;
  GeoBlocked: GeoBlocked;
  HeartbeatInput: HeartbeatInput;
  HeartbeatReply: HeartbeatReply;
  InvalidInput: InvalidInput;
  Mutation: Record<PropertyKey, never>;
  NotEntitled: NotEntitled;
  ParentalPinRequired: ParentalPinRequired;
  PlaySession: Omit<PlaySession, 'slot'> & { slot: ResolversParentTypes['PlayoutSlot'] };
  PlayoutSlot: PlayoutSlotModel;
  PlayoutUpdate: Omit<PlayoutUpdate, 'slot'> & { slot: ResolversParentTypes['PlayoutSlot'] };
  Problem: ResolversInterfaceTypes<ResolversParentTypes>['Problem'];
  Profile: Profile;
  Query: Record<PropertyKey, never>;
  Recording: Recording;
  RemoteCommand: Omit<RemoteCommand, 'fromDevice'> & { fromDevice?: Maybe<ResolversParentTypes['Device']> };
  RemoteCommandInput: RemoteCommandInput;
  RemoteCommandResult: ResolversUnionTypes<ResolversParentTypes>['RemoteCommandResult'];
  StartPlayoutInput: StartPlayoutInput;
  StartPlayoutResult: ResolversUnionTypes<ResolversParentTypes>['StartPlayoutResult'];
  StreamSource: StreamSource;
  Subscription: Record<PropertyKey, never>;
  Throttled: Throttled;
  String: Scalars['String']['output'];
  Boolean: Scalars['Boolean']['output'];
};

export type AuthorizedByArgumentDirectiveArgs = { };

export type AuthorizedByArgumentDirectiveResolver<Result, Parent, ContextType = PlaybackContext, Args = AuthorizedByArgumentDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type EventDirectiveArgs = {
  channel: Scalars['String']['input'];
  each?: Scalars['Boolean']['input'];
  filter?: Maybe<Scalars['String']['input']>;
  initial?: Maybe<Scalars['String']['input']>;
  own?: Maybe<Scalars['String']['input']>;
  reread?: Scalars['Boolean']['input'];
  scope: Scalars['String']['input'];
  snapshot?: Maybe<Scalars['String']['input']>;
  until?: Maybe<Scalars['String']['input']>;
};

export type EventDirectiveResolver<Result, Parent, ContextType = PlaybackContext, Args = EventDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AccountResolvers<ContextType = PlaybackContext, ParentType extends ResolversParentTypes['Account'] = ResolversParentTypes['Account'], FederationReferenceType extends FederationReferenceTypes['Account'] = FederationReferenceTypes['Account']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Account']> | FederationReferenceType, FederationReferenceType, ContextType>;
  concurrency?: Resolver<Maybe<ResolversTypes['Concurrency']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type ConcurrencyResolvers<ContextType = PlaybackContext, ParentType extends ResolversParentTypes['Concurrency'] = ResolversParentTypes['Concurrency']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  inUse?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  limit?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  slots?: Resolver<ReadonlyArray<ResolversTypes['PlayoutSlot']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ConcurrencyLimitReachedResolvers<ContextType = PlaybackContext, ParentType extends ResolversParentTypes['ConcurrencyLimitReached'] = ResolversParentTypes['ConcurrencyLimitReached']> = {
  limit?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  occupied?: Resolver<ReadonlyArray<ResolversTypes['PlayoutSlot']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ContentResolvers<ContextType = PlaybackContext, ParentType extends ResolversParentTypes['Content'] = ResolversParentTypes['Content'], FederationReferenceType extends FederationReferenceTypes['Content'] = FederationReferenceTypes['Content']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Content']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type ContentUnavailableResolvers<ContextType = PlaybackContext, ParentType extends ResolversParentTypes['ContentUnavailable'] = ResolversParentTypes['ContentUnavailable']> = {
  availableFrom?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  availableUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DeviceResolvers<ContextType = PlaybackContext, ParentType extends ResolversParentTypes['Device'] = ResolversParentTypes['Device'], FederationReferenceType extends FederationReferenceTypes['Device'] = FederationReferenceTypes['Device']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Device']> | FederationReferenceType, FederationReferenceType, ContextType>;
  acceptsRemote?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  nowPlaying?: Resolver<Maybe<ResolversTypes['PlayoutSlot']>, ParentType, ContextType>;
};

export type DeviceNotListeningResolvers<ContextType = PlaybackContext, ParentType extends ResolversParentTypes['DeviceNotListening'] = ResolversParentTypes['DeviceNotListening']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DeviceNotRegisteredResolvers<ContextType = PlaybackContext, ParentType extends ResolversParentTypes['DeviceNotRegistered'] = ResolversParentTypes['DeviceNotRegistered']> = {
  deviceId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DrmLicenseResolvers<ContextType = PlaybackContext, ParentType extends ResolversParentTypes['DrmLicense'] = ResolversParentTypes['DrmLicense']> = {
  certificateUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  licenseUrl?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  system?: Resolver<ResolversTypes['DrmSystem'], ParentType, ContextType>;
};

export type GeoBlockedResolvers<ContextType = PlaybackContext, ParentType extends ResolversParentTypes['GeoBlocked'] = ResolversParentTypes['GeoBlocked']> = {
  country?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type HeartbeatReplyResolvers<ContextType = PlaybackContext, ParentType extends ResolversParentTypes['HeartbeatReply'] = ResolversParentTypes['HeartbeatReply']> = {
  directive?: Resolver<ResolversTypes['HeartbeatDirective'], ParentType, ContextType>;
  nextHeartbeatInSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['StopReason']>, ParentType, ContextType>;
  sources?: Resolver<Maybe<ReadonlyArray<ResolversTypes['StreamSource']>>, ParentType, ContextType>;
};

export type InvalidInputResolvers<ContextType = PlaybackContext, ParentType extends ResolversParentTypes['InvalidInput'] = ResolversParentTypes['InvalidInput']> = {
  field?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MutationResolvers<ContextType = PlaybackContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  endPlayout?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType, RequireFields<MutationEndPlayoutArgs, 'sequence' | 'slotToken'>>;
  heartbeat?: Resolver<Maybe<ResolversTypes['HeartbeatReply']>, ParentType, ContextType, RequireFields<MutationHeartbeatArgs, 'input'>>;
  sendRemoteCommand?: Resolver<ResolversTypes['RemoteCommandResult'], ParentType, ContextType, RequireFields<MutationSendRemoteCommandArgs, 'input'>>;
  startPlayout?: Resolver<ResolversTypes['StartPlayoutResult'], ParentType, ContextType, RequireFields<MutationStartPlayoutArgs, 'input'>>;
  stopPlayout?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationStopPlayoutArgs, 'slotId'>>;
};

export type NotEntitledResolvers<ContextType = PlaybackContext, ParentType extends ResolversParentTypes['NotEntitled'] = ResolversParentTypes['NotEntitled']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  missingTags?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ParentalPinRequiredResolvers<ContextType = PlaybackContext, ParentType extends ResolversParentTypes['ParentalPinRequired'] = ResolversParentTypes['ParentalPinRequired']> = {
  attemptsLeft?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  minimumAge?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PlaySessionResolvers<ContextType = PlaybackContext, ParentType extends ResolversParentTypes['PlaySession'] = ResolversParentTypes['PlaySession']> = {
  drm?: Resolver<ReadonlyArray<ResolversTypes['DrmLicense']>, ParentType, ContextType>;
  firstHeartbeatInSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  reclaimedSlotId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  resumePositionSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  slot?: Resolver<ResolversTypes['PlayoutSlot'], ParentType, ContextType>;
  slotToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sources?: Resolver<ReadonlyArray<ResolversTypes['StreamSource']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PlayoutSlotResolvers<ContextType = PlaybackContext, ParentType extends ResolversParentTypes['PlayoutSlot'] = ResolversParentTypes['PlayoutSlot'], FederationReferenceType extends FederationReferenceTypes['PlayoutSlot'] = FederationReferenceTypes['PlayoutSlot']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['PlayoutSlot']> | FederationReferenceType, FederationReferenceType, ContextType>;
  content?: Resolver<Maybe<ResolversTypes['Content']>, ParentType, ContextType>;
  device?: Resolver<Maybe<ResolversTypes['Device']>, ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  governed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastHeartbeatAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  mode?: Resolver<ResolversTypes['PlayMode'], ParentType, ContextType>;
  positionSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  profile?: Resolver<Maybe<ResolversTypes['Profile']>, ParentType, ContextType>;
  recording?: Resolver<Maybe<ResolversTypes['Recording']>, ParentType, ContextType>;
  startedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['PlayState'], ParentType, ContextType>;
};

export type PlayoutUpdateResolvers<ContextType = PlaybackContext, ParentType extends ResolversParentTypes['PlayoutUpdate'] = ResolversParentTypes['PlayoutUpdate']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  event?: Resolver<ResolversTypes['PlayoutEvent'], ParentType, ContextType>;
  slot?: Resolver<ResolversTypes['PlayoutSlot'], ParentType, ContextType>;
};

export type ProblemResolvers<ContextType = PlaybackContext, ParentType extends ResolversParentTypes['Problem'] = ResolversParentTypes['Problem']> = {
  __resolveType: TypeResolveFn<'ConcurrencyLimitReached' | 'ContentUnavailable' | 'DeviceNotListening' | 'DeviceNotRegistered' | 'GeoBlocked' | 'InvalidInput' | 'NotEntitled' | 'ParentalPinRequired' | 'Throttled', ParentType, ContextType>;
};

export type ProfileResolvers<ContextType = PlaybackContext, ParentType extends ResolversParentTypes['Profile'] = ResolversParentTypes['Profile']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = PlaybackContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  viewer?: Resolver<Maybe<ResolversTypes['Account']>, ParentType, ContextType>;
};

export type RecordingResolvers<ContextType = PlaybackContext, ParentType extends ResolversParentTypes['Recording'] = ResolversParentTypes['Recording']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type RemoteCommandResolvers<ContextType = PlaybackContext, ParentType extends ResolversParentTypes['RemoteCommand'] = ResolversParentTypes['RemoteCommand']> = {
  content?: Resolver<Maybe<ResolversTypes['Content']>, ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  fromDevice?: Resolver<Maybe<ResolversTypes['Device']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  issuedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['RemoteCommandKind'], ParentType, ContextType>;
  positionSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['StopReason']>, ParentType, ContextType>;
  recording?: Resolver<Maybe<ResolversTypes['Recording']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RemoteCommandResultResolvers<ContextType = PlaybackContext, ParentType extends ResolversParentTypes['RemoteCommandResult'] = ResolversParentTypes['RemoteCommandResult']> = {
  __resolveType: TypeResolveFn<'DeviceNotListening' | 'DeviceNotRegistered' | 'InvalidInput' | 'RemoteCommand', ParentType, ContextType>;
};

export type StartPlayoutResultResolvers<ContextType = PlaybackContext, ParentType extends ResolversParentTypes['StartPlayoutResult'] = ResolversParentTypes['StartPlayoutResult']> = {
  __resolveType: TypeResolveFn<'ConcurrencyLimitReached' | 'ContentUnavailable' | 'DeviceNotRegistered' | 'GeoBlocked' | 'InvalidInput' | 'NotEntitled' | 'ParentalPinRequired' | 'PlaySession' | 'Throttled', ParentType, ContextType>;
};

export type StreamSourceResolvers<ContextType = PlaybackContext, ParentType extends ResolversParentTypes['StreamSource'] = ResolversParentTypes['StreamSource']> = {
  pathwayId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  protocol?: Resolver<ResolversTypes['StreamProtocol'], ParentType, ContextType>;
  tokenExpiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = PlaybackContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  concurrencyChanged?: SubscriptionResolver<ResolversTypes['Concurrency'], "concurrencyChanged", ParentType, ContextType>;
  playoutChanged?: SubscriptionResolver<ResolversTypes['PlayoutUpdate'], "playoutChanged", ParentType, ContextType, Partial<SubscriptionPlayoutChangedArgs>>;
  remoteCommands?: SubscriptionResolver<ResolversTypes['RemoteCommand'], "remoteCommands", ParentType, ContextType, RequireFields<SubscriptionRemoteCommandsArgs, 'deviceId'>>;
};

export type ThrottledResolvers<ContextType = PlaybackContext, ParentType extends ResolversParentTypes['Throttled'] = ResolversParentTypes['Throttled']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  retryAfterSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type Resolvers<ContextType = PlaybackContext> = {
  Account?: AccountResolvers<ContextType>;
  Concurrency?: ConcurrencyResolvers<ContextType>;
  ConcurrencyLimitReached?: ConcurrencyLimitReachedResolvers<ContextType>;
  Content?: ContentResolvers<ContextType>;
  ContentUnavailable?: ContentUnavailableResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Device?: DeviceResolvers<ContextType>;
  DeviceNotListening?: DeviceNotListeningResolvers<ContextType>;
  DeviceNotRegistered?: DeviceNotRegisteredResolvers<ContextType>;
  DrmLicense?: DrmLicenseResolvers<ContextType>;
  GeoBlocked?: GeoBlockedResolvers<ContextType>;
  HeartbeatReply?: HeartbeatReplyResolvers<ContextType>;
  InvalidInput?: InvalidInputResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  NotEntitled?: NotEntitledResolvers<ContextType>;
  ParentalPinRequired?: ParentalPinRequiredResolvers<ContextType>;
  PlaySession?: PlaySessionResolvers<ContextType>;
  PlayoutSlot?: PlayoutSlotResolvers<ContextType>;
  PlayoutUpdate?: PlayoutUpdateResolvers<ContextType>;
  Problem?: ProblemResolvers<ContextType>;
  Profile?: ProfileResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Recording?: RecordingResolvers<ContextType>;
  RemoteCommand?: RemoteCommandResolvers<ContextType>;
  RemoteCommandResult?: RemoteCommandResultResolvers<ContextType>;
  StartPlayoutResult?: StartPlayoutResultResolvers<ContextType>;
  StreamSource?: StreamSourceResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  Throttled?: ThrottledResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = PlaybackContext> = {
  authorizedByArgument?: AuthorizedByArgumentDirectiveResolver<any, any, ContextType>;
  event?: EventDirectiveResolver<any, any, ContextType>;
};
