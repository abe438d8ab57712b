import { importedCertificate } from "../rows/acm.ts";
import type { ErrorRow } from "./error-row.ts";

/** Certificate Manager. */
export const acmErrors: readonly ErrorRow[] = [
  {
    operation: "DeleteCertificate",
    input: { CertificateArn: "{certificate}" },
    given: [
      importedCertificate,
      [
        "apigatewayv2:CreateDomainName",
        {
          DomainName: "{account}.example.com",
          DomainNameConfigurations: [{ CertificateArn: "{certificate}" }],
        },
      ],
    ],
    error: ["ResourceInUseException", 400],
  },
];
