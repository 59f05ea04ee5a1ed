/** What one gateway process takes on at most; each with the reason for its default. */
export interface GatewayLimits {
  /** Bytes of an HTTP body or of one WebSocket message. */
  readonly messageBytes: number;
  /** Lexical tokens of an operation. */
  readonly operationTokens: number;
  /** Fields within fields of an operation. */
  readonly operationDepth: number;
  /** Aliases of an operation, fragments counted wherever they are spread. */
  readonly operationAliases: number;
  /** Fields that an operation begins with. */
  readonly operationRootFields: number;
  /** Fields and fragments of an operation, written out wherever they are spread. */
  readonly operationSelections: number;
  /** Cost of an operation, estimated before it runs: objects times the sizes of the lists they are in. */
  readonly operationCost: number;
  /** Tries of passwords, PINs and codes that are passed on in a second, whosever they are. */
  readonly credentialsPerSecond: number;
  /** Characters of answers about the guide that a gateway keeps, those of nobody in particular; 0: none. */
  readonly guideCacheCharacters: number;
  /** How long one query or mutation may take. */
  readonly requestMs: number;
  /** TCP connections of all kinds. */
  readonly connections: number;
  /** WebSockets. */
  readonly webSockets: number;
  /** Those of one address, or of one IPv6 network. */
  readonly webSocketsPerAddress: number;
  /** Subscriptions over HTTP (SSE and multipart), which have a connection each. */
  readonly httpStreams: number;
  /** Those of one household. */
  readonly httpStreamsPerHousehold: number;
  /** Those of one address, or of one IPv6 network. */
  readonly httpStreamsPerAddress: number;
  /** Operations that one WebSocket runs at the same time, subscriptions mostly. */
  readonly operationsPerSocket: number;
  /** Messages, pings and pongs that the client of one WebSocket sends in a minute. */
  readonly messagesPerSocketMinute: number;
  /** WebSockets of one household, on one gateway. */
  readonly socketsPerHousehold: number;
  /** Subscriptions of one household, on one gateway, over whatever they come. */
  readonly subscriptionsPerHousehold: number;
  /** Channels that the subscriptions of one household listen to, each for itself. */
  readonly channelsPerHousehold: number;
  /** Those of everybody at one address, or in one IPv6 network, who is not signed in. */
  readonly channelsPerAddress: number;
  /** How long a WebSocket may say nothing before it has to begin with `connection_init`. */
  readonly socketInitMs: number;
  /** How often a WebSocket is asked whether its other end is there; one that has not answered by the next time is cut. */
  readonly pingEveryMs: number;
  /** How long one subgraph may take to answer one fetch. */
  readonly fetchMs: number;
  /** How long a gateway that stops goes on answering everybody, until balancers have read `/ready`. */
  readonly drainNoticeMs: number;
  /** Time over which sockets are told to go elsewhere when the gateway stops. */
  readonly drainSpreadMs: number;
  /** Time that sockets, and then requests in flight, are given to end before they are cut. */
  readonly drainBoundMs: number;
}

export const DEFAULT_LIMITS: GatewayLimits = {
  // The longest operation of a known app has 20 KB, its variables 5 KB.
  messageBytes: 256 * 1_024,
  // The grid has some 150, the longest operation of a known app some 3,500; parsing this many takes under 5 ms.
  operationTokens: 5_000,
  // Pages of known apps go 10 deep; each level below can be a fetch that waits for the one above.
  operationDepth: 20,
  // Apps alias a handful of rows of a page; hundreds are one password or code tried hundreds of times.
  operationAliases: 100,
  // A start page has a dozen rows; each root field can be a fetch of its own.
  operationRootFields: 30,
  // The grid has 18. Planning this many takes a tenth to a fifth of a second, in which nobody else is answered.
  operationSelections: 2_000,
  // A day's grid of 100 channels with 60 broadcasts each, and their programmes, is some 20,000.
  operationCost: 50_000,
  // Two fifths of what one core hashes: more takes more from those who play on the same machine (docs/performance.md). A
  // gateway of a house whose accounts has a machine of its own may pass on more.
  credentialsPerSecond: 20,
  // Whoever turns it on says what it may take: a grid of 50 channels has 30,000.
  guideCacheCharacters: 0,
  // Two fetches after each other that take as long as they may; clients gave up before.
  requestMs: 30_000,
  // One file descriptor each; the usual hard limit of a container is 65,536.
  connections: 30_000,
  // 6 to 12 KB each with a subscription: some 240 MB when all are open.
  webSockets: 20_000,
  // A carrier's gateway has some hundreds of households behind it; a twentieth of all keeps nobody else out.
  webSocketsPerAddress: 1_000,
  // With the WebSockets below the connections there may be; some 20 KB each.
  httpStreams: 5_000,
  // Ten devices that cannot open WebSockets, with a handful of subscriptions each.
  httpStreamsPerHousehold: 50,
  // A hotel, or a carrier's gateway before many households.
  httpStreamsPerAddress: 500,
  // An app shows one page: a handful. A hundred leaves room for dashboards.
  operationsPerSocket: 100,
  // Fifty a second. A page that connects again begins its hundred operations at once, a remote that scrubs says a dozen
  // things a second.
  messagesPerSocketMinute: 3_000,
  // Ten devices with some apps each; sockets of devices that vanished stay for up to a minute.
  socketsPerHousehold: 100,
  // Ten on each of its sockets, if all were in use.
  subscriptionsPerHousehold: 1_000,
  // A page of the guide on each of ten devices, and as many again for all else. A process listens for 200,000 at most.
  channelsPerHousehold: 2_000,
  // Such a page on each of a hundred devices behind a carrier's gateway that nobody is signed in on.
  channelsPerAddress: 10_000,
  // A slow network's round trip, several times over.
  socketInitMs: 5_000,
  // Below the 60 s after which balancers cut a silent connection.
  pingEveryMs: 30_000,
  // Longer than any subgraph's own bounds, so that it is the subgraph that says what took long.
  fetchMs: 15_000,
  // Nothing balances a gateway that runs all in one process.
  drainNoticeMs: 0,
  // 20,000 clients that come back at once would be a stampede on the remaining replicas.
  drainSpreadMs: 2_000,
  // Together with the spread well below the 30 s that Kubernetes gives before SIGKILL.
  drainBoundMs: 8_000,
};
