import { expect, test } from "vitest";
import { http1Headers } from "./stream-request.ts";

const pseudo = [":method", "GET", ":path", "/", ":scheme", "https", ":authority", "a.example"];

test.each([
  ["the authority is the host, in front", [...pseudo, "accept", "*/*"], false, ["host", "a.example", "accept", "*/*"]],
  [
    "an authority behind other headers is, too",
    ["accept", "*/*", ":authority", "a"],
    false,
    ["host", "a", "accept", "*/*"],
  ],
  ["the same host beside it is one", [...pseudo, "host", "a.example"], false, ["host", "a.example"]],
  ["another host beside it is a second one", [...pseudo, "host", "b"], false, ["host", "a.example", "host", "b"]],
  ["without an authority the host stays", [":method", "GET", "host", "b"], false, ["host", "b"]],
  ["cookies become one", ["cookie", "a=1", "x", "y", "cookie", "b=2"], false, ["x", "y", "cookie", "a=1; b=2"]],
  ["repeated headers stay", ["x", "1", "x", "2"], false, ["x", "1", "x", "2"]],
  ["a body of known length keeps it", ["content-length", "3"], true, ["content-length", "3"]],
  ["a body of unknown length is chunked", ["x", "1"], true, ["x", "1", "transfer-encoding", "chunked"]],
])("%s", (_, rawHeaders, bodyFollows, headers) => {
  expect(http1Headers(rawHeaders, bodyFollows)).toEqual(headers);
});
