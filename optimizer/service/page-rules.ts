import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * What a browser may do with what it gets from here: load from here and nowhere else, run no inline script, be in
 * nobody's frame.
 *
 * Inline styles are allowed: charts write a style element into each of their figures. With fonts, images and connections
 * from here alone, a style that somebody smuggled in could change how the page looks and tell nobody.
 * @param tls - whether browsers come over TLS: over plain HTTP neither may a browser be told to use it from now on
 */
export function pageRules({ tls }: { readonly tls: boolean }): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        ...(tls ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    strictTransportSecurity: tls ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    xFrameOptions: { action: 'deny' },
  });
}

/** Answers of the API are data: kept by no cache, and run by no browser that is made to open one. */
export const dataRules: RequestHandler = (_request, response, next) => {
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader(
    'Content-Security-Policy',
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox",
  );
  next();
};
