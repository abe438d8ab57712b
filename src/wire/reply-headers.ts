import { Buffer } from "node:buffer";

/** What a header of a reply may be made of. */
interface ReplyFacts {
  readonly requestId: string;
  readonly region: string;
  readonly nowMs: number;
  /** That many bytes of randomness. */
  readonly randomBytes: (count: number) => Uint8Array;
}

/** Makes the headers a service adds to every reply, name and value in turn. */
export type ReplyHeaders = (facts: ReplyFacts) => readonly string[];

const alphanumerics = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/**
 * The second request id of STS: Base64 of `1:<region>:S:<epoch ms>:R:<8 characters>` (observed on replies of regional
 * endpoints).
 */
export const extendedRequestId: ReplyHeaders = ({ region, nowMs, randomBytes }) => {
  const random = [...randomBytes(8)].map((byte) => alphanumerics.charAt(byte % alphanumerics.length)).join("");
  const id = Buffer.from(`1:${region}:S:${nowMs}:R:${random}`).toString("base64");
  return ["x-amz-sts-extended-request-id", id];
};

/** API Gateway's own request id: 15 characters of Base64 and a closing `=`. */
export const apiGatewayRequestId: ReplyHeaders = ({ randomBytes }) => [
  "x-amz-apigw-id",
  Buffer.from(randomBytes(11)).toString("base64"),
];
