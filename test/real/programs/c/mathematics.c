/* glibc's mathematics, rounding, conversions and the floating-point environment, bit by bit. */
#include <complex.h>
#include <fenv.h>
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#pragma STDC FENV_ACCESS ON

static void show(const char *name, double value) { uint64_t bits; memcpy(&bits, &value, 8); printf("%s %.17g %016llx\n", name, value, (unsigned long long)bits); }
static const double inputs[] = { 0.0, -0.0, 0.5, 1.0, -1.0, 1.5, 2.0, 3.14159265358979, -2.71828, 10.0, 1e-10, 1e10, 123456.789, 1e300, 5e-324, INFINITY, -INFINITY };
#define EACH(f) for (unsigned i = 0; i < sizeof inputs / sizeof *inputs; i++) { volatile double x = inputs[i]; double r = f(x); if (r == r) show(#f, r); else printf(#f " nan\n"); }

int main(void)
{
	EACH(sin) EACH(cos) EACH(tan) EACH(exp) EACH(exp2) EACH(expm1) EACH(log) EACH(log2) EACH(log10) EACH(log1p) EACH(sqrt) EACH(cbrt)
	EACH(asin) EACH(acos) EACH(atan) EACH(sinh) EACH(cosh) EACH(tanh) EACH(asinh) EACH(erf) EACH(tgamma) EACH(lgamma) EACH(floor) EACH(ceil) EACH(trunc) EACH(round) EACH(rint) EACH(nearbyint) EACH(j0)
	for (int i = 1; i < 12; i++) { show("pow", pow(inputs[i + 2], i / 3.0)); show("fmod", fmod(1000.0 / i, 0.7)); show("atan2", atan2(i, inputs[i])); show("hypot", hypot(i, 1e5)); show("fma", fma(i, 1.1, -i)); show("ldexp", ldexp(1.0 / i, i * 90 - 500)); show("nextafter", nextafter(i, 100)); show("remainder", remainder(i * 7.3, 2)); }
	const int modes[] = { FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO }; volatile double one = 1, three = 3, big = 1e15 + 0.3, half = -2.5;
	for (int i = 0; i < 4; i++) { fesetround(modes[i]); show("third", one / three); show("rint", rint(half)); printf("%lld %lld %.3f %.0f\n", llrint(big), llrint(half), 2.0005, 0.5); }
	fesetround(FE_TONEAREST); feclearexcept(FE_ALL_EXCEPT); volatile double zero = 0, huge = 1e308, tiny = DBL_MIN, r;
	r = one / zero; printf("division %d\n", fetestexcept(FE_DIVBYZERO) != 0); feclearexcept(FE_ALL_EXCEPT); r = huge * huge; printf("overflow %d %d\n", fetestexcept(FE_OVERFLOW) != 0, fetestexcept(FE_INVALID) != 0);
	feclearexcept(FE_ALL_EXCEPT); r = zero / zero; printf("invalid %d nan %d\n", fetestexcept(FE_INVALID) != 0, isnan(r)); feclearexcept(FE_ALL_EXCEPT); r = tiny / three; printf("underflow %d inexact %d %d\n", fetestexcept(FE_UNDERFLOW) != 0, fetestexcept(FE_INEXACT) != 0, fpclassify(r) == FP_SUBNORMAL);
	volatile float f = 16777217.0f, g = 0.1f; printf("%.9g %.9g %.9g %.17g\n", f, g, g * g, (double)g + 0.1);
	volatile double d = -3.99; volatile long long l = -9007199254740993LL; volatile unsigned long long u = 18446744073709551615ULL; printf("%d %ld %u %.17g %.17g %.9g\n", (int)d, (long)d, (unsigned)3e9, (double)l, (double)u, (float)l);
	double complex z = cexp(I * 1.0) * csqrt(-2.0); show("re", creal(z)); show("im", cimag(z));
	double a[40][40], trace = 0; for (int i = 0; i < 40; i++) for (int j = 0; j < 40; j++) a[i][j] = 1.0 / (i + j + 1) + (i == j);
	for (int k = 0; k < 40; k++) for (int i = k + 1; i < 40; i++) { double m = a[i][k] / a[k][k]; for (int j = k; j < 40; j++) a[i][j] -= m * a[k][j]; } for (int i = 0; i < 40; i++) trace += log(a[i][i]); show("determinant", trace);
	char text[64]; int wrong = 0; uint64_t s = 88172645463325252ULL; for (int i = 0; i < 2000; i++) { s ^= s << 13; s ^= s >> 7; s ^= s << 17; double v; uint64_t b = s; memcpy(&v, &b, 8); if (v != v || v - v != 0) continue; snprintf(text, sizeof text, "%.17g", v); wrong += strtod(text, NULL) != v; } printf("round trips wrong: %d\n", wrong);
	return 0;
}
