import type { Cors } from "@aws-sdk/client-apigatewayv2";
import type { CorsConfiguration } from "../../store/records.ts";
import { defined } from "./defined.ts";
import { badRequest } from "./errors.ts";

/**
 * Reads cross-origin settings as a request gives them; throws AWS's 400 for an origin
 * or method that is none and for credentials with a wildcard origin.
 */
export function readCors(cors: Cors): CorsConfiguration {
  requireOrigins(cors.AllowOrigins ?? []);
  requireMethods(cors.AllowMethods ?? []);
  if (cors.AllowCredentials === true && cors.AllowOrigins?.includes("*") === true) {
    throw badRequest("allow-credentials is not supported if 'allow-origin' is *");
  }
  return defined({
    allowCredentials: cors.AllowCredentials,
    allowHeaders: cors.AllowHeaders,
    allowMethods: cors.AllowMethods,
    allowOrigins: cors.AllowOrigins,
    exposeHeaders: cors.ExposeHeaders,
    maxAge: cors.MaxAge,
  });
}

/** Observed: an origin has the scheme http or https, and a `*` stands for all of it or for all behind its scheme. */
function requireOrigins(origins: readonly string[]): void {
  for (const origin of origins) {
    const scheme = /^[a-z][a-z0-9+.-]*:\/*/i.exec(origin)?.[0].toLowerCase();
    const known = scheme === undefined || /^https?:\/\/$/.test(scheme) || /^[^:/]+:\d/.test(origin);
    const behind = origin.slice(scheme?.length ?? 0);
    if (!known || behind === "" || (behind.includes("*") && behind !== "*")) {
      throw badRequest(`Invalid format for origin ${origin}`);
    }
  }
}

const corsMethods: ReadonlySet<string> = new Set(["*", "GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"]);

/** Observed to be refused; the text is not on record. */
function requireMethods(methods: readonly string[]): void {
  const unknown = methods.find((method) => !corsMethods.has(method.toUpperCase()));
  if (unknown !== undefined) {
    throw badRequest(`Invalid HTTP method specified: ${unknown}`);
  }
}

/** Cross-origin settings as a reply shows them: exactly the members that were given. */
export function showCors(cors: CorsConfiguration): Cors {
  return {
    AllowCredentials: cors.allowCredentials,
    AllowHeaders: copied(cors.allowHeaders),
    AllowMethods: copied(cors.allowMethods),
    AllowOrigins: copied(cors.allowOrigins),
    ExposeHeaders: copied(cors.exposeHeaders),
    MaxAge: cors.maxAge,
  };
}

function copied(texts: readonly string[] | undefined): string[] | undefined {
  return texts === undefined ? undefined : [...texts];
}
