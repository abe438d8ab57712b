import { expect, test } from "vitest";
import { mappedBody } from "./mapped-body.ts";
import { compileTemplate, renderTemplate, type TemplateInput } from "./mapping-template.ts";

const inputOf = (body: string): TemplateInput => ({
  body: mappedBody(Buffer.from(body)),
  parameter: (name) => ({ id: "7", q: `it's "a/b"` })[name],
  context: (name) => ({ stage: "prod", "identity.sourceIp": "127.0.0.1" })[name],
  stageVariables: { tier: "gold" },
});

const rendered = (template: string, body = '{"a":{"b":[1,"x"]},"t":"text"}') =>
  renderTemplate(compileTemplate(template), inputOf(body));

test.each([
  ["plain text, $ signs, #hash tags and $unknown ones", "plain text, $ signs, #hash tags and $unknown ones"],
  ['{"statusCode": 200}', '{"statusCode": 200}'],
  ["$input.body", '{"a":{"b":[1,"x"]},"t":"text"}'],
  ["$input.json('$')", '{"a":{"b":[1,"x"]},"t":"text"}'],
  ["$input.json('$.a.b')", '[1,"x"]'],
  ["$input.json('$.t') $input.path('$.t') $input.path('$.a.b[1]')", '"text" text x'],
  ["[$input.json('$.none')$input.path('$.none')]", '[""]'],
  ["$input.params('id')-${input.params('id')}-$!{input.params('none')}.", "7-7-."],
  ["$context.stage/$context.identity.sourceIp/$context.none.", "prod/127.0.0.1/."],
  ["$stageVariables.tier ${stageVariables.tier}s $stageVariables.constructor.", "gold golds ."],
  ["$util.escapeJavaScript($input.params('q'))", `it\\'s \\"a\\/b\\"`],
  ["$util.urlEncode($input.params('q')) $util.urlDecode('a%20b+c')", "it's+%22a%2Fb%22 a b c"],
  ["$util.base64Encode($input.params('id')) $util.base64Decode('Nw==')", "Nw== 7"],
  ["a## all of this\nb#* and this *#c", "abc"],
])("%s makes %s", (template, text) => {
  expect(rendered(template)).toEqual({ ok: true, text });
});

test.each([
  ["#set($x = 1)", "#set"],
  ["#if($a)b#end", "#if"],
  ["#{if}($a)b#end", "#{if"],
  ["a #foreach($x in $y)#end", "#foreach"],
  ["$input.params().header", "$input.params()"],
  ["$input.params('a').foo", "$input.params('a').foo"],
  ["$input.path('$.a')[0]", "$input.path('$.a')[0]"],
  ["$util.parseJson('{}')", "$util.parseJson('{}')"],
  ['$util.urlEncode("$x")', "$util.urlEncode("],
  ["${input.body", "${input.body"],
  [`${"$util.urlEncode(".repeat(20)}'a'${")".repeat(20)}`, "$util.urlEncode"],
])("%s is said to need what is not here", (template, named) => {
  const outcome = rendered(template);
  expect(outcome).toMatchObject({ ok: false });
  expect(outcome.ok ? "" : outcome.reason).toContain(named);
});

test.each([
  ["", "$input.json('$')", "{}"],
  ["no json", "$input.json('$')", '""'],
  [
    '{"id":12345678901234567891}',
    "$input.json('$') $input.path('$.id')",
    '{"id":12345678901234567891} 12345678901234567891',
  ],
  ["no json", "$input.body", "no json"],
])("of the body %j the template %s makes %s", (body, template, text) => {
  expect(rendered(template, body)).toEqual({ ok: true, text });
});

test("what a template makes is bounded, however often it repeats the body", () => {
  const outcome = rendered("$input.body".repeat(12), "x".repeat(1024 * 1024));
  expect(outcome).toMatchObject({ ok: false });
});

test("functions in one another end the template, not the process", () => {
  const template = `${"$util.escapeJavaScript(".repeat(7)}$input.body${")".repeat(7)}`;
  expect(rendered(template, "\\".repeat(3_000_000))).toEqual({
    ok: false,
    reason: "the template cannot be rendered: it makes more than 10485760 characters",
  });
});

test("what is escaped piece by piece is escaped whole", () => {
  const body = "\\é".repeat(100_000);
  expect(rendered("$util.escapeJavaScript($input.body)", body)).toEqual({
    ok: true,
    text: "\\\\\\u00E9".repeat(100_000),
  });
});
