import type { CallerHeaders } from "../../lib/service.js";
import type { RequestContext } from "../../lib/subgraph.js";
import { requireViewer } from "../../lib/viewer.js";
import type { RecordingsLoaders } from "./loaders.js";
import type { RuleBook } from "./rule-book.js";
import type { RecordingsStore } from "./store.js";
import type { Asking, Wishes } from "./wishes.js";

/** What lives as long as the service. */
export interface RecordingsServices {
  readonly client: RecordingsStore;
  readonly wishes: Wishes;
  readonly rules: RuleBook;
}

export type RecordingsContext = RequestContext & RecordingsServices & { readonly loaders: RecordingsLoaders };

/** The household that asks, as the verified token says; UNAUTHENTICATED where nobody is signed in. */
export function askingOf(context: RequestContext, field: string): Asking {
  const { accountId } = requireViewer(context.viewer, field);
  const caller: CallerHeaders = { authorization: context.authorization, traceId: context.traceId };
  return { accountId, caller };
}
