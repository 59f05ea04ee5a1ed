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

export type Query = {
  readonly __typename?: 'Query';
  /** A stretch of an export's JSON; null behind the last, or for a token that is worth nothing (any more). */
  readonly exportText?: Maybe<Scalars['String']['output']>;
  /** What a household's products open now; nothing where there is none such. */
  readonly heldByHousehold: Held;
};


export type QueryExportTextArgs = {
  index: Scalars['Int']['input'];
  token: Scalars['String']['input'];
};


export type QueryHeldByHouseholdArgs = {
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
  Held: ResolverTypeWrapper<Held>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  PinCheck: ResolverTypeWrapper<PinCheck>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Boolean: Scalars['Boolean']['output'];
  Held: Held;
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  Mutation: Record<PropertyKey, never>;
  PinCheck: PinCheck;
  Query: Record<PropertyKey, never>;
  String: Scalars['String']['output'];
};

export type HeldResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Held'] = ResolversParentTypes['Held']> = {
  entitlementTags?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type MutationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  checkParentalPin?: Resolver<ResolversTypes['PinCheck'], ParentType, ContextType, RequireFields<MutationCheckParentalPinArgs, 'accountId' | 'pin' | 'profileId'>>;
  deliverExportPiece?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationDeliverExportPieceArgs, 'exportId' | 'index' | 'isLast' | 'service' | 'text'>>;
};

export type PinCheckResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PinCheck'] = ResolversParentTypes['PinCheck']> = {
  attemptsLeft?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  isRight?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  exportText?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType, RequireFields<QueryExportTextArgs, 'index' | 'token'>>;
  heldByHousehold?: Resolver<ResolversTypes['Held'], ParentType, ContextType, RequireFields<QueryHeldByHouseholdArgs, 'accountId'>>;
};

export type Resolvers<ContextType = RequestContext> = {
  Held?: HeldResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  PinCheck?: PinCheckResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
};

