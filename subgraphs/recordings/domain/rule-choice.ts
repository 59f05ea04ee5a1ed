import { assertNever } from "../../../lib/assert-never.js";
import { normalised } from "./episode-identity.js";
import { type AiringOnChannel, milderTerms, type RecordingRule, type RuleTerms } from "./rule.js";
import { isWanted } from "./rule-matching.js";

/** A rule as it speaks for an airing that it wants. */
export type Speaker = { readonly id: string } & RuleTerms;

/** What keeps a rule from recording an airing that it wants, but for others of the same episode. */
export function obstacleInRule(
  { id, newOnly, keep }: Speaker,
  isRepeat: boolean,
  protectedBy: ReadonlyMap<string, number>,
): "REPEAT" | "KEEP_LIMIT" | null {
  if (newOnly && isRepeat) return "REPEAT";
  return keep !== null && (protectedBy.get(id) ?? 0) >= keep ? "KEEP_LIMIT" : null;
}

/**
 * As who the rules that want an airing speak together: as the first that nothing in itself keeps from it, by what any of
 * those asks for. Where all are kept from it, as the first. Null where none wants it.
 */
export function speakerOf(
  wanting: readonly Speaker[],
  isRepeat: boolean,
  protectedBy: ReadonlyMap<string, number>,
): Speaker | null {
  const able = wanting.filter((rule) => obstacleInRule(rule, isRepeat, protectedBy) === null);
  const [first, ...others] = able;
  if (!first) return wanting[0] ?? null;
  return { ...others.reduce<RuleTerms>(milderTerms, first), id: first.id };
}

/** Finds those of a household's rules that want an airing, with little work for each that does not. */
export class WantingRules {
  readonly #bySeries = new Map<string, RecordingRule[]>();
  readonly #bySlotChannel = new Map<string, RecordingRule[]>();
  readonly #byPhrase: { readonly phrase: string; readonly rule: RecordingRule }[] = [];

  constructor(rules: Iterable<RecordingRule>) {
    for (const rule of rules) if (rule.enabled) this.#add(rule);
  }

  /** The highest priority first. */
  of(seen: AiringOnChannel): RecordingRule[] {
    const { seriesId, channelId, title } = seen.airing;
    const words = this.#byPhrase.length > 0 ? ` ${normalised(title)} ` : "";
    const found = [
      ...(this.#bySeries.get(seriesId ?? "") ?? []),
      ...(this.#bySlotChannel.get(channelId) ?? []),
      ...this.#byPhrase.filter(({ phrase }) => words.includes(phrase)).map(({ rule }) => rule),
    ];
    return found.filter((rule) => isWanted(rule, seen)).sort((a, b) => b.priority - a.priority);
  }

  #add(rule: RecordingRule): void {
    switch (rule.kind) {
      case "SERIES":
        append(this.#bySeries, rule.seriesId ?? "", rule);
        return;
      case "TIMESLOT":
        for (const channelId of rule.channelIds) append(this.#bySlotChannel, channelId, rule);
        return;
      case "TITLE":
        this.#byPhrase.push({ phrase: ` ${normalised(rule.titleMatch ?? "")} `, rule });
        return;
      default:
        assertNever(rule.kind, "kind of rule");
    }
  }
}

function append(groups: Map<string, RecordingRule[]>, key: string, rule: RecordingRule): void {
  const group = groups.get(key);
  if (group) group.push(rule);
  else groups.set(key, [rule]);
}
