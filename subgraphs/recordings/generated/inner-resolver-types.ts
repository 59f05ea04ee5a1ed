import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { RequestContext } from '../../../lib/subgraph.js';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
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
};

/** What decides whether a recording plays, and where from. */
export type PlayableRecording = {
  readonly __typename?: 'PlayableRecording';
  /** Where it aired. */
  readonly channelId: Scalars['ID']['output'];
  /** Where it may be watched, as its channel, ISO 3166-1 alpha-2; empty = everywhere. */
  readonly countries: ReadonlyArray<Scalars['String']['output']>;
  /** Its channel's tags: whoever holds one of these may watch; empty = free. */
  readonly entitlementTags: ReadonlyArray<Scalars['String']['output']>;
  /** The folder of its media in the storage; null where there are none. */
  readonly folder?: Maybe<Scalars['ID']['output']>;
  /** Age from which it is suitable, in years; null where it is not known. */
  readonly minimumAge?: Maybe<Scalars['Int']['output']>;
  /** Its playlist in that folder, without `.m3u8`: while it is recorded, that of the copy as it grows; then that of its own stretch. Null where there is none. */
  readonly playlist?: Maybe<Scalars['ID']['output']>;
  /** When the broadcast starts, without padding. */
  readonly start: Scalars['DateTime']['output'];
  /** How far it is. */
  readonly status: RecordingStatus;
  /** When the broadcast ends, without padding, exclusive. */
  readonly stop: Scalars['DateTime']['output'];
  /** The programme's title. */
  readonly title: Scalars['String']['output'];
};

export type Query = {
  readonly __typename?: 'Query';
  /** A household's recording, as far as the household may be shown it now; null where it has none such. */
  readonly recordingForPlayout?: Maybe<PlayableRecording>;
  /** How long recordings play, in the order asked; null where the household has none such. */
  readonly recordingLengths: ReadonlyArray<Maybe<RecordingLength>>;
};


export type QueryRecordingForPlayoutArgs = {
  accountId: Scalars['ID']['input'];
  id: Scalars['ID']['input'];
};


export type QueryRecordingLengthsArgs = {
  recordings: ReadonlyArray<RecordingReference>;
};

/** How long a recording plays, with what was recorded before and after the programme. */
export type RecordingLength = {
  readonly __typename?: 'RecordingLength';
  /** Seconds from its start at which the programme has ended: padding follows; null until it is made. */
  readonly creditsFromSeconds?: Maybe<Scalars['Int']['output']>;
  /** In seconds; null until it is made. */
  readonly durationSeconds?: Maybe<Scalars['Int']['output']>;
};

/** A recording and whose it is. */
export type RecordingReference = {
  /** The household, as its verified token says. */
  readonly accountId: Scalars['ID']['input'];
  /** The recording. */
  readonly id: Scalars['ID']['input'];
};

/** How far a recording is; as in the schema that clients see. */
export type RecordingStatus =
  /** It will not be recorded, because somebody said so. */
  | 'CANCELLED'
  /** It was recorded, and is gone. */
  | 'DELETED'
  /** Nothing of it is there. */
  | 'FAILED'
  /** A part of it is there. */
  | 'PARTIAL'
  /** All of it is there. */
  | 'RECORDED'
  /** It is being recorded. */
  | 'RECORDING'
  /** It will be recorded. */
  | 'SCHEDULED'
  /** It will not be recorded, for now. */
  | 'SKIPPED';



export type ResolverTypeWrapper<T> = Promise<T> | T;


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





/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  PlayableRecording: ResolverTypeWrapper<PlayableRecording>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RecordingLength: ResolverTypeWrapper<RecordingLength>;
  RecordingReference: RecordingReference;
  RecordingStatus: RecordingStatus;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Boolean: Scalars['Boolean']['output'];
  DateTime: Scalars['DateTime']['output'];
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  PlayableRecording: PlayableRecording;
  Query: Record<PropertyKey, never>;
  RecordingLength: RecordingLength;
  RecordingReference: RecordingReference;
  String: Scalars['String']['output'];
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type PlayableRecordingResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PlayableRecording'] = ResolversParentTypes['PlayableRecording']> = {
  channelId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  countries?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  entitlementTags?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  folder?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  minimumAge?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  playlist?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  start?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['RecordingStatus'], ParentType, ContextType>;
  stop?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  recordingForPlayout?: Resolver<Maybe<ResolversTypes['PlayableRecording']>, ParentType, ContextType, RequireFields<QueryRecordingForPlayoutArgs, 'accountId' | 'id'>>;
  recordingLengths?: Resolver<ReadonlyArray<Maybe<ResolversTypes['RecordingLength']>>, ParentType, ContextType, RequireFields<QueryRecordingLengthsArgs, 'recordings'>>;
};

export type RecordingLengthResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RecordingLength'] = ResolversParentTypes['RecordingLength']> = {
  creditsFromSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  durationSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = RequestContext> = {
  DateTime?: GraphQLScalarType;
  PlayableRecording?: PlayableRecordingResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RecordingLength?: RecordingLengthResolvers<ContextType>;
};

