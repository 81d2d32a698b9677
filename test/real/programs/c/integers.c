/* Integer arithmetic as the compiler chooses instructions for it, and optimised loops over bytes, words and vectors. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#ifdef __SIZEOF_INT128__
typedef unsigned __int128 u128;
#define HIGH(x) ((x) >> 64)
#else
typedef uint64_t u128;
#define HIGH(x) ((x) >> 32)
#endif
static uint64_t s = 88172645463325252ULL;
static uint64_t next(void) { s ^= s << 13; s ^= s >> 7; s ^= s << 17; return s; }
static uint64_t hash = 1469598103934665603ULL;
static void mix(uint64_t v) { for (int i = 0; i < 8; i++) { hash ^= v >> (i * 8) & 255; hash *= 1099511628211ULL; } }
__attribute__((noinline)) static int64_t divide(int64_t a, int64_t b) { return a / b * 3 + a % b; }
__attribute__((noinline)) static uint32_t divide32(uint32_t a, uint32_t b) { return a / b ^ a % b; }
__attribute__((noinline)) static u128 wide(uint64_t a, uint64_t b) { return (u128)a * b + a; }
__attribute__((noinline)) static int choose(int op, int64_t a, int64_t b) { switch (op) { case 0: return a < b; case 1: return (uint64_t)a < (uint64_t)b; case 2: return (int32_t)a < (int32_t)b; case 3: return (a & b) == 0; case 4: return a == b; case 5: return (int8_t)a >= (int16_t)b; case 6: return __builtin_add_overflow_p(a, b, (int64_t)0); default: return __builtin_mul_overflow_p((int32_t)a, (int32_t)b, (int32_t)0); } }
struct bits { unsigned a : 3, b : 7; int c : 11; uint64_t d : 40; } __attribute__((packed));

int main(void)
{
	for (int i = 0; i < 20000; i++) {
		const uint64_t a = next(), b = next(); const unsigned n = b & 63;
		mix(a + b); mix(a - b); mix(a * b); mix(divide(a, b | 1)); mix(divide32(a, b | 1)); mix(wide(a, b)); mix(HIGH(wide(a, b))); mix((u128)a * b / (b >> 20 | 1) >> 3);
		mix(a << n | a >> (64 - n) % 64); mix((int64_t)a >> n); mix((uint32_t)a << (n & 31)); mix((int32_t)a >> (n & 31)); mix((uint32_t)a << (n & 31) | (uint32_t)a >> (-n & 31));
		mix(__builtin_clzll(a | 1)); mix(__builtin_ctzll(a | 1ULL << 63)); mix(__builtin_popcountll(a)); mix(__builtin_bswap64(a)); mix(__builtin_bswap32(a)); mix(__builtin_bswap16(a)); mix(__builtin_parityll(b));
		mix(a & ~b); mix(~(a | b)); mix(a ^ ~b); mix(a > b ? a : b); mix((int64_t)a < 0 ? -a : a); mix((int8_t)a); mix((int16_t)a); mix((int32_t)a); mix(a / 10); mix((int64_t)a / 7); mix((uint32_t)a % 1000); for (int op = 0; op < 8; op++) mix(choose(op, a, b));
		struct bits f = { .a = a, .b = b, .c = a >> 5, .d = b }; f.c += f.a; f.d ^= a; mix(f.a + f.b); mix(f.c); mix(f.d);
		float x = (int32_t)a, y = (uint32_t)b; double z = (int64_t)a, w = b; uint64_t bits = 0; mix(x < y); mix(z > w); memcpy(&bits, &x, 4); mix(__builtin_popcountll(bits)); memcpy(&bits, &w, 8); mix(bits);
	}
	printf("scalar %016llx\n", (unsigned long long)hash);
	static uint8_t bytes[4099]; static uint16_t halves[4099]; static int32_t words[4099]; static uint64_t longs[4099]; static float floats[4099]; static double doubles[4099];
	for (int i = 0; i < 4099; i++) { bytes[i] = next(); halves[i] = next(); words[i] = next(); longs[i] = next(); floats[i] = (int)(next() & 1023); doubles[i] = (int)(next() & 65535); }
	for (int round = 0; round < 20; round++) {
		uint64_t sum = 0; int32_t most = words[0]; float fs = 0; double ds = 0;
		for (int i = 0; i < 4099; i++) { bytes[i] = bytes[i] * 3 + round; halves[i] ^= halves[i] >> 3; words[i] = words[i] > 0 ? words[i] - i : -words[i]; longs[i] = longs[i] << 1 | longs[i] >> 63; }
		for (int i = 0; i < 4099; i++) { sum += bytes[i] + halves[i] + longs[i]; most = words[i] > most ? words[i] : most; floats[i] = floats[i] < 512 ? floats[i] + 1 : floats[i] / 2; doubles[i] = doubles[i] * 0.5 + 1; }
		for (int i = 0; i < 4099; i++) { fs += floats[i]; ds += doubles[i]; }
		mix(sum); mix(most); mix((uint64_t)fs); mix((uint64_t)ds); memmove(bytes + round, bytes, 4000); mix(memcmp(bytes, bytes + 7, 2000) < 0); mix(memchr(bytes, round, 4000) != NULL);
	}
	printf("loops %016llx\n", (unsigned long long)hash);
	return 0;
}
