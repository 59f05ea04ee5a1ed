import { JWKS_PATH, REVOKED_PATH } from "../../lib/http/subgraph-server.js";
import { createDevelopmentPayments } from "../../subgraphs/accounts/payments.js";
import { type Accounts, startAccounts } from "../../subgraphs/accounts/server.js";
import { openHasher, openMailer } from "../accounts-parts.js";
import { furnishHousehold } from "../demo.js";
import { householdServices, TOKENS } from "../manifest.js";
import { settingOf } from "../settings.js";
import type { StartProcess } from "./process.js";
import { startServiceApart } from "./service.js";

/** Starts accounts alone. */
export const startAccountsApart: StartProcess = (config) => {
  const { settings, isDevelopment, hasDemo, clock, log } = config;
  const publicUrl = settingOf<string | undefined>(settings, "publicUrl");
  let accounts: Accounts | undefined;
  return startServiceApart(
    {
      name: "accounts",
      // It verifies by what it knows itself, which is there once it has started.
      facts: {
        keys: async () => accounts?.publicKeys() ?? { keys: [] },
        revoked: async () => accounts?.revoked() ?? [],
      },
      async start(environment, lifecycle) {
        const mail = {
          smtpUrl: settingOf<string | undefined>(settings, "smtpUrl"),
          mailFrom: settingOf<string>(settings, "mailFrom"),
        };
        accounts = await startAccounts({
          ...environment,
          ...TOKENS,
          householdServices,
          payments: isDevelopment ? createDevelopmentPayments() : undefined,
          mailer: await openMailer(mail, isDevelopment, log),
          hasher: await openHasher(lifecycle),
          refreshGraceMs: settingOf<number>(settings, "refreshGraceSeconds") * 1_000,
          verificationUri: settingOf<string | undefined>(settings, "verificationUri"),
          ...(publicUrl !== undefined && { publicUrl: () => publicUrl }),
        });
        if (hasDemo) await furnishHousehold(accounts, clock);
        return accounts;
      },
      published: ({ publicKeys, revoked }) => ({ [JWKS_PATH]: publicKeys, [REVOKED_PATH]: revoked }),
    },
    config,
  );
};
