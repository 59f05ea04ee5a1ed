/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** A recording and whose it is. */
export type RecordingReference = {
  /** The household, as its verified token says. */
  readonly accountId: string | number;
  /** The recording. */
  readonly id: string | number;
};

export type RecordingLengthsQueryVariables = Exact<{
  recordings: ReadonlyArray<RecordingReference> | RecordingReference;
}>;


export type RecordingLengthsQuery = { readonly recordingLengths: ReadonlyArray<{ readonly durationSeconds: number | null, readonly creditsFromSeconds: number | null } | null> };


export const RecordingLengthsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RecordingLengths"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"recordings"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RecordingReference"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"recordingLengths"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"recordings"},"value":{"kind":"Variable","name":{"kind":"Name","value":"recordings"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"durationSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"creditsFromSeconds"}}]}}]}}]} as unknown as DocumentNode<RecordingLengthsQuery, RecordingLengthsQueryVariables>;