import { afterAll, beforeAll, describe } from "vitest";
import { apiContract } from "./store/api-contract.ts";
import { sharedTestEngines, testEngines } from "./store/engines.ts";
import { groupContract } from "./store/group-contract.ts";
import { iamPartContract } from "./store/iam-part-contract.ts";
import { openingContract } from "./store/opening-contract.ts";
import { organizationContract } from "./store/organization-contract.ts";
import { policyContract } from "./store/policy-contract.ts";
import { regionalContract } from "./store/regional-contract.ts";
import { repositoryContract } from "./store/repository-contract.ts";
import { restApiContract } from "./store/rest-api-contract.ts";
import { sharingContract } from "./store/sharing-contract.ts";
import { topicContract } from "./store/topic-contract.ts";
import { transactionContract } from "./store/transaction-contract.ts";

// The store promises the same on every engine; each part of the promise is a function run on all of them.
describe.each(testEngines)("on $name", (engine) => {
  beforeAll(() => engine.start());
  afterAll(() => engine.stop());

  repositoryContract(engine);
  policyContract(engine);
  iamPartContract(engine);
  groupContract(engine);
  organizationContract(engine);
  apiContract(engine);
  restApiContract(engine);
  regionalContract(engine);
  transactionContract(engine);
  topicContract(engine);
});

// A throwaway database has one store, so what several stores promise each other is asked of the others only.
describe.each(sharedTestEngines)("shared on $name", (engine) => {
  beforeAll(() => engine.start());
  afterAll(() => engine.stop());

  sharingContract(engine);
  openingContract(engine);
});
