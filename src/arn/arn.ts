/** The six parts of an Amazon Resource Name, as written. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  /** The account id, or empty, or `aws` for resources that AWS owns. */
  readonly account: string;
  /** Everything after the fifth colon, colons and slashes included. */
  readonly resource: string;
}

/** Splits an ARN at its first five colons; undefined when there are fewer or the text does not start with `arn:`. */
export function parseArn(text: string): Arn | undefined {
  const [prefix, partition, service, region, account, ...resource] = text.split(":");
  if (
    prefix !== "arn" ||
    partition === undefined ||
    service === undefined ||
    region === undefined ||
    account === undefined ||
    resource.length === 0
  ) {
    return undefined;
  }
  return { partition, service, region, account, resource: resource.join(":") };
}

/** Writes the six parts of an ARN with their colons. */
export function formatArn(arn: Arn): string {
  return `arn:${arn.partition}:${arn.service}:${arn.region}:${arn.account}:${arn.resource}`;
}

/** The ARN of a resource of IAM: `iamArn(account, "role/app/Reader")`. */
export function iamArn(account: string, resource: string): string {
  return `arn:aws:iam::${account}:${resource}`;
}

/** The ARN of a session or federated user of STS: `stsArn(account, "assumed-role/Reader/session")`. */
export function stsArn(account: string, resource: string): string {
  return `arn:aws:sts::${account}:${resource}`;
}
