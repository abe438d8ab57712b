import type { Cors } from "@aws-sdk/client-apigatewayv2";
import type { CorsConfiguration } from "../../store/records.ts";
import { defined } from "./defined.ts";
import { badRequest } from "./errors.ts";

/** Reads cross-origin settings as a request gives them; throws AWS's 400 for credentials with a wildcard origin. */
export function readCors(cors: Cors): CorsConfiguration {
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
