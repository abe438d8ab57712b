/** Answers with the event that it was called with. */
export async function handler(event) {
  return { statusCode: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(event) };
}
