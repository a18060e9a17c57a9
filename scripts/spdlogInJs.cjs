'use strict';
// Stands in for the native `@vscode/spdlog`, which code-server would have to compile: without it every output channel
// with a log level stays empty. Same interface, as far as VS Code uses it; writes at once and never rotates.
const { appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];

class Logger {
  #path;
  #level = 0;
  #isPlain = false;

  constructor(_type, _name, path) {
    this.#path = path;
    for (const [number, name] of levels.entries()) this[name] = (text) => this.#write(number, text);
  }

  getLevel() {
    return this.#level;
  }

  setLevel(level) {
    this.#level = level;
  }

  clearFormatters() {
    this.#isPlain = true;
  }

  setPattern() {}
  flush() {}
  drop() {}

  #write(number, text) {
    if (number < this.#level) return;
    const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
    appendFileSync(this.#path, this.#isPlain ? text : `${time} [${levels[number]}] ${text}\n`);
  }
}

async function createLogger(name, path) {
  mkdirSync(dirname(path), { recursive: true });
  return new Logger('', name, path);
}

// One by one, or an `import` of this file finds no names.
exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = createLogger;
exports.createAsyncRotatingLogger = createLogger;
