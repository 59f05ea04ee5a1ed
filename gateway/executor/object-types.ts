import { type GraphQLSchema, isAbstractType, isInterfaceType, isObjectType } from "graphql";

/** Whether an object whose `__typename` is this one meets a type condition. */
export type TypeTest = (typeName: string) => boolean;

/** Asks the schema once for each name; unknown names are asked for each time, so that nobody can fill it. */
export function compileTypeTest(schema: GraphQLSchema, condition: string): TypeTest {
  const wanted = schema.getType(condition);
  const known = new Map<string, boolean>([[condition, true]]);
  return (typeName) => {
    const before = known.get(typeName);
    if (before !== undefined) return before;
    const type = schema.getType(typeName);
    if (!type) return false;
    const isMet =
      isAbstractType(wanted) &&
      (isObjectType(type) || isInterfaceType(type)) &&
      schema.isSubType(wanted, type);
    known.set(typeName, isMet);
    return isMet;
  };
}
