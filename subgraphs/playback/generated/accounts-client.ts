/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Where an entitlement stands. */
export type EntitlementStatus =
  /** Valid. */
  | 'ACTIVE'
  /** Valid until its period ends; will not renew. */
  | 'CANCELLED'
  /** Not valid: its period is over. */
  | 'EXPIRED'
  /** Past its period and still valid while a payment is awaited. */
  | 'GRACE'
  /** Not valid: taken away for now by billing. */
  | 'SUSPENDED';

export type HouseholdForPlayoutQueryVariables = Exact<{ [key: string]: never; }>;


export type HouseholdForPlayoutQuery = { readonly viewer: { readonly id: string, readonly country: string, readonly entitlements: ReadonlyArray<{ readonly status: EntitlementStatus, readonly validUntil: string, readonly product: { readonly entitlementTags: ReadonlyArray<string> } }>, readonly limits: { readonly concurrentStreams: number }, readonly devices: ReadonlyArray<{ readonly id: string }>, readonly profiles: ReadonlyArray<{ readonly id: string, readonly maximumAge: number | null }> } | null };


export const HouseholdForPlayoutDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"HouseholdForPlayout"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"country"}},{"kind":"Field","name":{"kind":"Name","value":"entitlements"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"activeOnly"},"value":{"kind":"BooleanValue","value":true}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"validUntil"}},{"kind":"Field","name":{"kind":"Name","value":"product"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"entitlementTags"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"limits"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"concurrentStreams"}}]}},{"kind":"Field","name":{"kind":"Name","value":"devices"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"profiles"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"maximumAge"}}]}}]}}]}}]} as unknown as DocumentNode<HouseholdForPlayoutQuery, HouseholdForPlayoutQueryVariables>;