import type { Product } from "./product.js";
import type { BrokenRule } from "./sign-up-input.js";

const LONGEST_NAME = 100;
const LONGEST_DESCRIPTION = 1_000;
/** An app asks for a handful; an access check compares them all. */
const MOST_TAGS = 50;
const MOST_STREAMS = 50;
const MOST_DEVICES = 100;

/** The first rule that a product breaks, or null. */
export function checkProduct(product: Product): BrokenRule | null {
  const rules: readonly (readonly [field: keyof Product, holds: boolean, rule: string])[] = [
    ["id", /^[a-z][a-z0-9-]{0,59}$/.test(product.id), "be 1..60 lower-case letters, digits and hyphens"],
    ["name", isText(product.name, 1, LONGEST_NAME), `be 1..${LONGEST_NAME} characters`],
    [
      "description",
      isText(product.description ?? "", 0, LONGEST_DESCRIPTION),
      `be at most ${LONGEST_DESCRIPTION} characters`,
    ],
    [
      "entitlementTags",
      product.entitlementTags.length <= MOST_TAGS &&
        product.entitlementTags.every((tag) => /^[\w:.-]{1,60}$/.test(tag)),
      `be at most ${MOST_TAGS} tags of 1..60 letters, digits, _ : . -`,
    ],
    ["period", /^P[1-9]\d{0,2}[DWMY]$/.test(product.period), "be P<1..999>D, W, M or Y"],
    ["amountMinor", product.amountMinor >= 0, "be 0 or more"],
    ["currency", /^[A-Z]{3}$/.test(product.currency), "be an ISO 4217 code such as NZD"],
    ["concurrentStreams", isWithin(product.concurrentStreams, 1, MOST_STREAMS), `be 1..${MOST_STREAMS}`],
    ["devices", isWithin(product.devices, 1, MOST_DEVICES), `be 1..${MOST_DEVICES}`],
    ["recordingSeconds", product.recordingSeconds >= 0, "be 0 or more"],
  ];
  const broken = rules.find(([, holds]) => !holds);
  return broken ? { field: broken[0], message: `${broken[0]} must ${broken[2]}` } : null;
}

function isText(text: string, least: number, most: number): boolean {
  return text.length >= least && text.length <= most && !/\p{Cc}/u.test(text);
}

function isWithin(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}
