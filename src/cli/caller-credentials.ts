import { defaultProvider } from "@aws-sdk/credential-provider-node";
import type { SigningCredentials } from "../sigv4/sign.ts";

/** The credentials that the AWS CLI would take, of a profile or from the environment; rejects when there are none. */
export async function callerCredentials(profile: string | undefined): Promise<SigningCredentials> {
  try {
    const { accessKeyId, secretAccessKey, sessionToken } = await defaultProvider({ ...(profile && { profile }) })();
    return { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
  } catch (cause) {
    const place = profile === undefined ? "the environment" : `profile ${profile}`;
    throw new Error(`no credentials in ${place}: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or pass --profile`, {
      cause,
    });
  }
}
