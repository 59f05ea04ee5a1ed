import type { GraphQLResolveInfo } from 'graphql';
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
};

/** What a household's valid products open. */
export type Held = {
  readonly __typename?: 'Held';
  /** Their tags, together. */
  readonly entitlementTags: ReadonlyArray<Scalars['String']['output']>;
  /** Room for recordings, in seconds: the most of any of them. */
  readonly recordingSeconds: Scalars['Int']['output'];
};

/** A valid product of a household. */
export type Holding = {
  readonly __typename?: 'Holding';
  /** What it opens. */
  readonly entitlementTags: ReadonlyArray<Scalars['String']['output']>;
  /** Until when, exclusive, milliseconds since the epoch; null in grace, whose end nobody knows. */
  readonly validUntil?: Maybe<Scalars['Float']['output']>;
};

export type Mutation = {
  readonly __typename?: 'Mutation';
  /** A PIN that was given for what is above a profile's limit. It counts as a try. */
  readonly checkParentalPin: PinCheck;
  /** A piece of a service's part of an export. False where nobody waits for it any more. */
  readonly deliverExportPiece: Scalars['Boolean']['output'];
};


export type MutationCheckParentalPinArgs = {
  accountId: Scalars['ID']['input'];
  pin: Scalars['String']['input'];
  profileId: Scalars['ID']['input'];
};


export type MutationDeliverExportPieceArgs = {
  exportId: Scalars['ID']['input'];
  index: Scalars['Int']['input'];
  isLast: Scalars['Boolean']['input'];
  service: Scalars['String']['input'];
  text: Scalars['String']['input'];
};

/** What came of a PIN. */
export type PinCheck = {
  readonly __typename?: 'PinCheck';
  /** Tries that are left until some minutes have passed; 0: it was not even looked at. */
  readonly attemptsLeft: Scalars['Int']['output'];
  /** Whether what was asked for may be seen. */
  readonly isRight: Scalars['Boolean']['output'];
};

/** A household, as far as it matters to who plays what. */
export type PlayingHousehold = {
  readonly __typename?: 'PlayingHousehold';
  /** The most streams at the same time. */
  readonly concurrentStreams: Scalars['Int']['output'];
  /** Where it lives, ISO 3166-1 alpha-2. */
  readonly country: Scalars['String']['output'];
  /** Its devices. */
  readonly deviceIds: ReadonlyArray<Scalars['ID']['output']>;
  /** What it holds, of valid products alone. */
  readonly holdings: ReadonlyArray<Holding>;
  /** Its people, the first of them first. */
  readonly profiles: ReadonlyArray<PlayingProfile>;
};

/** Somebody of a household. */
export type PlayingProfile = {
  readonly __typename?: 'PlayingProfile';
  /** Their id. */
  readonly id: Scalars['ID']['output'];
  /** The highest age rating shown without the PIN, years; null for no limit. */
  readonly maximumAge?: Maybe<Scalars['Int']['output']>;
};

export type Query = {
  readonly __typename?: 'Query';
  /** A stretch of an export's JSON; null behind the last, or for a token that is worth nothing (any more). */
  readonly exportText?: Maybe<Scalars['String']['output']>;
  /** What a household's products open; nothing where there is none such. */
  readonly heldByHousehold: Held;
  /** What playback must know of a household before one of its devices plays; null where there is none such. */
  readonly householdForPlayout?: Maybe<PlayingHousehold>;
};


export type QueryExportTextArgs = {
  index: Scalars['Int']['input'];
  token: Scalars['String']['input'];
};


export type QueryHeldByHouseholdArgs = {
  accountId: Scalars['ID']['input'];
  at?: InputMaybe<Scalars['Float']['input']>;
};


export type QueryHouseholdForPlayoutArgs = {
  accountId: Scalars['ID']['input'];
};



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
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  Held: ResolverTypeWrapper<Held>;
  Holding: ResolverTypeWrapper<Holding>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  PinCheck: ResolverTypeWrapper<PinCheck>;
  PlayingHousehold: ResolverTypeWrapper<PlayingHousehold>;
  PlayingProfile: ResolverTypeWrapper<PlayingProfile>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Boolean: Scalars['Boolean']['output'];
  Float: Scalars['Float']['output'];
  Held: Held;
  Holding: Holding;
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  Mutation: Record<PropertyKey, never>;
  PinCheck: PinCheck;
  PlayingHousehold: PlayingHousehold;
  PlayingProfile: PlayingProfile;
  Query: Record<PropertyKey, never>;
  String: Scalars['String']['output'];
};

export type HeldResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Held'] = ResolversParentTypes['Held']> = {
  entitlementTags?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  recordingSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type HoldingResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Holding'] = ResolversParentTypes['Holding']> = {
  entitlementTags?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  validUntil?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type MutationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  checkParentalPin?: Resolver<ResolversTypes['PinCheck'], ParentType, ContextType, RequireFields<MutationCheckParentalPinArgs, 'accountId' | 'pin' | 'profileId'>>;
  deliverExportPiece?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationDeliverExportPieceArgs, 'exportId' | 'index' | 'isLast' | 'service' | 'text'>>;
};

export type PinCheckResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PinCheck'] = ResolversParentTypes['PinCheck']> = {
  attemptsLeft?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  isRight?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type PlayingHouseholdResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PlayingHousehold'] = ResolversParentTypes['PlayingHousehold']> = {
  concurrentStreams?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  country?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  deviceIds?: Resolver<ReadonlyArray<ResolversTypes['ID']>, ParentType, ContextType>;
  holdings?: Resolver<ReadonlyArray<ResolversTypes['Holding']>, ParentType, ContextType>;
  profiles?: Resolver<ReadonlyArray<ResolversTypes['PlayingProfile']>, ParentType, ContextType>;
};

export type PlayingProfileResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PlayingProfile'] = ResolversParentTypes['PlayingProfile']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  maximumAge?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  exportText?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType, RequireFields<QueryExportTextArgs, 'index' | 'token'>>;
  heldByHousehold?: Resolver<ResolversTypes['Held'], ParentType, ContextType, RequireFields<QueryHeldByHouseholdArgs, 'accountId'>>;
  householdForPlayout?: Resolver<Maybe<ResolversTypes['PlayingHousehold']>, ParentType, ContextType, RequireFields<QueryHouseholdForPlayoutArgs, 'accountId'>>;
};

export type Resolvers<ContextType = RequestContext> = {
  Held?: HeldResolvers<ContextType>;
  Holding?: HoldingResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  PinCheck?: PinCheckResolvers<ContextType>;
  PlayingHousehold?: PlayingHouseholdResolvers<ContextType>;
  PlayingProfile?: PlayingProfileResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
};

