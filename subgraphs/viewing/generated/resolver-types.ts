import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Household as HouseholdModel, Person as PersonModel, Viewing as ViewingModel } from '../domain/viewing.js';
import type { ViewingContext } from '../context.js';
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

/** A household, as far as viewing knows it. */
export type Account = {
  readonly __typename?: 'Account';
  /** Opaque, prefixed `ac_`. */
  readonly id: Scalars['ID']['output'];
  /** One of the household's profiles; null where it has none of this id. */
  readonly profile?: Maybe<Profile>;
};


/** A household, as far as viewing knows it. */
export type AccountProfileArgs = {
  id: Scalars['ID']['input'];
};

/** Anything that can be watched, as far as somebody did. */
export type Content = {
  readonly __typename?: 'Content';
  /** How far a person of the household watched it; null where nobody did. Without `profileId` as in `setBookmark`. */
  readonly bookmark?: Maybe<ViewHistoryEntry>;
  /** Opaque, prefixed by kind. */
  readonly id: Scalars['ID']['output'];
  /** Whether it is on a person's watchlist; null when anonymous. Without `profileId` as in `setBookmark`. */
  readonly inWatchlist?: Maybe<Scalars['Boolean']['output']>;
};


/** Anything that can be watched, as far as somebody did. */
export type ContentBookmarkArgs = {
  profileId?: InputMaybe<Scalars['ID']['input']>;
};


/** Anything that can be watched, as far as somebody did. */
export type ContentInWatchlistArgs = {
  profileId?: InputMaybe<Scalars['ID']['input']>;
};

export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Puts something on the watchlist, which holds at most 500. False where it is there already. */
  readonly addToWatchlist: Scalars['Boolean']['output'];
  /** Takes everything out of the history and its archive; gives how many entries there were. */
  readonly clearViewHistory: Scalars['Int']['output'];
  /** For playback alone: keeps positions, the newest of each item. True once they are in the database; at most 2,000. */
  readonly recordProgress: Scalars['Boolean']['output'];
  /** Takes one item out of the history, and out of its archive. False where it was in neither. */
  readonly removeFromHistory: Scalars['Boolean']['output'];
  /** Takes something off the watchlist. False where it was not there. */
  readonly removeFromWatchlist: Scalars['Boolean']['output'];
  /** `profileId` must be the caller's household's; absent, the session's profile, else the household's first. */
  readonly setBookmark: ViewHistoryEntry;
};


export type MutationAddToWatchlistArgs = {
  contentId: Scalars['ID']['input'];
  profileId?: InputMaybe<Scalars['ID']['input']>;
};


export type MutationClearViewHistoryArgs = {
  profileId?: InputMaybe<Scalars['ID']['input']>;
};


export type MutationRecordProgressArgs = {
  progress: ReadonlyArray<ProgressInput>;
};


export type MutationRemoveFromHistoryArgs = {
  contentId?: InputMaybe<Scalars['ID']['input']>;
  profileId?: InputMaybe<Scalars['ID']['input']>;
  recordingId?: InputMaybe<Scalars['ID']['input']>;
};


export type MutationRemoveFromWatchlistArgs = {
  contentId: Scalars['ID']['input'];
  profileId?: InputMaybe<Scalars['ID']['input']>;
};


export type MutationSetBookmarkArgs = {
  contentId?: InputMaybe<Scalars['ID']['input']>;
  positionSeconds: Scalars['Int']['input'];
  profileId?: InputMaybe<Scalars['ID']['input']>;
  recordingId?: InputMaybe<Scalars['ID']['input']>;
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

/** One person of a household, and what they watched. */
export type Profile = {
  readonly __typename?: 'Profile';
  /** Begun and not finished, newest first; for a finished episode the next one. */
  readonly continueWatching?: Maybe<ReadonlyArray<ViewHistoryEntry>>;
  /** Opaque, prefixed `pr_`. */
  readonly id: Scalars['ID']['output'];
  /** Newest first. One database query a page. */
  readonly viewHistory?: Maybe<ViewHistoryConnection>;
  /** What the person wants to watch, added last first. */
  readonly watchlist?: Maybe<WatchlistConnection>;
};


/** One person of a household, and what they watched. */
export type ProfileContinueWatchingArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** One person of a household, and what they watched. */
export type ProfileViewHistoryArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  includeArchived?: InputMaybe<Scalars['Boolean']['input']>;
};


/** One person of a household, and what they watched. */
export type ProfileWatchlistArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A position that a player said, on its way from playback: for services alone. */
export type ProgressInput = {
  /** Whose household it is. */
  readonly accountId: Scalars['ID']['input'];
  /** Seconds from the start at which its credits begin; null where playback does not know. */
  readonly creditsSeconds?: InputMaybe<Scalars['Int']['input']>;
  /** Seconds it lasts; null where playback does not know. */
  readonly durationSeconds?: InputMaybe<Scalars['Int']['input']>;
  /** What is watched: a content or a recording, by its prefix. */
  readonly itemId: Scalars['ID']['input'];
  /** Seconds from the start. */
  readonly positionSeconds: Scalars['Int']['input'];
  /** Who watches. */
  readonly profileId: Scalars['ID']['input'];
  /** When it was said, epoch ms. */
  readonly saidAt: Scalars['Float']['input'];
};

export type Query = {
  readonly __typename?: 'Query';
  /** For playback alone: where a person would go on, in seconds; null where from the start. */
  readonly resumePositionSeconds?: Maybe<Scalars['Int']['output']>;
  /** The signed-in household; null when anonymous. */
  readonly viewer?: Maybe<Account>;
};


export type QueryResumePositionSecondsArgs = {
  itemId: Scalars['ID']['input'];
  profileId?: InputMaybe<Scalars['ID']['input']>;
};

/** A recording, as far as somebody watched it. */
export type Recording = {
  readonly __typename?: 'Recording';
  /** How far a person of the household watched it; null where nobody did. Without `profileId` as in `setBookmark`. */
  readonly bookmark?: Maybe<ViewHistoryEntry>;
  /** Opaque, prefixed `rec_`. */
  readonly id: Scalars['ID']['output'];
};


/** A recording, as far as somebody watched it. */
export type RecordingBookmarkArgs = {
  profileId?: InputMaybe<Scalars['ID']['input']>;
};

/** A page of what a person watched. */
export type ViewHistoryConnection = {
  readonly __typename?: 'ViewHistoryConnection';
  /** The entries of this page, each with its cursor. */
  readonly edges: ReadonlyArray<ViewHistoryEdge>;
  /** Where the page lies. */
  readonly pageInfo: PageInfo;
};

/** An entry and its place in the history. */
export type ViewHistoryEdge = {
  readonly __typename?: 'ViewHistoryEdge';
  /** Pass it as `after` to go on behind this entry. */
  readonly cursor: Scalars['String']['output'];
  /** What was watched. */
  readonly node: ViewHistoryEntry;
};

/** Viewing and bookmark in one row, key (profile, content). Capped per profile; what overflows is archived. */
export type ViewHistoryEntry = {
  readonly __typename?: 'ViewHistoryEntry';
  /** What was watched; null where it was a recording, or is not in the catalog any more. */
  readonly content?: Maybe<Content>;
  /** Seconds it lasts; null where nobody knows. */
  readonly durationSeconds?: Maybe<Scalars['Int']['output']>;
  /** True from 95% on, or from where its credits begin. */
  readonly finished: Scalars['Boolean']['output'];
  /** Opaque, prefixed `vh_`; the same for a profile and an item, however often it is watched. */
  readonly id: Scalars['ID']['output'];
  /** How often it was begun: anew when it had been finished before. */
  readonly playCount: Scalars['Int']['output'];
  /** Seconds from the start, as was said last. */
  readonly positionSeconds: Scalars['Int']['output'];
  /** The recording that was watched; null where it was none, or is gone. */
  readonly recording?: Maybe<Recording>;
  /** When the position was said. */
  readonly watchedAt: Scalars['DateTime']['output'];
};

/** A page of what a person wants to watch. */
export type WatchlistConnection = {
  readonly __typename?: 'WatchlistConnection';
  /** The items of this page, each with its cursor. */
  readonly edges: ReadonlyArray<WatchlistEdge>;
  /** Where the page lies. */
  readonly pageInfo: PageInfo;
};

/** Something on the watchlist, and its place there. */
export type WatchlistEdge = {
  readonly __typename?: 'WatchlistEdge';
  /** When it was put there. */
  readonly addedAt: Scalars['DateTime']['output'];
  /** Pass it as `after` to go on behind this item. */
  readonly cursor: Scalars['String']['output'];
  /** What it is; null where it is not in the catalog any more. */
  readonly node?: Maybe<Content>;
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
  Profile: Profile;
  Recording: Recording;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Account:
    ( { __typename: 'Account' }
    & GraphQLRecursivePick<FederationTypes['Account'], {"id":true}> );
  Content:
    ( { __typename: 'Content' }
    & GraphQLRecursivePick<FederationTypes['Content'], {"id":true}> );
  Profile:
    ( { __typename: 'Profile' }
    & GraphQLRecursivePick<FederationTypes['Profile'], {"id":true}> );
  Recording:
    ( { __typename: 'Recording' }
    & GraphQLRecursivePick<FederationTypes['Recording'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Account: ResolverTypeWrapper<HouseholdModel>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Content: ResolverTypeWrapper<Omit<Content, 'bookmark'> & { bookmark?: Maybe<ResolversTypes['ViewHistoryEntry']> }>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Profile: ResolverTypeWrapper<PersonModel>;
  ProgressInput: ProgressInput;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Recording: ResolverTypeWrapper<Omit<Recording, 'bookmark'> & { bookmark?: Maybe<ResolversTypes['ViewHistoryEntry']> }>;
  ViewHistoryConnection: ResolverTypeWrapper<Omit<ViewHistoryConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['ViewHistoryEdge']> }>;
  ViewHistoryEdge: ResolverTypeWrapper<Omit<ViewHistoryEdge, 'node'> & { node: ResolversTypes['ViewHistoryEntry'] }>;
  ViewHistoryEntry: ResolverTypeWrapper<ViewingModel>;
  WatchlistConnection: ResolverTypeWrapper<Omit<WatchlistConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['WatchlistEdge']> }>;
  WatchlistEdge: ResolverTypeWrapper<Omit<WatchlistEdge, 'node'> & { node?: Maybe<ResolversTypes['Content']> }>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Account: HouseholdModel;
  ID: Scalars['ID']['output'];
  Content: Omit<Content, 'bookmark'> & { bookmark?: Maybe<ResolversParentTypes['ViewHistoryEntry']> } | FederationReferenceTypes['Content'];
  Boolean: Scalars['Boolean']['output'];
  DateTime: Scalars['DateTime']['output'];
  Mutation: Record<PropertyKey, never>;
  Int: Scalars['Int']['output'];
  PageInfo: PageInfo;
  String: Scalars['String']['output'];
  Profile: PersonModel;
  ProgressInput: ProgressInput;
  Float: Scalars['Float']['output'];
  Query: Record<PropertyKey, never>;
  Recording: Omit<Recording, 'bookmark'> & { bookmark?: Maybe<ResolversParentTypes['ViewHistoryEntry']> } | FederationReferenceTypes['Recording'];
  ViewHistoryConnection: Omit<ViewHistoryConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['ViewHistoryEdge']> };
  ViewHistoryEdge: Omit<ViewHistoryEdge, 'node'> & { node: ResolversParentTypes['ViewHistoryEntry'] };
  ViewHistoryEntry: ViewingModel;
  WatchlistConnection: Omit<WatchlistConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['WatchlistEdge']> };
  WatchlistEdge: Omit<WatchlistEdge, 'node'> & { node?: Maybe<ResolversParentTypes['Content']> };
};

export type AccountResolvers<ContextType = ViewingContext, ParentType extends ResolversParentTypes['Account'] = ResolversParentTypes['Account'], FederationReferenceType extends FederationReferenceTypes['Account'] = FederationReferenceTypes['Account']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Account']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  profile?: Resolver<Maybe<ResolversTypes['Profile']>, ParentType, ContextType, RequireFields<AccountProfileArgs, 'id'>>;
};

export type ContentResolvers<ContextType = ViewingContext, ParentType extends ResolversParentTypes['Content'] = ResolversParentTypes['Content'], FederationReferenceType extends FederationReferenceTypes['Content'] = FederationReferenceTypes['Content']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Content']> | FederationReferenceType, FederationReferenceType, ContextType>;
  bookmark?: Resolver<Maybe<ResolversTypes['ViewHistoryEntry']>, ParentType, ContextType, Partial<ContentBookmarkArgs>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  inWatchlist?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType, Partial<ContentInWatchlistArgs>>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type MutationResolvers<ContextType = ViewingContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  addToWatchlist?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationAddToWatchlistArgs, 'contentId'>>;
  clearViewHistory?: Resolver<ResolversTypes['Int'], ParentType, ContextType, Partial<MutationClearViewHistoryArgs>>;
  recordProgress?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationRecordProgressArgs, 'progress'>>;
  removeFromHistory?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, Partial<MutationRemoveFromHistoryArgs>>;
  removeFromWatchlist?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationRemoveFromWatchlistArgs, 'contentId'>>;
  setBookmark?: Resolver<ResolversTypes['ViewHistoryEntry'], ParentType, ContextType, RequireFields<MutationSetBookmarkArgs, 'positionSeconds'>>;
};

export type PageInfoResolvers<ContextType = ViewingContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ProfileResolvers<ContextType = ViewingContext, ParentType extends ResolversParentTypes['Profile'] = ResolversParentTypes['Profile'], FederationReferenceType extends FederationReferenceTypes['Profile'] = FederationReferenceTypes['Profile']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Profile']> | FederationReferenceType, FederationReferenceType, ContextType>;
  continueWatching?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ViewHistoryEntry']>>, ParentType, ContextType, RequireFields<ProfileContinueWatchingArgs, 'first'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  viewHistory?: Resolver<Maybe<ResolversTypes['ViewHistoryConnection']>, ParentType, ContextType, RequireFields<ProfileViewHistoryArgs, 'first' | 'includeArchived'>>;
  watchlist?: Resolver<Maybe<ResolversTypes['WatchlistConnection']>, ParentType, ContextType, RequireFields<ProfileWatchlistArgs, 'first'>>;
};

export type QueryResolvers<ContextType = ViewingContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  resumePositionSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType, RequireFields<QueryResumePositionSecondsArgs, 'itemId'>>;
  viewer?: Resolver<Maybe<ResolversTypes['Account']>, ParentType, ContextType>;
};

export type RecordingResolvers<ContextType = ViewingContext, ParentType extends ResolversParentTypes['Recording'] = ResolversParentTypes['Recording'], FederationReferenceType extends FederationReferenceTypes['Recording'] = FederationReferenceTypes['Recording']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Recording']> | FederationReferenceType, FederationReferenceType, ContextType>;
  bookmark?: Resolver<Maybe<ResolversTypes['ViewHistoryEntry']>, ParentType, ContextType, Partial<RecordingBookmarkArgs>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type ViewHistoryConnectionResolvers<ContextType = ViewingContext, ParentType extends ResolversParentTypes['ViewHistoryConnection'] = ResolversParentTypes['ViewHistoryConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ViewHistoryEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ViewHistoryEdgeResolvers<ContextType = ViewingContext, ParentType extends ResolversParentTypes['ViewHistoryEdge'] = ResolversParentTypes['ViewHistoryEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ViewHistoryEntry'], ParentType, ContextType>;
};

export type ViewHistoryEntryResolvers<ContextType = ViewingContext, ParentType extends ResolversParentTypes['ViewHistoryEntry'] = ResolversParentTypes['ViewHistoryEntry']> = {
  content?: Resolver<Maybe<ResolversTypes['Content']>, ParentType, ContextType>;
  durationSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  finished?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  playCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  positionSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  recording?: Resolver<Maybe<ResolversTypes['Recording']>, ParentType, ContextType>;
  watchedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type WatchlistConnectionResolvers<ContextType = ViewingContext, ParentType extends ResolversParentTypes['WatchlistConnection'] = ResolversParentTypes['WatchlistConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['WatchlistEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type WatchlistEdgeResolvers<ContextType = ViewingContext, ParentType extends ResolversParentTypes['WatchlistEdge'] = ResolversParentTypes['WatchlistEdge']> = {
  addedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Content']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = ViewingContext> = {
  Account?: AccountResolvers<ContextType>;
  Content?: ContentResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Mutation?: MutationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Profile?: ProfileResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Recording?: RecordingResolvers<ContextType>;
  ViewHistoryConnection?: ViewHistoryConnectionResolvers<ContextType>;
  ViewHistoryEdge?: ViewHistoryEdgeResolvers<ContextType>;
  ViewHistoryEntry?: ViewHistoryEntryResolvers<ContextType>;
  WatchlistConnection?: WatchlistConnectionResolvers<ContextType>;
  WatchlistEdge?: WatchlistEdgeResolvers<ContextType>;
};

