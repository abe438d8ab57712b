import type { RestModelRecord } from "../../../store/rest-records.ts";
import type { Call } from "../../call.ts";
import { newId } from "../ids.ts";

const draft = '"$schema" : "http://json-schema.org/draft-04/schema#"';

/** The models that every new REST API has, texts as observed. */
const defaults = [
  {
    name: "Empty",
    description: "This is a default empty schema model",
    schema: `{\n  ${draft},\n  "title" : "Empty Schema",\n  "type" : "object"\n}`,
  },
  {
    name: "Error",
    description: "This is a default error schema model",
    schema:
      `{\n  ${draft},\n  "title" : "Error Schema",\n  "type" : "object",\n` +
      '  "properties" : {\n    "message" : { "type" : "string" }\n  }\n}',
  },
] as const;

/** Stores the models that a new API begins with. */
export async function putDefaultModels(call: Call, apiId: string): Promise<void> {
  for (const model of defaults) {
    // One after the other: a transaction is one connection.
    const modelId = await newId({ kind: "model", randomBytes: call.sources.randomBytes, isTaken: async () => false });
    const record: RestModelRecord = { ...model, modelId, contentType: "application/json" };
    await call.tx.restModels.put(call.accountId, apiId, record);
  }
}
