import { Kind, type OperationDefinitionNode, type ValueNode, visit } from "graphql";
import { KeptEntries } from "./executor/kept-entries.js";
import type { PolicySubject } from "./policy.js";

/**
 * What was found out about an operation, kept for the values of those variables that it depends on, and for as long as its
 * document is. Apps ask the same few operations again and again, and mostly with variables on which nothing of it depends.
 */
export interface OperationFacts {
  /** What depends on what @skip and @include leave out; `scope` says what else it depends on. */
  byConditions<Fact>(subject: PolicySubject, scope: string, find: () => Fact): Fact;
  /** What depends, beside that, on the sizes that lists are asked for in. */
  bySizes<Fact>(subject: PolicySubject, scope: string, find: () => Fact): Fact;
}

/** Facts of one operation; whoever sends it with ever new sizes is measured each time, as all were once. */
const MOST_FACTS = 64;
/** Flags, numbers and instants; longer values are some client's mischief, and nothing is kept for them. */
const LONGEST_KEY = 400;

interface Known {
  readonly conditions: readonly string[];
  readonly sizes: readonly string[];
  readonly facts: KeptEntries<{ readonly fact: unknown }>;
}

/**
 * One for a set of rules: facts of another schema or policy are others. `sizing` are the names of the arguments that sizes
 * of lists are read from.
 */
export function createOperationFacts(sizing: ReadonlySet<string>): OperationFacts {
  const operations = new WeakMap<OperationDefinitionNode, Known>();
  const knownOf = (subject: PolicySubject): Known => {
    const known = operations.get(subject.operation);
    if (known) return known;
    const made = { ...variablesOf(subject, sizing), facts: new KeptEntries<{ fact: unknown }>(MOST_FACTS) };
    operations.set(subject.operation, made);
    return made;
  };
  const keep = <Fact>(
    { facts }: Known,
    names: readonly string[],
    { variables }: PolicySubject,
    scope: string,
    find: () => Fact,
  ): Fact => {
    const values = names.map((name) => (Object.hasOwn(variables, name) ? [variables[name]] : []));
    const key = values.length > 0 ? `${scope} ${JSON.stringify(values)}` : scope;
    const known = facts.get(key);
    if (known) return known.fact as Fact;
    const fact = find();
    if (key.length <= LONGEST_KEY) facts.set(key, { fact });
    return fact;
  };
  return {
    byConditions(subject, scope, find) {
      const known = knownOf(subject);
      return keep(known, known.conditions, subject, `conditions ${scope}`, find);
    },
    bySizes(subject, scope, find) {
      const known = knownOf(subject);
      return keep(known, known.sizes, subject, `sizes ${scope}`, find);
    },
  };
}

/** The variables that conditions name, and those with the ones that sizes of lists name. */
function variablesOf(
  { operation, fragments }: PolicySubject,
  sizing: ReadonlySet<string>,
): Pick<Known, "conditions" | "sizes"> {
  const conditions = new Set<string>();
  const sizes = new Set<string>();
  for (const node of [operation, ...fragments.values()]) {
    visit(node, {
      Directive(directive) {
        for (const { value } of directive.arguments ?? []) addVariables(value, conditions);
      },
      Field(field) {
        for (const { name, value } of field.arguments ?? []) {
          if (sizing.has(name.value)) addVariables(value, sizes);
        }
      },
    });
  }
  for (const name of conditions) sizes.add(name);
  return { conditions: [...conditions], sizes: [...sizes] };
}

function addVariables(value: ValueNode, into: Set<string>): void {
  if (value.kind === Kind.VARIABLE) into.add(value.name.value);
  else visit(value, { Variable: (variable) => void into.add(variable.name.value) });
}
