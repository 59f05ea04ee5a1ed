import { randomUUID } from "node:crypto";
import type { ServiceTransport } from "./service.js";

/** A service's part of an export, as JSON. */
export interface ExportPart {
  readonly exportId: string;
  readonly service: string;
  readonly part: string;
}

/** Characters of a piece: at most some 2 MB with all escapes, where a service reads bodies of 4 MB. */
const PIECE_CHARACTERS = 300_000;
/** Some 60 MB: the longest life of a household has a tenth of it. */
const MOST_PIECES = 200;

const DELIVER = `mutation Deliver($exportId: ID!, $service: String!, $index: Int!, $isLast: Boolean!, $text: String!) {
  deliverExportPiece(exportId: $exportId, service: $service, index: $index, isLast: $isLast, text: $text)
}`;

/** Accounts cannot take it now; whoever delivers tries again, for as long as it takes. */
export class DeliveryFailure extends Error {
  override readonly name = "DeliveryFailure";
  /** Reads as a connection that was refused: nobody's fault, and no try. */
  readonly code = "ECONNREFUSED";
}

/**
 * Hands a part to accounts, which keeps it until the household has read it. Delivering it again replaces it.
 *
 * @throws DeliveryFailure where accounts cannot take it now; Error for a part that is too large.
 */
export async function deliverExportPart(
  peers: ServiceTransport,
  { exportId, service, part }: ExportPart,
): Promise<void> {
  const pieces = piecesOf(part);
  if (pieces.length > MOST_PIECES) {
    throw new Error(
      `a part must have at most ${MOST_PIECES * PIECE_CHARACTERS} characters, got ${part.length}`,
    );
  }
  const traceId = randomUUID().replaceAll("-", "");
  for (const [index, text] of pieces.entries()) {
    const variables = { exportId, service, index, isLast: index === pieces.length - 1, text };
    const { errors } = await peers
      .call("accounts", { query: DELIVER, variables, isInner: true }, { traceId })
      .catch((cause: unknown) => {
        throw new DeliveryFailure("accounts cannot be reached", { cause });
      });
    if (errors?.length) throw new DeliveryFailure(`accounts answered: ${errors[0]?.message}`);
  }
}

/** At least one; none ends within a character, for a half of one is none to a database. */
export function piecesOf(part: string): string[] {
  const pieces: string[] = [];
  for (let from = 0; from < part.length || pieces.length === 0; ) {
    const end = from + PIECE_CHARACTERS;
    const isCut = end < part.length && /[\ud800-\udbff]/.test(part.charAt(end - 1));
    const piece = part.slice(from, isCut ? end - 1 : end);
    pieces.push(piece);
    from += piece.length;
  }
  return pieces;
}
