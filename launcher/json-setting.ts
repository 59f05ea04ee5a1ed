import { readFileSync } from "node:fs";
import { z } from "zod";

/**
 * A setting that is JSON, or the name of a file with it. `parse` throws an Error with the rule that its text breaks. What is
 * wrong with a file is told without its name: what is no file may be an address with a token.
 */
export function jsonSetting<T>(parse: (text: string) => T) {
  return z.string().transform((text, context) => {
    try {
      return parse(/^\s*[[{]/.test(text) ? text : textOf(text));
    } catch (error) {
      context.addIssue({ code: "custom", message: (error as Error).message });
      return z.NEVER;
    }
  });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`must be JSON, or name a file that can be read (${code})`, { cause: error });
  }
}
