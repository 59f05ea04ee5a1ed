import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Household as HouseholdModel, Reference as ReferenceModel, Recording as RecordingModel, RecordingPage as RecordingPageModel } from '../domain/recording.js';
import type { Quota as QuotaModel } from '../domain/quota.js';
import type { RecordingRule as RecordingRuleModel } from '../domain/rule.js';
import type { RecordingsContext } from '../context.js';
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

/** A household, as far as recordings know it. */
export type Account = {
  readonly __typename?: 'Account';
  /** Opaque, prefixed `ac_`. */
  readonly id: Scalars['ID']['output'];
  /** The household's room for recordings. */
  readonly recordingQuota?: Maybe<RecordingQuota>;
  /** What is to be recorded without asking each time, in the order it was said; at most 200. */
  readonly recordingRules?: Maybe<ReadonlyArray<RecordingRule>>;
  /** What is, was and will be recorded, by the start of its broadcast, the latest first. */
  readonly recordings?: Maybe<RecordingConnection>;
};


/** A household, as far as recordings know it. */
export type AccountRecordingsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  seriesId?: InputMaybe<Scalars['ID']['input']>;
  status?: InputMaybe<ReadonlyArray<RecordingStatus>>;
};

/** One airing, as far as recordings know it. */
export type Broadcast = {
  readonly __typename?: 'Broadcast';
  /** Opaque, prefixed `br_`. */
  readonly id: Scalars['ID']['output'];
  /** The viewer's recording of this airing; one batched look-up a request. */
  readonly recording?: Maybe<Recording>;
};

/** A linear channel. */
export type Channel = {
  readonly __typename?: 'Channel';
  /** Opaque, prefixed `ch_`. */
  readonly id: Scalars['ID']['output'];
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
  /** Takes back a wish; a recording that runs ends, and what there is of it goes. */
  readonly cancelRecording: RecordingResult;
  /** Records from now on what the rule wants, of what the guide has and will have. */
  readonly createRecordingRule: RecordingRuleResult;
  /** Deletes what was recorded. The episode still counts as recorded for the household's rules. */
  readonly deleteRecording: RecordingResult;
  /** Recordings made stay; scheduled ones of the rule are cancelled. */
  readonly deleteRecordingRule: Scalars['Boolean']['output'];
  /** Protects a recording from being deleted to make room or by a rule; or takes that back. */
  readonly protectRecording: RecordingResult;
  /** Also for a broadcast on air, or ended within the channel's catch-up window. Asking twice gives the same recording. */
  readonly scheduleRecording: RecordingResult;
  /** What is recorded beyond the broadcast's times; once it runs, only the end may still be moved. */
  readonly setRecordingPadding: RecordingResult;
  /** What happens to wishes that do not fit. */
  readonly setWhenQuotaFull: RecordingQuota;
  /** Changes what the patch names and nothing else; what is scheduled stays so. */
  readonly updateRecordingRule: RecordingRuleResult;
};


export type MutationCancelRecordingArgs = {
  id: Scalars['ID']['input'];
};


export type MutationCreateRecordingRuleArgs = {
  input: RecordingRuleInput;
};


export type MutationDeleteRecordingArgs = {
  id: Scalars['ID']['input'];
};


export type MutationDeleteRecordingRuleArgs = {
  id: Scalars['ID']['input'];
};


export type MutationProtectRecordingArgs = {
  id: Scalars['ID']['input'];
  protected: Scalars['Boolean']['input'];
};


export type MutationScheduleRecordingArgs = {
  broadcastId: Scalars['ID']['input'];
  padding?: InputMaybe<PaddingInput>;
};


export type MutationSetRecordingPaddingArgs = {
  id: Scalars['ID']['input'];
  padding: PaddingInput;
};


export type MutationSetWhenQuotaFullArgs = {
  whenFull: WhenQuotaFull;
};


export type MutationUpdateRecordingRuleArgs = {
  id: Scalars['ID']['input'];
  patch: RecordingRulePatch;
};

/** There is nothing with this id, or it is another household's; nothing was changed. */
export type NotFound = Problem & {
  readonly __typename?: 'NotFound';
  /** What was looked for. */
  readonly message: Scalars['String']['output'];
};

/** It cannot be recorded; nothing was changed. */
export type NotRecordable = Problem & {
  readonly __typename?: 'NotRecordable';
  /** Why. */
  readonly message: Scalars['String']['output'];
  /** Why. */
  readonly reason: RecordingReason;
};

/** What is recorded beyond a broadcast's times; not charged. */
export type Padding = {
  readonly __typename?: 'Padding';
  /** After its end, in seconds. */
  readonly afterSeconds: Scalars['Int']['output'];
  /** Before its start, in seconds. */
  readonly beforeSeconds: Scalars['Int']['output'];
};

/** What is recorded beyond a broadcast's times; not charged. */
export type PaddingInput = {
  /** After its end, in seconds, 0..3600. */
  readonly afterSeconds: Scalars['Int']['input'];
  /** Before its start, in seconds, 0..3600. */
  readonly beforeSeconds: Scalars['Int']['input'];
};

/** Where a page lies in its list. */
export type PageInfo = {
  readonly __typename?: 'PageInfo';
  /** Cursor of the last item: pass it as `after` for the next page; null on an empty page. */
  readonly endCursor?: Maybe<Scalars['String']['output']>;
  /** True when more follows after `endCursor`. */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** True when the page does not begin at the first item. */
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  /** Cursor of the first item; null on an empty page. */
  readonly startCursor?: Maybe<Scalars['String']['output']>;
};

/** Why something that was asked for did not happen. */
export type Problem = {
  /** One sentence: which rule, and what it got. */
  readonly message: Scalars['String']['output'];
};

export type Query = {
  readonly __typename?: 'Query';
  /** One of the viewer's recordings; null where there is none of this id, or it may not be shown now. */
  readonly recording?: Maybe<Recording>;
  /** The signed-in household; null when anonymous. */
  readonly viewer?: Maybe<Account>;
};


export type QueryRecordingArgs = {
  id: Scalars['ID']['input'];
};

/** There is no room for it; nothing was changed. */
export type QuotaExceeded = Problem & {
  readonly __typename?: 'QuotaExceeded';
  /** What it needs, and what there is. */
  readonly message: Scalars['String']['output'];
  /** What there is. */
  readonly quota: RecordingQuota;
  /** What it needs, in seconds. */
  readonly requiredSeconds: Scalars['Int']['output'];
};

/** Keeps its own copy of what the guide said: the airing leaves the guide, the recording stays. */
export type Recording = {
  readonly __typename?: 'Recording';
  /** When recording began; null before. */
  readonly actualStart?: Maybe<Scalars['DateTime']['output']>;
  /** When recording ended; null before. */
  readonly actualStop?: Maybe<Scalars['DateTime']['output']>;
  /** The airing; null once the guide does not have it any more. */
  readonly broadcast?: Maybe<Broadcast>;
  /** Where it airs, or aired. */
  readonly channel?: Maybe<Channel>;
  /** What it takes of the quota, in seconds; 0 where nothing is held for it. */
  readonly chargedSeconds: Scalars['Int']['output'];
  /** When it was first known. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** The recording of the same episode for which this one is skipped. */
  readonly duplicateOf?: Maybe<Recording>;
  /** Its channel's tags: whoever holds one of these may watch; empty = free. */
  readonly entitlementTags: ReadonlyArray<Scalars['String']['output']>;
  /** Episode within the season, counting from 1. */
  readonly episode?: Maybe<Scalars['Int']['output']>;
  /** When it will be deleted; null: not before somebody deletes it, or room is needed. */
  readonly expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** Opaque, prefixed `rec_`. */
  readonly id: Scalars['ID']['output'];
  /** What is recorded beyond the broadcast's times. */
  readonly padding: Padding;
  /** Never deleted to make room or by a rule. */
  readonly protected: Scalars['Boolean']['output'];
  /** Why it is SKIPPED, FAILED, PARTIAL or CANCELLED. */
  readonly reason?: Maybe<RecordingReason>;
  /** The rule that wants it; null for what the viewer asked for. */
  readonly rule?: Maybe<RecordingRule>;
  /** When the broadcast starts, without padding. It follows the guide until it was recorded. */
  readonly scheduledStart: Scalars['DateTime']['output'];
  /** When the broadcast ends, without padding, exclusive. */
  readonly scheduledStop: Scalars['DateTime']['output'];
  /** Season, counting from 1. */
  readonly season?: Maybe<Scalars['Int']['output']>;
  /** The series that it belongs to. */
  readonly series?: Maybe<Series>;
  /** How far it is. */
  readonly status: RecordingStatus;
  /** The episode's title, where the guide gave one. */
  readonly subtitle?: Maybe<Scalars['String']['output']>;
  /** The programme's title. */
  readonly title: Scalars['String']['output'];
  /** When it last changed. */
  readonly updatedAt: Scalars['DateTime']['output'];
};

/** A page of recordings. */
export type RecordingConnection = {
  readonly __typename?: 'RecordingConnection';
  /** The recordings of this page, each with its cursor. */
  readonly edges: ReadonlyArray<RecordingEdge>;
  /** Where the page lies. */
  readonly pageInfo: PageInfo;
  /** How many recordings there are in all pages. */
  readonly totalCount: Scalars['Int']['output'];
};

/** A recording and its place in the list. */
export type RecordingEdge = {
  readonly __typename?: 'RecordingEdge';
  /** Pass it as `after` to go on behind this recording. */
  readonly cursor: Scalars['String']['output'];
  /** The recording. */
  readonly node: Recording;
};

/** Seconds. Padding is not charged. */
export type RecordingQuota = {
  readonly __typename?: 'RecordingQuota';
  /** Left to schedule, in seconds; 0 where products ended and more is held than they allow. */
  readonly availableSeconds: Scalars['Int']['output'];
  /** The household's id. */
  readonly id: Scalars['ID']['output'];
  /** Held for what is scheduled or being recorded, in seconds. */
  readonly reservedSeconds: Scalars['Int']['output'];
  /** What the household's products allow, in seconds. */
  readonly totalSeconds: Scalars['Int']['output'];
  /** Held by what was recorded, in seconds. */
  readonly usedSeconds: Scalars['Int']['output'];
  /** What happens to a wish that does not fit. */
  readonly whenFull: WhenQuotaFull;
};

/** Why a recording is what it is. */
export type RecordingReason =
  /** The viewer cancelled it. */
  | 'CANCELLED_BY_VIEWER'
  /** Another airing of the same episode is recorded. */
  | 'DUPLICATE'
  /** The rule keeps only so many, and they are protected or newer. */
  | 'KEEP_LIMIT'
  /** Its time, or the start of it, had passed before recording could begin. */
  | 'MISSED'
  /** The household holds no product that opens its channel. */
  | 'NOT_ENTITLED'
  /** The guide has not had it for a day. */
  | 'NOT_LISTED'
  /** Its channel may not be recorded. */
  | 'NOT_RECORDABLE'
  /** The household has recorded the episode before. */
  | 'PREVIOUSLY_RECORDED'
  /** The household has no room for it. */
  | 'QUOTA'
  /** It is a repeat, and the rule wants new ones only. */
  | 'REPEAT'
  /** The rule that wanted it was deleted. */
  | 'RULE_REMOVED'
  /** The channel's stream broke off, had gaps, or could not be had at all. */
  | 'SOURCE_ERROR';

/** The recording as it is now, or why nothing was changed. */
export type RecordingResult = NotFound | NotRecordable | QuotaExceeded | Recording | WrongRecordingState;

/** What a household wants to be recorded without asking each time. */
export type RecordingRule = {
  readonly __typename?: 'RecordingRule';
  /** Only on these channels; empty = on any. */
  readonly channels: ReadonlyArray<Maybe<Channel>>;
  /** One recording an episode. */
  readonly deduplicate: Scalars['Boolean']['output'];
  /** False: it wants nothing new. */
  readonly enabled: Scalars['Boolean']['output'];
  /** Opaque, prefixed `rule_`. */
  readonly id: Scalars['ID']['output'];
  /** How many of its recordings stay, 1..1000: the oldest that are not protected go; null = all. */
  readonly keep?: Maybe<Scalars['Int']['output']>;
  /** What it goes by. */
  readonly kind: RuleKind;
  /** No repeats. */
  readonly newOnly: Scalars['Boolean']['output'];
  /** What is recorded beyond the broadcasts' times. */
  readonly padding: Padding;
  /** Which rule gets the room first, -100..100; higher goes first. */
  readonly priority: Scalars['Int']['output'];
  /** The series it records, for a SERIES rule. */
  readonly series?: Maybe<Series>;
  /** Earliest start, inclusive, in local time on the channel, `20:15`; null: from midnight on. */
  readonly startAfter?: Maybe<Scalars['String']['output']>;
  /** Latest start, exclusive, in local time on the channel; one that is not after `startAfter` is on the next day. */
  readonly startBefore?: Maybe<Scalars['String']['output']>;
  /** Words that stand in the title, whole and in this order; case, accents and punctuation do not matter. */
  readonly titleMatch?: Maybe<Scalars['String']['output']>;
  /** What it will record, by start. */
  readonly upcoming: ReadonlyArray<Recording>;
  /** Only what starts on these days, local on the channel; empty = on any. */
  readonly weekdays: ReadonlyArray<Weekday>;
};


/** What a household wants to be recorded without asking each time. */
export type RecordingRuleUpcomingArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A rule to be. */
export type RecordingRuleInput = {
  /** Only on these, at most 20; at least one for a TIMESLOT rule. */
  readonly channelIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** One recording an episode. */
  readonly deduplicate?: InputMaybe<Scalars['Boolean']['input']>;
  /** False: it wants nothing yet. */
  readonly enabled?: InputMaybe<Scalars['Boolean']['input']>;
  /** How many of its recordings stay, 1..1000. */
  readonly keep?: InputMaybe<Scalars['Int']['input']>;
  /** What it goes by. */
  readonly kind: RuleKind;
  /** No repeats. */
  readonly newOnly?: InputMaybe<Scalars['Boolean']['input']>;
  /** What is recorded beyond the broadcasts' times; a minute before and five after where it is not said. */
  readonly padding?: InputMaybe<PaddingInput>;
  /** Which rule gets the room first, -100..100. */
  readonly priority?: InputMaybe<Scalars['Int']['input']>;
  /** For a SERIES rule. */
  readonly seriesId?: InputMaybe<Scalars['ID']['input']>;
  /** Earliest start, inclusive, in local time on the channel, `20:15`; a TIMESLOT rule needs it. */
  readonly startAfter?: InputMaybe<Scalars['String']['input']>;
  /** Latest start, exclusive, in local time on the channel; a TIMESLOT rule needs it. */
  readonly startBefore?: InputMaybe<Scalars['String']['input']>;
  /** 1..100 characters; for a TITLE rule, and for others to narrow them. */
  readonly titleMatch?: InputMaybe<Scalars['String']['input']>;
  /** Only on these days. */
  readonly weekdays?: InputMaybe<ReadonlyArray<Weekday>>;
};

/** Absent = keep; null = take away. */
export type RecordingRulePatch = {
  /** Only on these, at most 20. */
  readonly channelIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** One recording an episode. */
  readonly deduplicate?: InputMaybe<Scalars['Boolean']['input']>;
  /** False: it wants nothing new; what is scheduled stays. */
  readonly enabled?: InputMaybe<Scalars['Boolean']['input']>;
  /** How many of its recordings stay, 1..1000. */
  readonly keep?: InputMaybe<Scalars['Int']['input']>;
  /** No repeats. */
  readonly newOnly?: InputMaybe<Scalars['Boolean']['input']>;
  /** What is recorded beyond the broadcasts' times. */
  readonly padding?: InputMaybe<PaddingInput>;
  /** Which rule gets the room first, -100..100. */
  readonly priority?: InputMaybe<Scalars['Int']['input']>;
  /** Earliest start, inclusive, in local time on the channel, `20:15`; null: from midnight on. */
  readonly startAfter?: InputMaybe<Scalars['String']['input']>;
  /** Latest start, exclusive, in local time on the channel. */
  readonly startBefore?: InputMaybe<Scalars['String']['input']>;
  /** 1..100 characters. */
  readonly titleMatch?: InputMaybe<Scalars['String']['input']>;
  /** Only on these days. */
  readonly weekdays?: InputMaybe<ReadonlyArray<Weekday>>;
};

/** The rule as it is now, or why nothing was changed. */
export type RecordingRuleResult = InvalidInput | NotFound | RecordingRule;

/** How far a recording is. */
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
  /** It will not be recorded, for now: `reason` says why. */
  | 'SKIPPED';

/** What a rule goes by. */
export type RuleKind =
  /** All airings of a series. */
  | 'SERIES'
  /** Whatever starts on a channel within a window of the day. */
  | 'TIMESLOT'
  /** All airings with words in their title. */
  | 'TITLE';

/** A series, as far as recordings know it. */
export type Series = {
  readonly __typename?: 'Series';
  /** Opaque, prefixed `se_`. */
  readonly id: Scalars['ID']['output'];
  /** The viewer's rule that records it; null where there is none. */
  readonly recordingRule?: Maybe<RecordingRule>;
};

export type Subscription = {
  readonly __typename?: 'Subscription';
  /** Each of the household's recordings as it changes. */
  readonly recordingChanged: Recording;
};

/** A day of the week. */
export type Weekday =
  /** Friday. */
  | 'FRIDAY'
  /** Monday. */
  | 'MONDAY'
  /** Saturday. */
  | 'SATURDAY'
  /** Sunday. */
  | 'SUNDAY'
  /** Thursday. */
  | 'THURSDAY'
  /** Tuesday. */
  | 'TUESDAY'
  /** Wednesday. */
  | 'WEDNESDAY';

/** What happens to a wish that does not fit. */
export type WhenQuotaFull =
  /** The oldest recordings that are not protected make room for it. */
  | 'DELETE_OLDEST'
  /** It is refused, and nothing is deleted. */
  | 'REFUSE';

/** What was asked for makes no sense in the recording's status; nothing was changed. */
export type WrongRecordingState = Problem & {
  readonly __typename?: 'WrongRecordingState';
  /** What was asked for, and in which status. */
  readonly message: Scalars['String']['output'];
  /** How far the recording is. */
  readonly status: RecordingStatus;
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
  Broadcast: Broadcast;
  Recording: Recording;
  RecordingRule: RecordingRule;
  Series: Series;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Account:
    ( { __typename: 'Account' }
    & GraphQLRecursivePick<FederationTypes['Account'], {"id":true}> );
  Broadcast:
    ( { __typename: 'Broadcast' }
    & GraphQLRecursivePick<FederationTypes['Broadcast'], {"id":true}> );
  Recording:
    ( { __typename: 'Recording' }
    & GraphQLRecursivePick<FederationTypes['Recording'], {"id":true}> );
  RecordingRule:
    ( { __typename: 'RecordingRule' }
    & GraphQLRecursivePick<FederationTypes['RecordingRule'], {"id":true}> );
  Series:
    ( { __typename: 'Series' }
    & GraphQLRecursivePick<FederationTypes['Series'], {"id":true}> );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  RecordingResult:
    | ( NotFound )
    | ( NotRecordable )
    | ( Omit<QuotaExceeded, 'quota'> & { quota: _RefType['RecordingQuota'] } )
    | ( RecordingModel )
    | ( WrongRecordingState )
  ;
  RecordingRuleResult:
    | ( InvalidInput )
    | ( NotFound )
    | ( RecordingRuleModel )
  ;
};

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Problem:
    | ( InvalidInput )
    | ( NotFound )
    | ( NotRecordable )
    | ( Omit<QuotaExceeded, 'quota'> & { quota: _RefType['RecordingQuota'] } )
    | ( WrongRecordingState )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Account: ResolverTypeWrapper<HouseholdModel>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Broadcast: ResolverTypeWrapper<ReferenceModel>;
  Channel: ResolverTypeWrapper<ReferenceModel>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  InvalidInput: ResolverTypeWrapper<InvalidInput>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  NotFound: ResolverTypeWrapper<NotFound>;
  NotRecordable: ResolverTypeWrapper<NotRecordable>;
  Padding: ResolverTypeWrapper<Padding>;
  PaddingInput: PaddingInput;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Problem: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Problem']>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  QuotaExceeded: ResolverTypeWrapper<Omit<QuotaExceeded, 'quota'> & { quota: ResolversTypes['RecordingQuota'] }>;
  Recording: ResolverTypeWrapper<RecordingModel>;
  RecordingConnection: ResolverTypeWrapper<RecordingPageModel>;
  RecordingEdge: ResolverTypeWrapper<Omit<RecordingEdge, 'node'> & { node: ResolversTypes['Recording'] }>;
  RecordingQuota: ResolverTypeWrapper<QuotaModel>;
  RecordingReason: RecordingReason;
  RecordingResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['RecordingResult']>;
  RecordingRule: ResolverTypeWrapper<RecordingRuleModel>;
  RecordingRuleInput: RecordingRuleInput;
  RecordingRulePatch: RecordingRulePatch;
  RecordingRuleResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['RecordingRuleResult']>;
  RecordingStatus: RecordingStatus;
  RuleKind: RuleKind;
  Series: ResolverTypeWrapper<ReferenceModel>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Weekday: Weekday;
  WhenQuotaFull: WhenQuotaFull;
  WrongRecordingState: ResolverTypeWrapper<WrongRecordingState>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Account: HouseholdModel;
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  Broadcast: ReferenceModel;
  Channel: ReferenceModel;
  DateTime: Scalars['DateTime']['output'];
  InvalidInput: InvalidInput;
  Mutation: Record<PropertyKey, never>;
  NotFound: NotFound;
  NotRecordable: NotRecordable;
  Padding: Padding;
  PaddingInput: PaddingInput;
  PageInfo: PageInfo;
  Problem: ResolversInterfaceTypes<ResolversParentTypes>['Problem'];
  Query: Record<PropertyKey, never>;
  QuotaExceeded: Omit<QuotaExceeded, 'quota'> & { quota: ResolversParentTypes['RecordingQuota'] };
  Recording: RecordingModel;
  RecordingConnection: RecordingPageModel;
  RecordingEdge: Omit<RecordingEdge, 'node'> & { node: ResolversParentTypes['Recording'] };
  RecordingQuota: QuotaModel;
  RecordingResult: ResolversUnionTypes<ResolversParentTypes>['RecordingResult'];
  RecordingRule: RecordingRuleModel;
  RecordingRuleInput: RecordingRuleInput;
  RecordingRulePatch: RecordingRulePatch;
  RecordingRuleResult: ResolversUnionTypes<ResolversParentTypes>['RecordingRuleResult'];
  Series: ReferenceModel;
  Subscription: Record<PropertyKey, never>;
  WrongRecordingState: WrongRecordingState;
  String: Scalars['String']['output'];
  Boolean: Scalars['Boolean']['output'];
};

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

export type EventDirectiveResolver<Result, Parent, ContextType = RecordingsContext, Args = EventDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AccountResolvers<ContextType = RecordingsContext, ParentType extends ResolversParentTypes['Account'] = ResolversParentTypes['Account'], FederationReferenceType extends FederationReferenceTypes['Account'] = FederationReferenceTypes['Account']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Account']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  recordingQuota?: Resolver<Maybe<ResolversTypes['RecordingQuota']>, ParentType, ContextType>;
  recordingRules?: Resolver<Maybe<ReadonlyArray<ResolversTypes['RecordingRule']>>, ParentType, ContextType>;
  recordings?: Resolver<Maybe<ResolversTypes['RecordingConnection']>, ParentType, ContextType, RequireFields<AccountRecordingsArgs, 'first'>>;
};

export type BroadcastResolvers<ContextType = RecordingsContext, ParentType extends ResolversParentTypes['Broadcast'] = ResolversParentTypes['Broadcast'], FederationReferenceType extends FederationReferenceTypes['Broadcast'] = FederationReferenceTypes['Broadcast']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Broadcast']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  recording?: Resolver<Maybe<ResolversTypes['Recording']>, ParentType, ContextType>;
};

export type ChannelResolvers<ContextType = RecordingsContext, ParentType extends ResolversParentTypes['Channel'] = ResolversParentTypes['Channel']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type InvalidInputResolvers<ContextType = RecordingsContext, ParentType extends ResolversParentTypes['InvalidInput'] = ResolversParentTypes['InvalidInput']> = {
  field?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MutationResolvers<ContextType = RecordingsContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  cancelRecording?: Resolver<ResolversTypes['RecordingResult'], ParentType, ContextType, RequireFields<MutationCancelRecordingArgs, 'id'>>;
  createRecordingRule?: Resolver<ResolversTypes['RecordingRuleResult'], ParentType, ContextType, RequireFields<MutationCreateRecordingRuleArgs, 'input'>>;
  deleteRecording?: Resolver<ResolversTypes['RecordingResult'], ParentType, ContextType, RequireFields<MutationDeleteRecordingArgs, 'id'>>;
  deleteRecordingRule?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationDeleteRecordingRuleArgs, 'id'>>;
  protectRecording?: Resolver<ResolversTypes['RecordingResult'], ParentType, ContextType, RequireFields<MutationProtectRecordingArgs, 'id' | 'protected'>>;
  scheduleRecording?: Resolver<ResolversTypes['RecordingResult'], ParentType, ContextType, RequireFields<MutationScheduleRecordingArgs, 'broadcastId'>>;
  setRecordingPadding?: Resolver<ResolversTypes['RecordingResult'], ParentType, ContextType, RequireFields<MutationSetRecordingPaddingArgs, 'id' | 'padding'>>;
  setWhenQuotaFull?: Resolver<ResolversTypes['RecordingQuota'], ParentType, ContextType, RequireFields<MutationSetWhenQuotaFullArgs, 'whenFull'>>;
  updateRecordingRule?: Resolver<ResolversTypes['RecordingRuleResult'], ParentType, ContextType, RequireFields<MutationUpdateRecordingRuleArgs, 'id' | 'patch'>>;
};

export type NotFoundResolvers<ContextType = RecordingsContext, ParentType extends ResolversParentTypes['NotFound'] = ResolversParentTypes['NotFound']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type NotRecordableResolvers<ContextType = RecordingsContext, ParentType extends ResolversParentTypes['NotRecordable'] = ResolversParentTypes['NotRecordable']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['RecordingReason'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PaddingResolvers<ContextType = RecordingsContext, ParentType extends ResolversParentTypes['Padding'] = ResolversParentTypes['Padding']> = {
  afterSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  beforeSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = RecordingsContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ProblemResolvers<ContextType = RecordingsContext, ParentType extends ResolversParentTypes['Problem'] = ResolversParentTypes['Problem']> = {
  __resolveType: TypeResolveFn<'InvalidInput' | 'NotFound' | 'NotRecordable' | 'QuotaExceeded' | 'WrongRecordingState', ParentType, ContextType>;
};

export type QueryResolvers<ContextType = RecordingsContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  recording?: Resolver<Maybe<ResolversTypes['Recording']>, ParentType, ContextType, RequireFields<QueryRecordingArgs, 'id'>>;
  viewer?: Resolver<Maybe<ResolversTypes['Account']>, ParentType, ContextType>;
};

export type QuotaExceededResolvers<ContextType = RecordingsContext, ParentType extends ResolversParentTypes['QuotaExceeded'] = ResolversParentTypes['QuotaExceeded']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  quota?: Resolver<ResolversTypes['RecordingQuota'], ParentType, ContextType>;
  requiredSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RecordingResolvers<ContextType = RecordingsContext, ParentType extends ResolversParentTypes['Recording'] = ResolversParentTypes['Recording'], FederationReferenceType extends FederationReferenceTypes['Recording'] = FederationReferenceTypes['Recording']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Recording']> | FederationReferenceType, FederationReferenceType, ContextType>;
  actualStart?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  actualStop?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  broadcast?: Resolver<Maybe<ResolversTypes['Broadcast']>, ParentType, ContextType>;
  channel?: Resolver<Maybe<ResolversTypes['Channel']>, ParentType, ContextType>;
  chargedSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  duplicateOf?: Resolver<Maybe<ResolversTypes['Recording']>, ParentType, ContextType>;
  entitlementTags?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  episode?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  padding?: Resolver<ResolversTypes['Padding'], ParentType, ContextType>;
  protected?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['RecordingReason']>, ParentType, ContextType>;
  rule?: Resolver<Maybe<ResolversTypes['RecordingRule']>, ParentType, ContextType>;
  scheduledStart?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  scheduledStop?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  season?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  series?: Resolver<Maybe<ResolversTypes['Series']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['RecordingStatus'], ParentType, ContextType>;
  subtitle?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RecordingConnectionResolvers<ContextType = RecordingsContext, ParentType extends ResolversParentTypes['RecordingConnection'] = ResolversParentTypes['RecordingConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['RecordingEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type RecordingEdgeResolvers<ContextType = RecordingsContext, ParentType extends ResolversParentTypes['RecordingEdge'] = ResolversParentTypes['RecordingEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Recording'], ParentType, ContextType>;
};

export type RecordingQuotaResolvers<ContextType = RecordingsContext, ParentType extends ResolversParentTypes['RecordingQuota'] = ResolversParentTypes['RecordingQuota']> = {
  availableSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  reservedSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  totalSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  usedSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  whenFull?: Resolver<ResolversTypes['WhenQuotaFull'], ParentType, ContextType>;
};

export type RecordingResultResolvers<ContextType = RecordingsContext, ParentType extends ResolversParentTypes['RecordingResult'] = ResolversParentTypes['RecordingResult']> = {
  __resolveType: TypeResolveFn<'NotFound' | 'NotRecordable' | 'QuotaExceeded' | 'Recording' | 'WrongRecordingState', ParentType, ContextType>;
};

export type RecordingRuleResolvers<ContextType = RecordingsContext, ParentType extends ResolversParentTypes['RecordingRule'] = ResolversParentTypes['RecordingRule'], FederationReferenceType extends FederationReferenceTypes['RecordingRule'] = FederationReferenceTypes['RecordingRule']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['RecordingRule']> | FederationReferenceType, FederationReferenceType, ContextType>;
  channels?: Resolver<ReadonlyArray<Maybe<ResolversTypes['Channel']>>, ParentType, ContextType>;
  deduplicate?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  enabled?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  keep?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['RuleKind'], ParentType, ContextType>;
  newOnly?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  padding?: Resolver<ResolversTypes['Padding'], ParentType, ContextType>;
  priority?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  series?: Resolver<Maybe<ResolversTypes['Series']>, ParentType, ContextType>;
  startAfter?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  startBefore?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  titleMatch?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  upcoming?: Resolver<ReadonlyArray<ResolversTypes['Recording']>, ParentType, ContextType, RequireFields<RecordingRuleUpcomingArgs, 'first'>>;
  weekdays?: Resolver<ReadonlyArray<ResolversTypes['Weekday']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RecordingRuleResultResolvers<ContextType = RecordingsContext, ParentType extends ResolversParentTypes['RecordingRuleResult'] = ResolversParentTypes['RecordingRuleResult']> = {
  __resolveType: TypeResolveFn<'InvalidInput' | 'NotFound' | 'RecordingRule', ParentType, ContextType>;
};

export type SeriesResolvers<ContextType = RecordingsContext, ParentType extends ResolversParentTypes['Series'] = ResolversParentTypes['Series'], FederationReferenceType extends FederationReferenceTypes['Series'] = FederationReferenceTypes['Series']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Series']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  recordingRule?: Resolver<Maybe<ResolversTypes['RecordingRule']>, ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = RecordingsContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  recordingChanged?: SubscriptionResolver<ResolversTypes['Recording'], "recordingChanged", ParentType, ContextType>;
};

export type WrongRecordingStateResolvers<ContextType = RecordingsContext, ParentType extends ResolversParentTypes['WrongRecordingState'] = ResolversParentTypes['WrongRecordingState']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['RecordingStatus'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type Resolvers<ContextType = RecordingsContext> = {
  Account?: AccountResolvers<ContextType>;
  Broadcast?: BroadcastResolvers<ContextType>;
  Channel?: ChannelResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  InvalidInput?: InvalidInputResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  NotFound?: NotFoundResolvers<ContextType>;
  NotRecordable?: NotRecordableResolvers<ContextType>;
  Padding?: PaddingResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Problem?: ProblemResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  QuotaExceeded?: QuotaExceededResolvers<ContextType>;
  Recording?: RecordingResolvers<ContextType>;
  RecordingConnection?: RecordingConnectionResolvers<ContextType>;
  RecordingEdge?: RecordingEdgeResolvers<ContextType>;
  RecordingQuota?: RecordingQuotaResolvers<ContextType>;
  RecordingResult?: RecordingResultResolvers<ContextType>;
  RecordingRule?: RecordingRuleResolvers<ContextType>;
  RecordingRuleResult?: RecordingRuleResultResolvers<ContextType>;
  Series?: SeriesResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  WrongRecordingState?: WrongRecordingStateResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = RecordingsContext> = {
  event?: EventDirectiveResolver<any, any, ContextType>;
};
