import { z } from "zod";

/** What a simulation of the chain from a caller to an API is asked. */
export interface SimulationQuestion {
  /** The ARN of the user, role or account root that calls. */
  readonly principal: string;
  /** The roles assumed, one with the credentials of the one before. */
  readonly assume: readonly AssumedRole[];
  readonly invoke?: SimulatedInvoke | undefined;
  /** Condition keys that replace what the server would take from the calls. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

/** One AssumeRole of the chain. */
export interface AssumedRole {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly externalId?: string | undefined;
  readonly sourceIdentity?: string | undefined;
}

/** The request at the end of the chain, as a client would send it. */
export interface SimulatedInvoke {
  readonly method: string;
  /** The Host header. */
  readonly host: string;
  /** Percent-encoded. */
  readonly path: string;
  readonly query: string;
}

const texts = { arn: z.string().min(1).max(2048), name: z.string().min(2).max(64) };

/** The form of a question; what it does not name is refused. */
export const simulationQuestion: z.ZodType<SimulationQuestion> = z.strictObject({
  principal: texts.arn,
  assume: z
    .array(
      z.strictObject({
        roleArn: texts.arn,
        sessionName: texts.name,
        externalId: z.string().max(1224).optional(),
        sourceIdentity: texts.name.optional(),
      }),
    )
    .max(10),
  invoke: z
    .strictObject({
      method: z.string().regex(/^[A-Z]{1,32}$/),
      host: z.string().max(300),
      path: z.string().startsWith("/").max(8192),
      query: z.string().max(8192),
    })
    .optional(),
  context: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
});

/** What is posted: the question as the text that the others have signed, and their signatures. */
export interface SimulationRequest {
  readonly question: string;
  /** For every account but that of the request's own signer: the query of a presigned GET of the same path. */
  readonly consents: readonly string[];
}

/** The form of what is posted. */
export const simulationRequest: z.ZodType<SimulationRequest> = z.strictObject({
  question: z.string().max(65_536),
  consents: z.array(z.string().max(8192)).max(10),
});

/** Where simulations are asked for. */
export const simulationPath = "/_sallyport/v1/simulate";

/** The parameter of a consent that holds the hex SHA-256 of the question it is for. */
export const consentParameter = "question";
