import { readFileSync } from "node:fs";
import { z } from "zod";
import { readScheduledSources } from "../subgraphs/catalog/domain/scheduled-source.js";

/** GUIDE_SOURCES: sources of guides as JSON, or the name of a file with it. */
export const guideSources = z
  .string()
  .transform((text, context) => {
    try {
      return readScheduledSources(/^\s*[[{]/.test(text) ? text : textOf(text));
    } catch (error) {
      context.addIssue({ code: "custom", message: (error as Error).message });
      return z.NEVER;
    }
  })
  .optional()
  .meta({
    description:
      'guides to import by themselves: a JSON file, or [{"name": "nz", "url": "https://…", "intervalMinutes": 60, "timezone": "Pacific/Auckland"}]',
    // Addresses of guides often hold a token.
    secret: true,
  });

/** Without the name in the error: what is no file may be an address. */
function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`must be a list ([…]), or name a file that can be read (${code})`, { cause: error });
  }
}
