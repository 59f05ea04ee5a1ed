/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
export type ContentForPlayoutQueryVariables = Exact<{
  id: string | number;
}>;


export type ContentForPlayoutQuery = { readonly content:
    | { readonly __typename: 'Broadcast', readonly id: string, readonly title: string, readonly entitlementTags: ReadonlyArray<string> }
    | { readonly __typename: 'Channel', readonly id: string, readonly title: string, readonly entitlementTags: ReadonlyArray<string>, readonly rights: { readonly countries: ReadonlyArray<string> } }
    | { readonly __typename: 'Episode', readonly id: string, readonly title: string, readonly entitlementTags: ReadonlyArray<string> }
    | { readonly __typename: 'Movie', readonly id: string, readonly title: string, readonly entitlementTags: ReadonlyArray<string> }
    | { readonly __typename: 'Series', readonly id: string, readonly title: string, readonly entitlementTags: ReadonlyArray<string> }
   | null };


export const ContentForPlayoutDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ContentForPlayout"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"content"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"entitlementTags"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Channel"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rights"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"countries"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ContentForPlayoutQuery, ContentForPlayoutQueryVariables>;