import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLSchema,
  locatedError,
  type OperationDefinitionNode,
} from "graphql";
import { type Place, pathTo } from "./places.js";

/** What all runs of an operation have in common. */
export interface OperationFacts {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
}

type Arguments = Readonly<Record<string, unknown>>;

/** In place of a value: it cannot be had, an error says so already, and the nearest place above that may be null is. */
export const BROKEN = Symbol("broken");
/** In place of a value: it will be put in its place later. */
export const PENDING = Symbol("pending");

/** One run of an operation: what has gone wrong, and how much is still to come. */
export class ExecutionRun {
  readonly facts: OperationFacts;
  readonly contextValue: unknown;
  readonly variableValues: Readonly<Record<string, unknown>>;
  readonly errors: GraphQLError[] = [];
  /** There is no answer: something that it must have could not be had. */
  isNulled = false;
  #pending = 0;
  #onIdle: (() => void) | undefined;
  readonly #args = new Map<object, Arguments | { readonly thrown: unknown }>();

  constructor(facts: OperationFacts, contextValue: unknown, variableValues: Record<string, unknown>) {
    this.facts = facts;
    this.contextValue = contextValue;
    this.variableValues = variableValues;
  }

  get isIdle(): boolean {
    return this.#pending === 0;
  }

  /** When nothing is to come any more. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#onIdle = resolve;
    });
  }

  /** Puts what `complete` makes of a promised value in its place, when it is there. */
  later(
    promised: PromiseLike<unknown>,
    complete: (run: ExecutionRun, value: unknown, place: Place) => unknown,
    nodes: readonly FieldNode[],
    place: Place,
  ): void {
    this.#pending += 1;
    promised.then(
      (value) => {
        try {
          const completed = complete(this, value, place);
          if (typeof completed !== "symbol") place.holder[place.key] = completed;
        } catch (error) {
          this.fail(error, nodes, place);
        }
        this.#settled();
      },
      (error: unknown) => {
        this.fail(error, nodes, place);
        this.#settled();
      },
    );
  }

  #settled(): void {
    this.#pending -= 1;
    if (this.#pending === 0) this.#onIdle?.();
  }

  /**
   * A value cannot be had: it is null, or what it is in where it must not be. Nothing is said of what is in something that
   * is null already.
   */
  fail(error: unknown, nodes: readonly FieldNode[], place: Place): void {
    let nulled: Place | undefined = place;
    while (nulled && !nulled.isNullable) nulled = nulled.prev;
    if (this.isNulled) return;
    for (let above = nulled; above; above = above.prev) if (above.isNulled) return;
    this.errors.push(locatedError(error, [...nodes], pathTo(place)));
    if (nulled) {
      nulled.isNulled = true;
      nulled.holder[nulled.key] = null;
    } else this.isNulled = true;
  }

  /** Arguments depend on the variables alone: they are worked out once a run, however many objects have the field. */
  argumentsOf(field: object, read: (variables: Readonly<Record<string, unknown>>) => Arguments): Arguments {
    let known = this.#args.get(field);
    if (!known) {
      known = this.#read(read);
      this.#args.set(field, known);
    }
    if (known instanceof Thrown) throw known.thrown;
    return known as Arguments;
  }

  #read(read: (variables: Readonly<Record<string, unknown>>) => Arguments): Arguments | Thrown {
    try {
      return Object.freeze(read(this.variableValues));
    } catch (error) {
      return new Thrown(error);
    }
  }
}

class Thrown {
  readonly thrown: unknown;
  constructor(thrown: unknown) {
    this.thrown = thrown;
  }
}
