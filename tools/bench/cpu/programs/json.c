/* JSON written to a buffer, parsed into a tree by recursive descent, queried, and written again. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum type { NOTHING, FALSE, TRUE, NUMBER, STRING, ARRAY, OBJECT };
struct value {
  enum type type;
  int64_t number; /* thousandths; or the length of a string */
  const char *text, *key;
  struct value *first, *next;
};

static char input[65536], output[131072], strings[65536];
static size_t used;
static struct value pool[4096];
static unsigned made;
static const char *at;

static char *document(char *out, uint32_t *seed, int depth) {
  *seed = *seed * 1664525u + 1013904223u;
  switch ((*seed >> 16) % (depth > 0 ? 8 : 5)) {
    case 0: return out + sprintf(out, "%d", (int)(*seed >> 12) - 400000);
    case 1: return out + sprintf(out, "%u.%03u", *seed >> 24, *seed >> 10 & 511);
    case 2: return out + sprintf(out, "\"name \\u00e9 \\\"%x\\\" and \\n more\"", *seed);
    case 3: return out + sprintf(out, *seed & 1 << 20 ? "true" : "false");
    case 4: return out + sprintf(out, "null");
    default: break;
  }
  int object = *seed >> 21 & 1, count = 3 + (int)(*seed >> 22 & 3);
  *out++ = object ? '{' : '[';
  for (int i = 0; i < count; i++) {
    if (i) *out++ = ',', *out++ = ' ';
    if (object) out += sprintf(out, "\"key%d\": ", i);
    out = document(out, seed, depth - 1);
  }
  *out++ = object ? '}' : ']';
  return out;
}

static void blank(void) {
  while (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r') at++;
}

static int hexadecimal(char c) { return c <= '9' ? c - '0' : (c | 32) - 'a' + 10; }

static char *string(int64_t *length) {
  char *start = strings + used, *out = start;
  for (at++; *at != '"'; at++) {
    if (*at != '\\') {
      *out++ = *at;
      continue;
    }
    switch (*++at) {
      case 'n': *out++ = '\n'; break;
      case 't': *out++ = '\t'; break;
      case 'u': {
        int c = hexadecimal(at[1]) << 12 | hexadecimal(at[2]) << 8 | hexadecimal(at[3]) << 4 | hexadecimal(at[4]);
        at += 4;
        if (c >= 128) *out++ = (char)(0xc0 | c >> 6), c = 0x80 | (c & 63);
        *out++ = (char)c;
        break;
      }
      default: *out++ = *at;
    }
  }
  at++;
  *length = out - start;
  *out++ = 0;
  used = (size_t)(out - strings);
  return start;
}

static struct value *parse(void) {
  struct value *value = &pool[made++], **last = &value->first;
  *value = (struct value){0};
  blank();
  if (*at == '"') {
    value->type = STRING;
    value->text = string(&value->number);
  } else if (*at == '{' || *at == '[') {
    char end = *at == '{' ? '}' : ']';
    value->type = *at == '{' ? OBJECT : ARRAY;
    for (at++, blank(); *at != end; blank()) {
      if (*at == ',') at++, blank();
      const char *key = NULL;
      int64_t ignored;
      if (end == '}') {
        key = string(&ignored);
        blank();
        at++;
      }
      *last = parse();
      (*last)->key = key;
      last = &(*last)->next;
    }
    at++;
  } else if (*at == '-' || (*at >= '0' && *at <= '9')) {
    int negative = *at == '-', scale = 1000, fraction = 0;
    int64_t n = 0;
    for (at += negative; (*at >= '0' && *at <= '9') || *at == '.'; at++) {
      if (*at == '.') fraction = 1;
      else if (scale > 1 || !fraction) n = n * 10 + (*at - '0'), scale /= fraction ? 10 : 1;
    }
    value->type = NUMBER;
    value->number = (negative ? -n : n) * scale;
  } else {
    value->type = *at == 't' ? TRUE : *at == 'f' ? FALSE : NOTHING;
    while (*at >= 'a' && *at <= 'z') at++;
  }
  return value;
}

static char *print(char *out, const struct value *value) {
  static const char *const words[] = {"null", "false", "true"};
  if (value->key) out += sprintf(out, "\"%s\":", value->key);
  if (value->type <= TRUE) return stpcpy(out, words[value->type]);
  if (value->type == NUMBER) {
    char digits[24], *d = digits + 24;
    uint64_t n = (uint64_t)(value->number < 0 ? -value->number : value->number);
    do *--d = (char)('0' + n % 10);
    while (n /= 10);
    if (value->number < 0) *--d = '-';
    memcpy(out, d, (size_t)(digits + 24 - d));
    return out + (digits + 24 - d);
  }
  *out++ = value->type == STRING ? '"' : value->type == ARRAY ? '[' : '{';
  if (value->type == STRING)
    for (int64_t i = 0; i < value->number; i++) {
      if (value->text[i] == '"') *out++ = '\\';
      *out++ = value->text[i];
    }
  for (const struct value *v = value->first; v; v = v->next) {
    out = print(out, v);
    if (v->next) *out++ = ',';
  }
  *out++ = value->type == STRING ? '"' : value->type == ARRAY ? ']' : '}';
  return out;
}

static uint64_t query(const struct value *value, const char *key) {
  uint64_t sum = value->type == NUMBER && value->key && strcmp(value->key, key) == 0 ? (uint64_t)value->number : value->type;
  for (const struct value *v = value->first; v; v = v->next) sum = sum * 5 + query(v, key);
  return sum;
}

int main(int argc, char **argv) {
  long rounds = argc > 1 ? atol(argv[1]) : 1;
  uint64_t sum = 0;
  for (long round = 0; round < rounds; round++) {
    uint32_t seed = (uint32_t)round / 8 + 5;
    char *out = input;
    if (round % 8 == 0) {
      *out++ = '[';
      while (out < input + 4000) out = document(out, &seed, 4), *out++ = ',', *out++ = '\n';
      *stpcpy(out, "0]") = 0;
    }
    made = 0;
    used = 0;
    at = input;
    const struct value *root = parse();
    sum = sum * 31 + query(root, "key1") + query(root, "key2") + made;
    out = print(output, root);
    for (const char *p = output; p < out; p += 5) sum = sum * 31 + (unsigned char)*p;
  }
  printf("%llu\n", (unsigned long long)sum);
  return 0;
}
