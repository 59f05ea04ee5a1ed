import { composeGatewayFiles } from "../../tools/composition.js";
import type { BenchOperation } from "./operations.js";

/*
 * What gateways are usually compared by (The Guild's benchmark of gateways), written anew: users and their reviews, products
 * and theirs, over four services, three joins deep. `region` is here so that no two requests are the same.
 */

const FEDERATION = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@external", "@provides", "@requires", "@shareable"]
)`;

const SUBGRAPHS = {
  accounts: `
    type User @key(fields: "id") { id: ID! name: String username: String @shareable birthday: Int }
    type Query { me: User user(id: ID!): User users(region: String): [User] }`,
  inventory: `
    type Product @key(fields: "upc") {
      upc: String! weight: Int @external price: Int @external inStock: Boolean
      shippingEstimate: Int @requires(fields: "price weight")
    }`,
  products: `
    type Product @key(fields: "upc") { upc: String! name: String price: Int weight: Int }
    type Query { topProducts(first: Int = 5, region: String): [Product] }`,
  reviews: `
    type Review @key(fields: "id") { id: ID! body: String product: Product author: User @provides(fields: "username") }
    type User @key(fields: "id") { id: ID! username: String @external numberOfReviews: Int reviews: [Review] }
    type Product @key(fields: "upc") { upc: String! reviews: [Review] }`,
};

const PRODUCT = "inStock name price shippingEstimate upc weight";
const WRITTEN = `reviews { id body product { ${PRODUCT} } }`;
const RECEIVED = `reviews { id body author { id username name ${WRITTEN} } }`;

export const GUILD_FILES = composeGatewayFiles(
  Object.entries(SUBGRAPHS).map(([name, schema]) => ({ name, schema: FEDERATION + schema })),
);

export const GUILD_OPERATIONS: Readonly<Record<string, BenchOperation>> = {
  "users and products, nested": {
    query: `query Nested($region: String) {
      users(region: $region) { id username name reviews { id body product { ${PRODUCT} ${RECEIVED} } } }
      topProducts(region: $region) { ${PRODUCT} ${RECEIVED} }
    }`,
    variables: (turn) => ({ region: `region ${turn}` }),
  },
};
