/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
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

export type RecordingForPlayoutQueryVariables = Exact<{
  accountId: string | number;
  id: string | number;
}>;


export type RecordingForPlayoutQuery = { readonly recordingForPlayout: { readonly title: string, readonly entitlementTags: ReadonlyArray<string>, readonly countries: ReadonlyArray<string>, readonly channelId: string, readonly start: string, readonly stop: string, readonly minimumAge: number | null, readonly status: RecordingStatus, readonly folder: string | null, readonly playlist: string | null } | null };


export const RecordingForPlayoutDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RecordingForPlayout"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"accountId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"recordingForPlayout"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"accountId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"accountId"}}},{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"entitlementTags"}},{"kind":"Field","name":{"kind":"Name","value":"countries"}},{"kind":"Field","name":{"kind":"Name","value":"channelId"}},{"kind":"Field","name":{"kind":"Name","value":"start"}},{"kind":"Field","name":{"kind":"Name","value":"stop"}},{"kind":"Field","name":{"kind":"Name","value":"minimumAge"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"folder"}},{"kind":"Field","name":{"kind":"Name","value":"playlist"}}]}}]}}]} as unknown as DocumentNode<RecordingForPlayoutQuery, RecordingForPlayoutQueryVariables>;