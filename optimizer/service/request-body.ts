import type { IncomingMessage } from 'node:http';
import express, { type Request, type RequestHandler } from 'express';
import type { ServiceConfig } from '../config/service-config.js';
import { InvalidInputError, TooLargeError, UnsupportedMediaTypeError } from '../domain/errors.js';
import { holdsToken } from '../domain/secrets.js';
import type { Route } from './route.js';

/** No request of ours nests deeper than a few levels, and programs fall over ten thousand of them. */
const MAX_DEPTH = 32;
const CSV_LIMIT_BYTES = 64 * 1024 * 1024;

/** Reads the body that a route takes. A compressed one is refused: what it grows to could not be told before. */
export function bodyReader(
  { bodyType = 'application/json' }: Pick<Route, 'bodyType'>,
  { bodyLimitBytes }: Pick<ServiceConfig, 'bodyLimitBytes'>,
): RequestHandler {
  const common = { type: bodyType, inflate: false };
  const read =
    bodyType === 'text/csv'
      ? express.text({ ...common, limit: CSV_LIMIT_BYTES, defaultCharset: 'utf-8', verify: refuseTokens })
      : express.json({ ...common, limit: bodyLimitBytes, strict: false, verify: refuseTokensAndDepth });
  return (request, response, next) => {
    if (hasBody(request) && !request.is(bodyType))
      next(new UnsupportedMediaTypeError(`send the body as ${bodyType}, and say so in Content-Type`));
    else read(request, response, next);
  };
}

function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

type Verify = (request: IncomingMessage, response: unknown, body: Buffer) => void;

const refuseTokensAndDepth: Verify = (request, response, body) => {
  refuseTokens(request, response, body);
  if (depthOf(body) > MAX_DEPTH)
    throw new InvalidInputError('request', [
      { path: 'body', message: `must not nest deeper than ${MAX_DEPTH} levels` },
    ]);
};

/** A token that somebody pasted into a field would be kept, and shown to others. */
const refuseTokens: Verify = (_request, _response, body) => {
  if (body.includes('gt_') && holdsToken(body.toString('latin1')))
    throw new InvalidInputError('request', [
      { path: 'body', message: 'holds a bearer token: it belongs into the Authorization header alone' },
    ]);
};

/** Levels of objects and lists in a JSON text, counted before anything is made of it. */
export function depthOf(json: Buffer): number {
  let [depth, deepest, inText] = [0, 0, false];
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at];
    if (byte === BACKSLASH) at += 1;
    else if (byte === QUOTE) inText = !inText;
    else if (!inText && (byte === BRACE || byte === BRACKET)) deepest = Math.max(deepest, (depth += 1));
    else if (!inText && (byte === BRACE_END || byte === BRACKET_END)) depth -= 1;
  }
  return deepest;
}

const [QUOTE, BACKSLASH, BRACE, BRACKET, BRACE_END, BRACKET_END] = [...Buffer.from('"\\{[}]')];

const MAX_URL_CHARACTERS = 4096;

/** Addresses stay short, and hold no token: they get into logs of browsers and proxies. */
export const urlRules: RequestHandler = ({ originalUrl }, _response, next) => {
  if (originalUrl.length > MAX_URL_CHARACTERS)
    next(new TooLargeError(`the address is longer than ${MAX_URL_CHARACTERS} characters`));
  else if (holdsToken(originalUrl))
    next(
      new InvalidInputError('request', [
        {
          path: '',
          message: 'a bearer token in the address is refused: send it in the Authorization header',
        },
      ]),
    );
  else next();
};
