import { type DocumentNode, type FragmentDefinitionNode, Kind, parse } from "graphql";
import type { AnswerObject } from "../answer-tree.js";

const MOST_TEXTS = 200;
const known = new Map<string, ReturnType<typeof readText>>();

/** What a text asks for; texts come again and again, first from one executor and then from the other. */
export function readAsked(text: string) {
  const document = known.get(text) ?? readText(parse(text, { noLocation: true }));
  if (known.size > MOST_TEXTS) known.clear();
  known.set(text, document);
  return document;
}

function readText({ definitions }: DocumentNode) {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const operation = definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  if (!operation) throw new Error("no operation");
  return { operation, fragments };
}

/** Every key of the schemas under test has the id in it, or the code that is made of it. */
export function idOf(representation: AnswerObject): string {
  const nested = representation["key"] as AnswerObject | undefined;
  const code = representation["code"];
  const id = representation["id"] ?? nested?.["id"] ?? (typeof code === "string" ? code.slice(1) : undefined);
  return typeof id === "string" ? id : JSON.stringify(representation);
}
