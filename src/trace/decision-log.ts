import type { Evaluation } from "../identity/identity.ts";
import type { DecisionLog, DecisionRecord } from "./decision-record.ts";

/** How much room a record gets on average, in characters of its request: a usual one takes a quarter of it. */
const charactersPerRecord = 8192;

/**
 * Makes a log in memory that keeps the latest so many records and forgets the oldest; fewer when requests are large, so
 * that callers who are refused cannot fill the memory with what they send. Adding one, which happens at every request,
 * copies it into a place that is there already: a record that lived on would be moved by the garbage collector again and
 * again. Finding one looks through all, which happens when a person asks.
 */
export function createDecisionLog(recordsMax: number): DecisionLog {
  const charactersMax = recordsMax * charactersPerRecord;
  /** A ring: the oldest record is at `oldest`, the others follow it. */
  const places: Place[] = [];
  let oldest = 0;
  let kept = 0;
  let characters = 0;

  return {
    add(record) {
      const added = sizeOf(record);
      while (kept === recordsMax || (kept > 0 && characters + added > charactersMax)) {
        dropOldest();
      }
      copy(record, (places[(oldest + kept) % recordsMax] ??= { ...nothing, evaluations: [] }));
      kept += 1;
      characters += added;
    },
    get(requestId) {
      for (let age = 1; age <= kept; age += 1) {
        const place = places[(oldest + kept - age) % recordsMax];
        if (place?.requestId === requestId) {
          return { ...place, evaluations: [...place.evaluations] };
        }
      }
      return undefined;
    },
  };

  /** What a record counts for; one alone must always fit, however small the log. */
  function sizeOf(record: DecisionRecord): number {
    return Math.min(record.characters, charactersMax);
  }

  function dropOldest(): void {
    const place = places[oldest];
    if (place !== undefined) {
      characters -= sizeOf(place);
      copy(nothing, place);
    }
    oldest = (oldest + 1) % recordsMax;
    kept -= 1;
  }
}

/** A record that can be overwritten, with all members a record may have. */
type Place = { -readonly [Member in keyof Required<DecisionRecord>]: DecisionRecord[Member] } & {
  /** The place's own list, into which those of records are copied. */
  readonly evaluations: Evaluation[];
};

const nothing: Place = {
  requestId: "",
  atMs: 0,
  method: "",
  path: "",
  query: "",
  characters: 0,
  payloadHash: undefined,
  ownerAccountId: undefined,
  action: "",
  route: undefined,
  clientFailure: undefined,
  authentication: undefined,
  evaluations: [],
  authorizerFailure: undefined,
  integrationFailure: undefined,
  status: 0,
  refusal: undefined,
};

/** Member by member: to copy all there are at once would look each of them up by its name. */
function copy(record: DecisionRecord, place: Place): void {
  place.requestId = record.requestId;
  place.atMs = record.atMs;
  place.method = record.method;
  place.path = record.path;
  place.query = record.query;
  place.characters = record.characters;
  place.payloadHash = record.payloadHash;
  place.ownerAccountId = record.ownerAccountId;
  place.action = record.action;
  place.route = record.route;
  place.clientFailure = record.clientFailure;
  place.authentication = record.authentication;
  place.authorizerFailure = record.authorizerFailure;
  place.integrationFailure = record.integrationFailure;
  place.status = record.status;
  place.refusal = record.refusal;
  const { evaluations } = record;
  for (let index = 0; index < evaluations.length; index += 1) {
    const evaluation = evaluations[index];
    if (evaluation !== undefined) {
      place.evaluations[index] = evaluation;
    }
  }
  // To set the length, even to what it is, is a call out of JavaScript.
  while (place.evaluations.length > evaluations.length) {
    place.evaluations.pop();
  }
}
