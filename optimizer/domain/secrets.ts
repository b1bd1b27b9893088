/** What a bearer token of the service looks like; the first part in brackets is its public id. */
const TOKEN = /gt_([0-9a-f]{12})_[A-Za-z0-9_-]{43}/;
const TOKENS = new RegExp(TOKEN, 'g');
/** User and password of an address: `mongodb://user:password@host`. */
const CREDENTIALS = /\b([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/?#@"'\\]+@/gi;

export function holdsToken(text: string): boolean {
  return TOKEN.test(text);
}

/** @returns the part by which a token is found; undefined for what is no token. */
export function idOfToken(token: string): string | undefined {
  const found = TOKEN.exec(token);
  return found?.[0] === token ? found[1] : undefined;
}

/** The text with the secret part of tokens, and the user and password of addresses, left out. */
export function withoutSecrets(text: string): string {
  return text.replace(TOKENS, 'gt_$1_[secret]').replace(CREDENTIALS, '$1[secret]@');
}
