/** What clients ask, and variables that no two requests share. */
export interface BenchOperation {
  readonly query: string;
  readonly variables: (turn: number) => Record<string, unknown>;
}

const BROADCAST = "{ id title start stop images { url } }";

export const OPERATIONS: Readonly<Record<string, BenchOperation>> = {
  heartbeat: {
    query: `mutation Heartbeat($input: HeartbeatInput!) {
      heartbeat(input: $input) { directive reason nextHeartbeatInSeconds sources { protocol url tokenExpiresAt } }
    }`,
    variables: (turn) => ({ input: { slotToken: "st_1", sequence: turn, positionSeconds: turn * 30 } }),
  },
  "grid of 50 channels": {
    query: `query Grid($after: String) {
      channels(first: 50, after: $after) {
        edges { node { id number title images { url } now ${BROADCAST} next ${BROADCAST} access { entitled reason validUntil } } }
      }
    }`,
    variables: (turn) => ({ after: `cursor ${turn}` }),
  },
  "continue watching": {
    query: `query ContinueWatching($profileId: ID!) {
      viewer { profile(id: $profileId) {
        continueWatching(first: 20) { id positionSeconds durationSeconds content { id title images { url } } }
      } }
    }`,
    variables: (turn) => ({ profileId: `pr_${turn}` }),
  },
};
