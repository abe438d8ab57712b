import {
  type CreateAccountAliasRequest,
  CreateAccountAlias$,
  type DeleteAccountAliasRequest,
  DeleteAccountAlias$,
  ListAccountAliases$,
} from "@aws-sdk/client-iam";
import type { WithRequired } from "../../wire/operation.ts";
import { type PagingInput, pageOfAll, readWindow } from "../../wire/pagination.ts";
import { operation } from "../call.ts";
import { accountCheck } from "./checks.ts";
import { iamErrors } from "./errors.ts";

/** The operations on the account's alias, of which there is at most one. */
export const accountAliasOperations = [
  operation(CreateAccountAlias$, {
    authorize: () => accountCheck("iam:CreateAccountAlias", "*"),
    // A further alias takes the place of the one before (documented under "Your AWS account ID and its alias").
    handle: async (input: WithRequired<CreateAccountAliasRequest, "AccountAlias">, { accountId, tx }) => {
      if ((await tx.accountAliases.ownerOf(input.AccountAlias)) !== undefined) {
        throw iamErrors.accountAliasExists(input.AccountAlias);
      }
      await tx.accountAliases.set(accountId, input.AccountAlias);
      return {};
    },
  }),
  operation(ListAccountAliases$, {
    authorize: () => accountCheck("iam:ListAccountAliases", "*"),
    handle: async (input: PagingInput, { accountId, tx }) => {
      const alias = await tx.accountAliases.get(accountId);
      const page = pageOfAll(alias === undefined ? [] : [alias], readWindow(input), (each) => each);
      return { AccountAliases: page.entries, ...page.paging };
    },
  }),
  operation(DeleteAccountAlias$, {
    authorize: () => accountCheck("iam:DeleteAccountAlias", "*"),
    handle: async (input: WithRequired<DeleteAccountAliasRequest, "AccountAlias">, { accountId, tx }) => {
      if ((await tx.accountAliases.get(accountId)) !== input.AccountAlias) {
        throw iamErrors.accountAliasNotFound(input.AccountAlias);
      }
      await tx.accountAliases.delete(accountId);
      return {};
    },
  }),
];
