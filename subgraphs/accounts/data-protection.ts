import type { Clock } from "../../lib/clock.js";
import type { Ids } from "../../lib/ids.js";
import { type DataExport, exportStatusAt } from "./domain/data-export.js";
import { isTooLong, normalisePassword } from "./domain/sign-up-input.js";
import { givingBackWhenBusy, type PasswordHasher } from "./password-hasher.js";
import type { NewPiece } from "./store/data-exports.js";
import type { AccountsStore } from "./store.js";
import type { TokenIssuer } from "./token-issuer.js";
import type { Tries } from "./tries.js";

export type DataExportOutcome =
  | { readonly kind: "DataExport"; readonly wanted: DataExport }
  | { readonly kind: "Throttled"; readonly retryAfterSeconds: number };

/** What households ask of what is stored about them. */
export interface DataProtection {
  /** Services that have a part in every export. */
  readonly services: readonly string[];
  requestExport(accountId: string): Promise<DataExportOutcome>;
  /** One of the household's own. */
  exportOf(accountId: string, id: string): Promise<DataExport | null>;
  /** Where it can be downloaded; null unless it is READY. */
  urlOf(wanted: DataExport): Promise<string | null>;
  /** A stretch of the JSON that a URL's token stands for; null behind the last, and for a token that is worth nothing. */
  textOf(token: string, index: number): Promise<string | null>;
  keepPiece(piece: NewPiece): Promise<boolean>;
  /** False where the password is wrong, or was tried too often. @throws HasherBusy where it cannot be checked now. */
  deleteAccount(accountId: string, password: string, clientAddress?: string): Promise<boolean>;
  /** For operators: without the household's word. False where there is none such. */
  erase(accountId: string): Promise<boolean>;
}

/** Tokens of URLs are worth nothing elsewhere. */
const AUDIENCE = "data-export";
/** Long enough for a slow connection, short enough for a URL that lies about in a browser's history. */
const URL_SECONDS = 60 * 60;
export const EXPORT_PATH = "/data-exports/";

export function createDataProtection(options: {
  readonly store: AccountsStore;
  readonly hasher: PasswordHasher;
  readonly tokens: TokenIssuer;
  readonly services: readonly string[];
  readonly publicUrl: () => string;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly passwordTries: Tries;
}): DataProtection {
  const { store, hasher, tokens, services, publicUrl, clock, ids, passwordTries: tries } = options;

  return {
    services,
    async requestExport(accountId) {
      const now = clock.now();
      const opened = await store.openExport(accountId, ids.next("exp"), now);
      if (opened === null) throw new Error(`a household that is gone wants an export: ${accountId}`);
      if (typeof opened !== "number") return { kind: "DataExport", wanted: opened };
      return { kind: "Throttled", retryAfterSeconds: Math.ceil((opened - now) / 1_000) };
    },

    exportOf: (accountId, id) => store.exportById(accountId, id),

    async urlOf(wanted) {
      if (exportStatusAt(wanted, services, clock.now()) !== "READY") return null;
      const { token } = await tokens.issue(wanted.id, {}, URL_SECONDS, AUDIENCE);
      return `${publicUrl()}${EXPORT_PATH}${token}`;
    },

    async textOf(token, index) {
      const exportId = await tokens.subjectOf(token, AUDIENCE);
      if (exportId === null || index < 0) return null;
      const piece = await store.pieceOf(exportId, index, clock.now());
      if (!piece) return null;
      const before = index === 0 ? `{"id":${JSON.stringify(exportId)},"parts":{` : piece.opens ? "," : "";
      const name = piece.opens ? `${JSON.stringify(piece.service)}:` : "";
      return `${before}${name}${piece.text}${piece.ends ? "}}" : ""}`;
    },

    keepPiece: (piece) => store.keepPiece(piece, clock.now()),

    async deleteAccount(accountId, password, clientAddress) {
      const tried = { subject: accountId, address: clientAddress };
      if (isTooLong(password) || (await tries.take(tried)) !== null) return false;
      const stored = await store.passwordHashOf(accountId);
      const check = () => hasher.matches(normalisePassword(password), stored);
      if (!(await givingBackWhenBusy(() => tries.giveBack(tried), check))) return false;
      return store.eraseAccount(accountId, clock.now());
    },

    erase: (accountId) => store.eraseAccount(accountId, clock.now()),
  };
}
