/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** A position that a player said, on its way from playback: for services alone. */
export type ProgressInput = {
  /** Whose household it is. */
  readonly accountId: string | number;
  /** Seconds from the start at which its credits begin; null where playback does not know. */
  readonly creditsSeconds?: number | null | undefined;
  /** Seconds it lasts; null where playback does not know. */
  readonly durationSeconds?: number | null | undefined;
  /** What is watched: a content or a recording, by its prefix. */
  readonly itemId: string | number;
  /** Seconds from the start. */
  readonly positionSeconds: number;
  /** Who watches. */
  readonly profileId: string | number;
  /** When it was said, epoch ms. */
  readonly saidAt: number;
};

export type ResumePositionQueryVariables = Exact<{
  itemId: string | number;
  profileId?: string | number | null | undefined;
}>;


export type ResumePositionQuery = { readonly resumePositionSeconds: number | null };

export type RecordProgressMutationVariables = Exact<{
  progress: ReadonlyArray<ProgressInput> | ProgressInput;
}>;


export type RecordProgressMutation = { readonly recordProgress: boolean };


export const ResumePositionDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ResumePosition"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"itemId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"profileId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"resumePositionSeconds"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"itemId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"itemId"}}},{"kind":"Argument","name":{"kind":"Name","value":"profileId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"profileId"}}}]}]}}]} as unknown as DocumentNode<ResumePositionQuery, ResumePositionQueryVariables>;
export const RecordProgressDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RecordProgress"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"progress"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ProgressInput"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"recordProgress"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"progress"},"value":{"kind":"Variable","name":{"kind":"Name","value":"progress"}}}]}]}}]} as unknown as DocumentNode<RecordProgressMutation, RecordProgressMutationVariables>;