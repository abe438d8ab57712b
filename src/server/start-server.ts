import type { Logger } from "pino";
import { createGateway } from "../gateway/invoke.ts";
import { createLogDestinations } from "../gateway/observation/log-destinations.ts";
import { createIdentity } from "../identity/create-identity.ts";
import { createSessionTokens } from "../identity/create-session-tokens.ts";
import { createWebIdentityIssuer } from "../identity/web-identity-issuer.ts";
import { openTokenKeyRing } from "../identity/token-key-ring.ts";
import { createUsage } from "../identity/usage.ts";
import { services } from "../services/services.ts";
import type { Sources } from "../sources.ts";
import type { Store } from "../store/store.ts";
import { createDecisionLog } from "../trace/decision-log.ts";
import { createAdmin } from "./admin.ts";
import { createControlPlane } from "./control-plane.ts";
import { createHealth } from "./health.ts";
import { type ListeningServer, listen } from "./server.ts";
import type { ServerSettings } from "./settings.ts";
import { createLocalCertificates } from "./tls/certificate-authority.ts";
import { firstOf } from "./tls/certificate-source.ts";
import { createDomainCertificates } from "./tls/domain-certificates.ts";
import { createServerNames } from "./tls/server-names.ts";
import { withWebIdentityDocuments } from "./web-identity-documents.ts";

/** How often noted last uses are written down, in milliseconds. */
const usageFlushMs = 5000;

/** What a server is put together from. */
export interface StartOptions {
  readonly store: Store;
  readonly sources: Sources;
  readonly logger: Logger;
  readonly settings: ServerSettings;
}

/** Puts all layers together over an open store and listens. Closing the server leaves the store open. */
export async function startServer(options: StartOptions): Promise<ListeningServer> {
  const { store, sources, logger, settings } = options;
  const tokens = createSessionTokens(await openTokenKeyRing({ store, nowMs: sources.nowMs }), sources.randomBytes);
  const usage = createUsage(store);
  const identity = createIdentity({
    store,
    tokens,
    usage,
    ...sources,
    allowHttpIssuers: settings.allowHttpIssuers,
  });
  const webIdentityIssuer = createWebIdentityIssuer(store);
  const decisions = createDecisionLog(settings.decisionsMax);
  const domains = [...new Set([...settings.domains, "amazonaws.com"])];
  const { unsignedMessage, allowReset, functions, accountThrottle, vpcAddresses, truststores } = settings;
  const logs = createLogDestinations(settings.logDestinations, (target, cause) =>
    logger.error({ err: cause, target }, "an access log cannot be written; its lines are dropped"),
  );
  const gatewaySettings = {
    domains,
    unsignedMessage,
    vpcAddresses,
    serviceEndpoints: settings.serviceEndpoints,
    ...(accountThrottle !== undefined && { accountThrottle }),
  };
  const gateway = createGateway({ store, identity, decisions, sources, functions, logs, settings: gatewaySettings });
  const names = createServerNames({ services, domains, gateway, host: settings.host });
  const server = await listen(
    {
      controlPlane: createControlPlane({
        services,
        store,
        identity,
        tokens,
        webIdentityIssuer,
        truststores,
        usage,
        decisions,
        sources,
        logger,
      }),
      gateway,
      names,
      certificates: firstOf(
        createDomainCertificates({ store, domains }),
        createLocalCertificates({ store, sources, names }),
      ),
      admin: withWebIdentityDocuments(
        createAdmin({ store, identity, decisions, sources, tokens, allowReset, domains }),
        webIdentityIssuer,
        store,
      ),
      health: createHealth(store),
      metricsReaders: settings.metricsReaders,
      logger,
    },
    settings,
  );
  const flush = () => usage.flush().catch((cause: unknown) => logger.error({ err: cause }, "last uses not written"));
  const timer = setInterval(flush, usageFlushMs).unref();
  return {
    port: server.port,
    async close() {
      clearInterval(timer);
      await server.close();
      await logs.close();
      await flush();
    },
  };
}
