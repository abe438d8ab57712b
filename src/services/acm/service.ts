import { acmModel, acmOperationNames } from "../../wire/constraints/acm.ts";
import type { Service } from "../../wire/operation.ts";
import type { Call } from "../call.ts";
import { certificateOperations } from "./certificates.ts";
import { listOperations } from "./list-certificates.ts";
import { tagOperations } from "./tags.ts";

/** Certificate Manager, as far as certificates are made elsewhere and imported. */
export const acmService: Service<Call> = {
  name: "acm",
  signingName: "acm",
  protocol: "awsJson1_1",
  skewMinutes: 5,
  version: acmModel.apiVersion,
  targetPrefix: "CertificateManager",
  operations: [...certificateOperations, ...listOperations, ...tagOperations],
  knownOperations: acmOperationNames,
  model: acmModel,
};
