import {
  type ConstDirectiveNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  isObjectType,
  Kind,
  parse,
  type TypeNode,
  valueFromASTUntyped,
} from "graphql";
import { z } from "zod";
import { badInput, PlayheadError } from "../../lib/errors.js";
import type { LiveMessage } from "../../lib/events/live-bus.js";
import type { Viewer } from "../../lib/viewer.js";

/** Where a subscription field hears its events, as its `@event` says. */
export interface EventField {
  readonly name: string;
  /** Texts and, in braces, what stands for them: `concurrency.{viewer.accountId}`. */
  readonly channel: string;
  /** The argument of the channel that lists values: a subscription hears a channel for each. */
  readonly list: string | null;
  /** True: every message, in order. False: the messages are states, and the newest is enough. */
  readonly each: boolean;
  /** Who may share a result. */
  readonly scope: "account" | "public";
  /** When the argument is given, only messages with that value at that path. */
  readonly filter: ArgumentPath | null;
  /** Query fields, outermost first, that read the state again. */
  readonly snapshot: readonly string[] | null;
  /** True: messages only say that the state has changed; what it is now is read. */
  readonly reread: boolean;
  /** The argument that must name the device which the token is bound to: nobody else listens for it. */
  readonly own: string | null;
  /** Where a message says until when it counts, epoch ms; later it is not delivered. */
  readonly until: readonly string[] | null;
  /** The state is read as if a message had come with the argument's value at that path. */
  readonly initial: ArgumentPath | null;
}

/** An argument of a subscription, and where a message has what it is about. */
export interface ArgumentPath {
  readonly argument: string;
  readonly path: readonly string[];
}

/** What one of a subscription's channels is, and its arguments as they are for this one. */
export interface EventPlace {
  readonly channel: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Channels that one subscription hears: more than a page of the guide shows at once. */
export const MOST_LISTED = 100;

const PLACEHOLDER = /\{([^{}]*)\}/g;
const VIEWER_PARTS = ["accountId", "deviceId", "profileId"] as const;
/** What an argument may put into a channel: ids, and nothing that could lead into another channel. */
const CHANNEL_PART = /^[\w-]{1,100}$/;

const argumentPath = z
  .string()
  .regex(/^\w+:\w+(\.\w+)*$/, "is `argument:path`")
  .transform((text): ArgumentPath => {
    const [argument = "", path = ""] = text.split(":");
    return { argument, path: path.split(".") };
  })
  .nullable()
  .default(null);

const fieldPath = (rule: string) =>
  z
    .string()
    .regex(/^\w+(\.\w+)*$/, rule)
    .transform((text) => text.split("."))
    .nullable()
    .default(null);

const directiveSchema = z.object({
  channel: z.string().min(1),
  each: z.boolean().default(false),
  scope: z.enum(["account", "public"]),
  filter: argumentPath,
  initial: argumentPath,
  own: z.string().nullable().default(null),
  until: fieldPath("is a path of the message's fields"),
  snapshot: fieldPath("is a path of query fields"),
  reread: z.boolean().default(false),
});

/**
 * The event fields of a supergraph, by name. Throws an Error when a subscription field has no `@event`, or
 * one that the schema contradicts: it would never be heard, or be heard by the wrong household.
 */
export function readEventFields(supergraphSdl: string, apiSchema: GraphQLSchema): Map<string, EventField> {
  const root = apiSchema.getSubscriptionType();
  if (!root) return new Map();
  const fields = parse(supergraphSdl, { noLocation: true }).definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION && definition.name.value === root.name
      ? (definition.fields ?? [])
      : [],
  );
  const events = fields.map((field) => readEventField(field, apiSchema));
  return new Map(events.map((event) => [event.name, event]));
}

function readEventField(field: FieldDefinitionNode, schema: GraphQLSchema): EventField {
  const name = field.name.value;
  const wrong = (reason: string) => new Error(`Subscription.${name}: ${reason}`);
  const directive = field.directives?.find((candidate) => candidate.name.value === "event");
  if (!directive) throw wrong("has no @event that says where its events come from");
  const result = directiveSchema.safeParse(argumentsOf(directive));
  if (!result.success) {
    const reasons = result.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
    throw wrong(`its @event is not valid: ${reasons.join("; ")}`);
  }
  const lists = checkChannel(field, result.data, wrong);
  if (lists.length > 1) throw wrong(`one argument of a channel may be a list, not ${lists.join(" and ")}`);
  const event: EventField = { name, ...result.data, list: lists[0] ?? null };
  const known = new Set(field.arguments?.map((argument) => argument.name.value));
  if (event.scope === "account" && !event.channel.includes("{viewer.accountId}")) {
    throw wrong(
      "a channel of an account has to carry {viewer.accountId}, or one household could hear another",
    );
  }
  for (const named of [event.filter?.argument, event.initial?.argument, event.own]) {
    if (named != null && !known.has(named)) throw wrong(`it has no argument ${named}`);
  }
  if (event.own !== null && !event.channel.includes("{viewer.deviceId}")) {
    throw wrong("what is for one device alone has to carry {viewer.deviceId}, or another one could hear it");
  }
  if (event.until && !event.each) throw wrong("only an event is too late; a state is what it is");
  if (event.initial && (event.each || event.snapshot)) {
    throw wrong("only a state is told as it begins, and either by `initial` or by `snapshot`");
  }
  if (event.snapshot) checkSnapshot(event, schema, wrong);
  else if (event.reread) throw wrong("what is read again needs a snapshot that says how");
  return event;
}

/** The arguments of the channel that are lists. */
function checkChannel(
  field: FieldDefinitionNode,
  { channel, scope }: Pick<EventField, "channel" | "scope">,
  wrong: (reason: string) => Error,
): string[] {
  const types = new Map(field.arguments?.map(({ name, type }) => [name.value, type]));
  return [...channel.matchAll(PLACEHOLDER)].flatMap(([, placeholder = ""]) => {
    if (placeholder.startsWith("viewer.")) {
      if (scope === "public") throw wrong("a public channel cannot depend on the viewer");
      if (!isViewerPart(placeholder.slice("viewer.".length)))
        throw wrong(`the token says nothing about ${placeholder}`);
      return [];
    }
    const type = types.get(placeholder);
    if (!type) throw wrong(`it has no argument ${placeholder}`);
    return isList(type) ? [placeholder] : [];
  });
}

function isList(type: TypeNode): boolean {
  return type.kind === Kind.NON_NULL_TYPE ? isList(type.type) : type.kind === Kind.LIST_TYPE;
}

function checkSnapshot(event: EventField, schema: GraphQLSchema, wrong: (reason: string) => Error): void {
  if (event.each) throw wrong("only a state has a snapshot");
  const named = (type: unknown) => String(type).replace(/[[\]!]/g, "");
  let type = schema.getQueryType()?.name ?? "";
  for (const name of event.snapshot ?? []) {
    const owner = schema.getType(type);
    const field = isObjectType(owner) ? owner.getFields()[name] : undefined;
    if (!field) throw wrong(`its snapshot names ${type}.${name}, which does not exist`);
    if (field.args.length > 0) throw wrong(`its snapshot names ${type}.${name}, which takes arguments`);
    type = named(field.type);
  }
  const own = named(schema.getSubscriptionType()?.getFields()[event.name]?.type);
  if (type !== own) throw wrong(`its snapshot gives ${type}, but it is ${own}`);
}

function argumentsOf(directive: ConstDirectiveNode): Record<string, unknown> {
  const given = directive.arguments?.map(({ name, value }) => [name.value, valueFromASTUntyped(value)]);
  return Object.fromEntries(given ?? []);
}

function isViewerPart(name: string): name is (typeof VIEWER_PARTS)[number] {
  return VIEWER_PARTS.some((part) => part === name);
}

/**
 * The channels to listen to: one, or one for each value that an argument lists. Throws UNAUTHENTICATED where it
 * depends on the viewer and nobody is signed in, FORBIDDEN where it is another device's, and BAD_USER_INPUT for an argument
 * that is no id, and for a list that is empty or longer than MOST_LISTED.
 */
export function placesOf(
  event: EventField,
  args: Readonly<Record<string, unknown>>,
  viewer: Viewer | null,
): readonly EventPlace[] {
  const { list, own } = event;
  if (own !== null && viewer && args[own] !== viewer.deviceId) {
    throw new PlayheadError("FORBIDDEN", `${own} must be the device that is signed in: only it may listen`, {
      argument: own,
    });
  }
  if (list === null) return [{ channel: channelOf(event, args, viewer), args }];
  const listed = args[list] as readonly unknown[];
  if (listed.length < 1 || listed.length > MOST_LISTED) {
    throw badInput(list, `must list 1..${MOST_LISTED} ids`, listed.length);
  }
  return [...new Set(listed)].map((value) => {
    const own = { ...args, [list]: value };
    return { channel: channelOf(event, own, viewer), args: own };
  });
}

function channelOf(
  event: EventField,
  args: Readonly<Record<string, unknown>>,
  viewer: Viewer | null,
): string {
  return event.channel.replace(PLACEHOLDER, (_braces, placeholder: string) => {
    const part = placeholder.startsWith("viewer.") ? placeholder.slice("viewer.".length) : null;
    if (part === null) {
      const value = String(args[placeholder] ?? "");
      if (!CHANNEL_PART.test(value)) throw badInput(placeholder, "must be an id", args[placeholder]);
      return value;
    }
    const value = viewer && isViewerPart(part) ? viewer[part] : null;
    if (value === null)
      throw new PlayheadError("UNAUTHENTICATED", `${event.name} needs a signed-in household`);
    return value;
  });
}

/** The message that stands for the state of `args`; for fields with `initial`. */
export function initialMessage({ argument, path }: ArgumentPath, args: EventPlace["args"]): LiveMessage {
  return path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), args[argument]) as LiveMessage;
}

/** Whether subscribers with these arguments want the message. */
export function isWanted(
  event: EventField,
  args: Readonly<Record<string, unknown>>,
  message: LiveMessage,
): boolean {
  const wanted = event.filter ? args[event.filter.argument] : null;
  if (!event.filter || wanted == null) return true;
  return String(valueAt(message, event.filter.path)) === String(wanted);
}

/** Until when a message counts, epoch ms; for ever where it does not say. */
export function expiryOf({ until }: EventField, message: LiveMessage): number {
  const instant = until && valueAt(message, until);
  return typeof instant === "number" ? instant : Number.POSITIVE_INFINITY;
}

/** What a message has at a path; undefined where it ends before. */
export function valueAt(message: LiveMessage, path: ArgumentPath["path"]): unknown {
  return path.reduce<unknown>(
    (value, name) => (typeof value === "object" && value ? (value as LiveMessage)[name] : undefined),
    message,
  );
}
