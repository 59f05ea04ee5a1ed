import type { SubgraphSource } from "../../../tools/composition.js";

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@shareable", "@external", "@requires", "@provides", "@interfaceObject", "@inaccessible", "@override"])\n`;

const schema = (name: string, text: string): SubgraphSource => ({ name, schema: LINK + text });

/**
 * Small supergraphs made to go wrong: what one service needs of another in chains, objects that several services know by
 * different keys and types, lists in lists, and nulls allowed here and not there. A field named `derived…` depends on what
 * the service was told with the key.
 */
export const ADVERSARIAL_SCHEMAS: Readonly<Record<string, readonly SubgraphSource[]>> = {
  "chains of requirements": [
    schema(
      "products",
      `type Query { product(id: ID!): Product products(first: Int): [Product!]! best: Product! grid: [[Product]!] anything: Any }
      type Mutation { touch(id: ID!, note: Note): Product drop: Boolean! }
      input Note { text: String! tags: [String!] kind: Color }
      scalar Any
      enum Color { RED GREEN BLUE @inaccessible }
      type Product @key(fields: "id") @key(fields: "code") {
        id: ID! code: String! name: String weight: Int! @shareable color: Color colors: [Color!] size: Size maker: Maker
        related(kind: Color): [Product!] tags: [[String]!]! any: Any price: Float @shareable }
      type Size { width: Float! height: Float depth: [Int!]! }
      type Maker @key(fields: "id") { id: ID! title: String }`,
    ),
    schema(
      "stock",
      `type Query { warehouses: [Warehouse!]! }
      type Product @key(fields: "id") { id: ID! weight: Int! @external size: Size @external
        derivedShipping: Int @requires(fields: "weight")
        derivedBox: Box @requires(fields: "size { width depth }")
        warehouses: [Warehouse] inStock: Boolean! price: Float @shareable }
      type Size { width: Float! @external depth: [Int!]! @external }
      type Box { label: String! volume: Float }
      type Warehouse @key(fields: "id") { id: ID! city: String! products: [Product!] main: Product @provides(fields: "weight") }`,
    ),
    schema(
      "offers",
      `type Query { offers: [Offer] }
      type Product @key(fields: "code") { code: String! derivedShipping: Int @external
        derivedOffer: Offer @requires(fields: "derivedShipping") offers: [Offer!]! }
      type Offer { percent: Int! until: String product: Product! by: Maker! }
      type Maker @key(fields: "id") { id: ID! country: String! products: [Product] }`,
    ),
  ],
  "objects of an interface": [
    schema(
      "library",
      `type Query { media(id: ID!): Media all: [Media!]! pick: Pick picks: [[Pick!]] node: Node film: Film }
      interface Node { id: ID! }
      interface Media implements Node @key(fields: "id") { id: ID! title: String! cover: Image parts: [Media] }
      type Film implements Media & Node @key(fields: "id") { id: ID! title: String! cover: Image parts: [Media] minutes: Int! sound: String value: Int }
      type Song implements Media & Node @key(fields: "id") { id: ID! title: String! cover: Image parts: [Media] bars: [Int!]! value: String next: Song }
      type Image { url: String! sizes: [Int] of: Media }
      union Pick = Film | Song | Nothing
      type Nothing { why: String! }`,
    ),
    schema(
      "ratings",
      `type Query { top: [Media!] rated: Rating }
      type Media @key(fields: "id") @interfaceObject { id: ID! title: String! @external stars: Float! ratings(first: Int): [Rating!]
        derivedFame: Int @requires(fields: "title") similar: [Media!] }
      type Rating { by: Person! stars: Int! note: String about: Media }
      type Person @key(fields: "id") { id: ID! name: String! }`,
    ),
    schema(
      "people",
      `type Query { me: Person! }
      type Person @key(fields: "id") { id: ID! email: String owns: [Media!] likes: Media }
      type Media @key(fields: "id", resolvable: false) @interfaceObject { id: ID! }`,
    ),
    schema(
      "music",
      `type Person @key(fields: "id") { id: ID! favourite: Song films: [Film!] }
      type Film @key(fields: "id", resolvable: false) { id: ID! }
      type Song @key(fields: "id") { id: ID! singer: Person! }`,
    ),
  ],
  "types in types": [
    schema(
      "shapes",
      `type Query { shape: Shape shapes: [Shape!]! nested: [[[Shape]]] drawing(id: ID!): Drawing self: Query again: Again }
      interface Shape { name: String! area: Float parent: Shape }
      interface Round implements Shape { name: String! area: Float radius: Int! parent: Shape }
      type Circle implements Shape & Round { name: String! area: Float radius: Int! parent: Shape drawing: Drawing mark: Int }
      type Oval implements Shape & Round { name: String! area: Float radius: Int! parent: Shape drawings: [Drawing!] mark: String }
      type Square implements Shape { name: String! area: Float parent: Shape side: Int! drawing: Drawing! }
      union Again = Circle | Square | Drawing
      type Drawing @key(fields: "key { id }") @key(fields: "id") { id: ID! key: Key! shapes: [Shape] inside: [Again!] }
      type Key { id: ID! }`,
    ),
    schema(
      "painters",
      `type Query { painters: [Painter!]! painter: Painter! }
      type Painter @key(fields: "id") { id: ID! drawings: [Drawing!]! last: Drawing }
      type Drawing @key(fields: "key { id }") { key: Key! painter: Painter! framed: Boolean teachers: [[Painter!]!] }
      type Key { id: ID! @shareable }`,
    ),
    schema(
      "galleries",
      `type Query { gallery: Gallery }
      type Gallery { rooms: [[Drawing!]!]! owner: Painter }
      type Drawing @key(fields: "id") { id: ID! price: Float sold: [Gallery] }
      type Painter @key(fields: "id") { id: ID! galleries: [Gallery!] fame: Int! }`,
    ),
  ],
};
