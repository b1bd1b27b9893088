/**
 * Poisson and gamma probabilities for real shapes, absolute error below 1e-9. The JavaScript library has no
 * such function, and the model calls them too often for arrays or tensors to be built.
 *
 * With N Poisson of mean x and whole s: `gammaP(s, x)` = P(N >= s), the chance that the s-th arrival has
 * come.
 */

const LOG_SQRT_TWO_PI = 0.5 * Math.log(2 * Math.PI);
const TOLERANCE = 1e-11;
/** From this shape on Temme's expansion is exact to 1e-9; below, series and fraction need few terms. */
const TEMME_FROM = 20;
/** erfc(6.5) is below 1e-19. */
const TAIL = 6.5;
const STIRLING_FROM = 8;

/** ln Γ(x) = (x - 1/2) ln x - x + ln sqrt(2 pi) + this, for x >= 8 (DLMF 5.11.1). */
function stirlingRest(x: number): number {
  const y = 1 / (x * x);
  return (1 / 12 - y * (1 / 360 - y * (1 / 1260 - y / 1680))) / x;
}

function logGamma(x: number): number {
  let shift = 1;
  let z = x;
  for (; z < STIRLING_FROM; z += 1) shift *= z;
  return (z - 0.5) * Math.log(z) - z + LOG_SQRT_TWO_PI + stirlingRest(z) - Math.log(shift);
}

/** u - ln(1 + u) without the loss of digits near 0. */
function excess(u: number): number {
  if (Math.abs(u) > 1e-3) return u - Math.log1p(u);
  return u * u * (0.5 - u * (1 / 3 - u * (0.25 - u / 5)));
}

/**
 * e^-x x^k / Γ(k + 1), for whole k the chance that a Poisson number of mean x is k.
 * @param k - real, above -1.
 * @param x - the mean, above 0.
 */
export function poissonDensity(k: number, x: number): number {
  if (k < STIRLING_FROM) return Math.exp(k * Math.log(x) - x - logGamma(k + 1));
  // Loader's form: the large terms of the exponent cancel before they are computed.
  return Math.exp(-k * excess((x - k) / k) - stirlingRest(k) - LOG_SQRT_TWO_PI) / Math.sqrt(k);
}

/**
 * Of (1 + 2 z) e^(z²) erfc(z) in Chebyshev polynomials of (z - 3.75) / (z + 3.75), z >= 0; error below 3e-11.
 */
const ERFC_CHEBYSHEV = [
  1.1775789345674, -0.0045900545806465, -0.084249133366518, 0.059209939998192, -0.026658668435306,
  0.0090749976707053, -0.0024131635404176, 0.00049077583652581, -6.9169733025012e-5, 4.139027986073e-6,
  7.7403830661985e-7, -2.1886401049234e-7, 1.0764999465671e-8, 4.5219598112183e-9, -7.7544002088314e-10,
  -6.3180883408867e-11,
] as const;

/** The complementary error function (form of Shepherd and Laframboise, Math. Comp. 36, 1981). */
export function erfc(x: number): number {
  const z = Math.abs(x);
  const t = (z - 3.75) / (z + 3.75);
  let sum = 0;
  let last = 0;
  for (let n = ERFC_CHEBYSHEV.length - 1; n > 0; n -= 1) {
    const next = 2 * t * sum - last + (ERFC_CHEBYSHEV[n] ?? 0);
    last = sum;
    sum = next;
  }
  const upper = ((t * sum - last + ERFC_CHEBYSHEV[0]) * Math.exp(-z * z)) / (1 + 2 * z);
  return x < 0 ? 2 - upper : upper;
}

/** Taylor coefficients in eta of c0 to c3 of DLMF 8.12.9, from 8.12.12. */
const TEMME = [
  [
    -1 / 3,
    1 / 12,
    -2 / 135,
    1 / 864,
    3.527336860670194e-4,
    -1.787551440329218e-4,
    3.919263178522438e-5,
    -2.185448510679992e-6,
    -1.85406221071516e-6,
    8.296711340953087e-7,
    -1.7665952736826078e-7,
    6.707853543401498e-9,
    1.0261809784240309e-8,
    -4.382036018453353e-9,
  ],
  [
    -1 / 540,
    -1 / 288,
    1 / 378,
    -9.902263374485596e-4,
    2.0576131687242798e-4,
    -4.018775720164609e-7,
    -1.8098550334489977e-5,
    7.64916091608111e-6,
    -1.6120900894563446e-6,
  ],
  [25 / 6048, -139 / 51840, 7.716049382716049e-4, 2.0093878600823047e-6, -1.073667322636516e-4],
  [6.494341563786008e-4, 2.2947209362139917e-4, -4.691894943952557e-4],
] as const;

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let n = coefficients.length - 1; n >= 0; n -= 1) sum = sum * x + (coefficients[n] ?? 0);
  return sum;
}

/** Temme's uniform expansion, DLMF 8.12.3 and 8.12.7. */
function temme(s: number, x: number): number {
  const half = s * excess((x - s) / s);
  const root = Math.sqrt(half);
  const signed = x < s ? -root : root;
  if (root > TAIL) return x < s ? 0 : 1;
  const eta = signed * Math.sqrt(2 / s);
  const [c0, c1, c2, c3] = TEMME;
  const rest =
    polynomial(c0, eta) + (polynomial(c1, eta) + (polynomial(c2, eta) + polynomial(c3, eta) / s) / s) / s;
  return 0.5 * erfc(-signed) - (Math.exp(-half) / Math.sqrt(2 * Math.PI * s)) * rest;
}

/** DLMF 8.7.1, without its first factor, the density. */
function series(s: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let n = s + 1; term > TOLERANCE * sum; n += 1) {
    term *= x / n;
    sum += term;
  }
  return sum;
}

/**
 * 1 - P by the continued fraction DLMF 8.9.2, evaluated forwards (Lentz), without its first factor, density ·
 * s.
 */
function upperFraction(s: number, x: number): number {
  let b = x + 1 - s;
  let c = Infinity;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1, step = 0; Math.abs(step - 1) > TOLERANCE; n += 1) {
    const numerator = n * (s - n);
    b += 2;
    d = 1 / (b + numerator * d);
    c = b + numerator / c;
    step = c * d;
    fraction *= step;
  }
  return fraction;
}

/**
 * The regularised lower incomplete gamma function P(s, x): the chance that a gamma variable of this shape and
 * scale 1 is at most x.
 * @param s - the shape, real, above 0.
 * @param x - at least 0.
 * @param density - `poissonDensity(s, x)`, for callers that have it.
 */
export function gammaP(s: number, x: number, density?: number): number {
  if (x <= 0) return 0;
  if (s >= TEMME_FROM) return temme(s, x);
  const first = density ?? poissonDensity(s, x);
  return x < s + 1 ? first * series(s, x) : 1 - first * s * upperFraction(s, x);
}

/** The standard normal distribution function. */
export function normalCdf(z: number): number {
  return 0.5 * erfc(-z * Math.SQRT1_2);
}
