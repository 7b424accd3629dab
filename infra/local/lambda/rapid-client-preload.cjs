// Answers `require('./rapid-client.node')` of aws-lambda-ric, which is only an HTTP client for three calls, in
// JavaScript, so that nobody has to build native code. Loaded with `--require`: every line here is in every cold start.
'use strict';
const Module = require('node:module');
const http = require('node:http');

const [hostname, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new http.Agent({ keepAlive: true });
let posted = Promise.resolve();

// A stack that was killed outright ends nothing itself: its functions look for it, and follow.
const parent = process.ppid;
setInterval(() => process.ppid !== parent && process.exit(), 1000).unref();

function call(method, path, body, headers) {
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, method, path, agent, headers }, (response) => {
      let bodyJson = '';
      response.setEncoding('utf8');
      response.on('data', (text) => {
        bodyJson += text;
      });
      response.on('end', () => resolve({ bodyJson, headers: response.headers }));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

function post(id, kind, body, headers) {
  const length = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  posted = call('POST', `/2018-06-01/runtime/invocation/${id}/${kind}`, body, { ...length, ...headers });
}

const client = {
  // The native client's `done` and `error` return when the answer is out; here the next poll waits for them instead.
  next: () => posted.then(() => call('GET', '/2018-06-01/runtime/invocation/next')),
  done: (id, body) => post(id, 'response', body),
  error: (id, body) => post(id, 'error', body, { 'lambda-runtime-function-error-type': 'Unhandled' }),
};

const load = Module._load;
Module._load = function (request, ...rest) {
  if (request !== './rapid-client.node') return load.call(this, request, ...rest);
  Module._load = load;
  return client;
};
