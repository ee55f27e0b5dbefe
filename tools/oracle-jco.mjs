// The part of oracle-run.py that runs a component in Node.js, by way of jco:
//   JCO=folder node tools/oracle-jco.mjs COMPONENT FUNCTION FILE REPEAT
// JCO is where `npm install @bytecodealliance/jco-transpile` was run.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {createRequire} from 'node:module';
import {pathToFileURL} from 'node:url';

const ERR = 1, USAGE = 2, NO_ENGINE = 3, TRAP = 134;
const [component, name, file, repeat] = process.argv.slice(2);

function fail(status, message) {
  console.error(`oracle-run: ${message}`);
  process.exit(status);
}

async function loadJco() {
  try {
    const require = createRequire(path.resolve(process.env.JCO, 'package.json'));
    const entry = require.resolve('@bytecodealliance/jco-transpile');
    return await import(pathToFileURL(entry));
  } catch (e) {
    fail(NO_ENGINE, `jco-transpile in ${process.env.JCO}: ${e.message}`);
  }
}

// Core modules go through files, because the code that jco writes is a module.
async function instantiate(jco, folder) {
  const {files} = await jco.transpileBytes(fs.readFileSync(component), {
    name: 'component', instantiation: 'async', noTypescript: true,
  });
  fs.writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
  for (const [to, bytes] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, to)), {recursive: true});
    fs.writeFileSync(path.join(folder, to), bytes);
  }
  const module = await import(pathToFileURL(path.join(folder, 'component.js')));
  const getCore = (core) =>
      WebAssembly.compile(fs.readFileSync(path.join(folder, core)));
  return await module.instantiate(getCore, {});
}

const camel = (kebab) => kebab.replace(/-(.)/g, (_, c) => c.toUpperCase());

const jco = await loadJco();
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oracle-'));
process.on('exit', () => fs.rmSync(folder, {recursive: true}));
try {
  let target = await instantiate(jco, folder);
  const parts = name.split('#');
  const call = camel(parts.pop());
  for (const part of parts) {
    target = target[part];
  }
  if (!target?.[call]) {
    fail(USAGE, `there is no export ${name}`);
  }
  const text = fs.readFileSync(file, 'utf8');
  let result;
  for (let i = 0; i < Number(repeat); i++) {
    result = target[call](text);
  }
  fs.writeSync(1, result);
} catch (e) {
  // An err is thrown as its payload, bare or wrapped; a trap is an Error.
  const payload = typeof e === 'string' ? e : e.payload;
  if (payload !== undefined) {
    fail(ERR, `err: ${payload}`);
  }
  fail(TRAP, e.stack);
}
