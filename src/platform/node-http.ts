import type * as Http from 'node:http';
import type * as Https from 'node:https';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * `node:http` and `node:https`. An import reads everything that a module of Node's exports, and so loads the whole
 * WebSocket client that `node:http` offers as well, for a tenth of the time of a start; this reads what is asked for.
 */
export const http = require('node:http') as typeof Http;
export const https = require('node:https') as typeof Https;
