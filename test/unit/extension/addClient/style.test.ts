import assert from 'node:assert/strict';
import { test } from 'node:test';
import { styleOf } from '../../../../src/extension/addClient/style.ts';
import { tempWorkspace } from '../../../support/tempWorkspace.ts';

async function styleOfFiles(files: Readonly<Record<string, string>>) {
  await using folder = await tempWorkspace(files);
  return await styleOf([`${folder.path}/src/lib`, `${folder.path}/src`, folder.path]);
}

test('where there is no code the style is that of the template', async () => {
  const template = { quote: "'", hasSemicolons: true, indent: '  ' };
  assert.deepEqual(await styleOfFiles({}), template);
  assert.deepEqual(await styleOfFiles({ 'src/vite-env.d.ts': 'import "x"\n', 'src/notes.md': 'import "x"\n' }), template);
});

test('quotes, semicolons and indentation are those of the code around', async () => {
  const tabs = 'import { a } from "a"\n\nexport function f() {\n\tconst b = a()\n\treturn b\n}\n';
  assert.deepEqual(await styleOfFiles({ 'src/deep/a.tsx': tabs }), { quote: '"', hasSemicolons: false, indent: '\t' });
  const four = "import a from 'a';\r\n\r\nfunction f() {\r\n    return a;\r\n}\r\n";
  assert.deepEqual(await styleOfFiles({ 'main.js': four }), { quote: "'", hasSemicolons: true, indent: '    ' });
});

test('most of the code decides', async () => {
  const odd = 'const x = require("x")\nif (x) {\n\tx()\n}\n';
  const own = "import x from 'x';\nif (x) {\n    x();\n}\n";
  const files = { 'src/0.js': odd, 'src/a.ts': own, 'src/b.ts': own, 'src/c.ts': own, 'webpack.config.js': odd };
  assert.deepEqual(await styleOfFiles(files), { quote: "'", hasSemicolons: true, indent: '    ' });
});

test('a comment in the middle of a block is no indentation', async () => {
  const text = "/**\n * Words.\n */\nexport function f() {\n    return 'x';\n}\n";
  assert.equal((await styleOfFiles({ 'src/a.ts': text })).indent, '    ');
});
